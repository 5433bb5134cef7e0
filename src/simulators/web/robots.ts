import type { RandomSource } from '../../stats/random-source.ts';
import { type Actor, actorAt } from '../actor.ts';
import { publicAddress } from '../addresses.ts';
import { arrivals, steadyRhythm } from '../arrivals.ts';
import { DAY, HOUR, SECOND } from '../time.ts';
import { BINGBOT, FEED_READER, GOOGLEBOT, INTERNAL_SCANNER, LINK_CHECKER, MONITOR } from './agents.ts';
import { scannerRequest } from './attacks/probing.ts';
import { ODD_PATHS } from './attacks/word-lists.ts';
import type { Asset, Page, Site } from './site.ts';
import { type WebClient, webClient, type WebEvent, webEvent } from './web-event.ts';

/** Programs that visit an ordinary site, with the addresses they use. */
export interface Robots {
  readonly actors: readonly Actor<WebEvent>[];
  readonly crawlerAddresses: readonly string[];
  readonly monitorAddress: string;
  readonly checkerAddress: string;
  readonly scannerAddress: string;
  readonly requestsPerDay: number;
}

interface Period {
  readonly start: number;
  readonly end: number;
}

const GOOGLE_ADDRESSES = ['66.249.66.12', '66.249.66.74', '66.249.79.201'];
const BING_ADDRESSES = ['157.55.39.16', '40.77.167.92'];
const MONITOR_ADDRESS = '10.20.0.9';
const CHECKER_ADDRESS = '10.20.0.15';
const SCANNER_ADDRESS = '10.20.0.21';
const FEED_SECONDS = 1800;
const GONE_BYTES = 5_120;

/** What programs there are beside crawlers and feed reader. */
export interface RobotOptions {
  readonly requestsPerDay: number;
  readonly monitorSeconds: number;
  readonly linkCheck: boolean;
  readonly internalScanner: boolean;
}

/** Two crawlers, a monitor of which one check has long been failing, a feed reader, a nightly link check and our own scanner. */
export const buildRobots = (
  site: Site,
  random: RandomSource,
  period: Period,
  options: RobotOptions,
): Robots => {
  const googlePerDay = Math.max(40, options.requestsPerDay * 0.02);
  const bingPerDay = Math.max(20, options.requestsPerDay * 0.008);
  const monitorPerDay = options.monitorSeconds > 0 ? (2 * DAY) / (options.monitorSeconds * SECOND) : 0;
  const everyPage = pagesOf(site);
  const feedAddress = publicAddress(random.stream('feed address'));
  const actors = [
    crawler(site, random.stream('google'), period, {
      addresses: GOOGLE_ADDRESSES,
      agent: GOOGLEBOT,
      perDay: googlePerDay,
    }),
    crawler(site, random.stream('bing'), period, {
      addresses: BING_ADDRESSES,
      agent: BINGBOT,
      perDay: bingPerDay,
    }),
    feedReader(random.stream('feed'), period, webClient(feedAddress, FEED_READER)),
  ];
  if (monitorPerDay > 0) actors.push(monitor(random.stream('monitor'), period, options.monitorSeconds));
  if (options.linkCheck) actors.push(linkCheck(random.stream('link check'), period, everyPage));
  if (options.internalScanner) actors.push(internalScanner(random.stream('internal scanner'), period));
  const checksPerDay = options.linkCheck ? everyPage.length / 2 : 0;
  return {
    actors,
    crawlerAddresses: [...GOOGLE_ADDRESSES, ...BING_ADDRESSES],
    monitorAddress: MONITOR_ADDRESS,
    checkerAddress: CHECKER_ADDRESS,
    scannerAddress: SCANNER_ADDRESS,
    requestsPerDay: googlePerDay + bingPerDay + monitorPerDay + checksPerDay + DAY / (FEED_SECONDS * SECOND),
  };
};

/** Asks for robots.txt now and then, then for pages one by one; remembers pages that were taken down. */
const crawler = (
  site: Site,
  random: RandomSource,
  period: Period,
  robot: { readonly addresses: readonly string[]; readonly agent: string; readonly perDay: number },
): Actor<WebEvent> => {
  const clients = robot.addresses.map((address) => webClient(address, robot.agent));
  const next = arrivals(random.stream('arrivals'), period.start, (robot.perDay * SECOND) / DAY, steadyRhythm);
  let askedRules = 0;
  return actorAt(next, (time, emit) => {
    const client = random.choice(clients);
    if (time - askedRules > 8 * HOUR) {
      askedRules = time;
      emit(webEvent(time, client, 'GET', '/robots.txt', 200, 214));
      return;
    }
    if (random.chance(0.02)) {
      emit(webEvent(time, client, 'GET', '/sitemap.xml', 200, 48_118));
      return;
    }
    const page = crawledPage(site, random);
    const unchanged = page.status === 200 && random.chance(0.2);
    emit(webEvent(time, client, 'GET', page.path, unchanged ? 304 : page.status, unchanged ? 0 : page.bytes));
  });
};

const crawledPage = (site: Site, random: RandomSource): Page | Asset => {
  const drawn = random.unit();
  if (drawn < 0.09) return random.choice(site.removed);
  if (drawn < 0.55) return random.choice(site.products);
  if (drawn < 0.75) return random.choice(site.categories);
  if (drawn < 0.9) return random.choice(site.posts);
  return random.choice(random.choice(site.products).assets);
};

/** Two checks in turn; the second asks for a page that a deploy removed long ago. */
const monitor = (random: RandomSource, period: Period, everySeconds: number): Actor<WebEvent> => {
  const client = webClient(MONITOR_ADDRESS, MONITOR);
  let time = period.start - everySeconds * SECOND + random.below(everySeconds * SECOND);
  return actorAt(
    () => {
      time += everySeconds * SECOND;
      return time;
    },
    (moment, emit) => {
      const delay = random.below(40_000);
      emit(webEvent(moment + delay, client, 'GET', '/healthz', 200, 15));
      emit(
        webEvent(
          moment + delay + 90_000 + random.below(60_000),
          client,
          'GET',
          '/status/legacy',
          404,
          GONE_BYTES,
        ),
      );
    },
  );
};

const feedReader = (random: RandomSource, period: Period, client: WebClient): Actor<WebEvent> => {
  let time = period.start + random.below(FEED_SECONDS * SECOND) - FEED_SECONDS * SECOND;
  return actorAt(
    () => {
      time += (FEED_SECONDS - 4) * SECOND + random.below(8 * SECOND);
      return time;
    },
    (moment, emit) => {
      const changed = random.chance(0.04);
      emit(webEvent(moment, client, 'GET', '/feed.xml', changed ? 200 : 304, changed ? 31_402 : 0));
    },
  );
};

/** Every second night our own program asks for the head of every page, broken ones included. */
const linkCheck = (
  random: RandomSource,
  period: Period,
  pages: readonly (Page | Asset)[],
): Actor<WebEvent> => {
  const client = webClient(CHECKER_ADDRESS, LINK_CHECKER);
  let night = Math.floor(period.start / DAY) * DAY + 2 * HOUR - 2 * DAY;
  return actorAt(
    () => {
      do night += 2 * DAY;
      while (night < period.start);
      return night;
    },
    (moment, emit) => {
      let time = moment;
      for (const page of pages) {
        time += 200_000 + random.below(200_000);
        emit(webEvent(time, client, 'HEAD', page.path, page.status, 0));
      }
    },
  );
};

/** Every night at three our own scanner tries what attackers try. */
const internalScanner = (random: RandomSource, period: Period): Actor<WebEvent> => {
  const client = webClient(SCANNER_ADDRESS, INTERNAL_SCANNER);
  let night = Math.floor(period.start / DAY) * DAY + 3 * HOUR - DAY;
  return actorAt(
    () => {
      do night += DAY;
      while (night < period.start);
      return night;
    },
    (moment, emit) => {
      let time = moment;
      for (const path of ODD_PATHS) {
        time += 100_000 + random.below(400_000);
        emit(scannerRequest(random, time, client, path));
      }
    },
  );
};

const pagesOf = (site: Site): (Page | Asset)[] => [
  site.home,
  ...site.categories,
  ...site.posts,
  ...site.posts.flatMap((post) => post.assets),
  ...site.products,
];
