import type { RandomSource } from '../../stats/random-source.ts';
import { MINUTE, SECOND } from '../time.ts';
import { asksForTouchIcons } from './agents.ts';
import type { Asset, Page, Site } from './site.ts';
import { type WebClient, type WebEvent, webEvent } from './web-event.ts';

/** A person with a browser. */
export interface Visitor {
  readonly client: WebClient;
  /** Time of the last visit: what the browser still holds; -1 before the first. */
  readonly lastVisit: number;
}

type Emit = (event: WebEvent) => void;

const LONGEST_PAUSE = 20 * MINUTE;
const NOT_FOUND_BYTES = 5_120;

const REFERRERS: readonly (readonly [string, number])[] = [
  ['-', 46],
  ['https://www.google.com/', 33],
  ['https://www.bing.com/', 4],
  ['https://duckduckgo.com/', 4],
  ['https://www.instagram.com/', 6],
  ['https://www.pinterest.com/', 4],
  ['https://news.example/gift-guide', 3],
];

/** Position of the files' version at a moment. */
const versionAt = (site: Site, time: number): number => {
  let version = 0;
  while (version < site.deploys.length && (site.deploys[version] as number) <= time) version += 1;
  return version;
};

/** Whether the site restarts after a deploy: half a minute in which pages fail. */
const isRestarting = (site: Site, time: number): boolean => {
  const version = versionAt(site, time);
  return version > 0 && time - (site.deploys[version - 1] as number) < 30 * SECOND;
};

/** Emits all requests of one visit that begins at `start`. */
export const visit = (
  site: Site,
  random: RandomSource,
  visitor: Visitor,
  start: number,
  emit: Emit,
): void => {
  new Session(site, random, visitor, start, emit).browse();
};

class Session {
  readonly #site: Site;
  readonly #random: RandomSource;
  readonly #client: WebClient;
  readonly #emit: Emit;
  readonly #version: number;
  /** Whether the browser holds the style sheets and scripts from an earlier visit. */
  readonly #returning: boolean;
  #time: number;
  #first = true;

  constructor(site: Site, random: RandomSource, visitor: Visitor, start: number, emit: Emit) {
    this.#site = site;
    this.#random = random;
    this.#client = visitor.client;
    this.#emit = emit;
    this.#time = start;
    this.#version = versionAt(site, start);
    this.#returning = visitor.lastVisit >= 0 && versionAt(site, visitor.lastVisit) === this.#version;
  }

  browse(): void {
    const random = this.#random;
    let referrer = random.weighted(REFERRERS);
    let next = this.#entry(referrer);
    if (referrer === '-' && random.chance(0.12))
      next = { ...next, path: `${next.path}${next.path.includes('?') ? '&' : '?'}utm_source=newsletter` };
    for (let pages = 0; pages < 40; pages += 1) {
      this.#load(next, referrer);
      referrer = next.url;
      if (pages > 0 && random.chance(0.05)) referrer = this.#aside(referrer);
      if (!random.chance(0.7)) return;
      this.#pause();
      next = this.#follow();
    }
  }

  #entry(referrer: string): Page {
    const { sale, home, posts, categories, removed } = this.#site;
    const random = this.#random;
    if (sale !== undefined && this.#time >= sale.start && this.#time < sale.end && random.chance(0.6))
      return sale.page;
    const drawn = random.unit();
    if (referrer !== '-' && drawn < 0.015) return random.choice(removed);
    if (drawn < 0.38) return home;
    if (drawn < 0.66) return this.#product();
    if (drawn < 0.84) return posts[random.zipf(posts.length)] as Page;
    return random.choice(categories);
  }

  #product(): Page {
    const { products } = this.#site;
    return products[this.#random.zipf(products.length)] as Page;
  }

  #follow(): Page {
    const { home, categories, posts } = this.#site;
    const random = this.#random;
    const drawn = random.unit();
    if (drawn < 0.46) return this.#product();
    if (drawn < 0.76) return random.choice(categories);
    if (drawn < 0.84) return posts[random.zipf(posts.length)] as Page;
    if (drawn < 0.93) return this.#search();
    return home;
  }

  #search(): Page {
    const word = this.#random.choice(this.#site.searchWords);
    const path = `/search?q=${word}`;
    return {
      path,
      url: `https://${this.#site.host}${path}`,
      bytes: 8_200 + word.length * 211,
      status: 200,
      assets: [],
    };
  }

  #pause(): void {
    this.#time += Math.min(LONGEST_PAUSE, 2 * SECOND + Math.round(this.#random.lognormal(17 * SECOND, 1)));
  }

  /** The page, then what the browser loads for it. */
  #load(page: Page, referrer: string): void {
    const random = this.#random;
    const failed = isRestarting(this.#site, this.#time);
    const status = failed ? 502 : random.chance(0.0004) ? 500 : page.status;
    const bytes = status >= 500 ? 166 : page.bytes + random.below(1 + (page.bytes >> 6));
    this.#request('GET', page.path, status, bytes, referrer);
    if (status >= 400) return;
    if (this.#first) this.#loadBundle(page.url);
    this.#first = false;
    for (const item of page.assets) {
      if (this.#returning && item.status === 200 && random.chance(0.35)) continue;
      this.#asset(item, page.url);
    }
    if (page.call !== undefined) {
      this.#step(180_000);
      this.#request('GET', page.call, 200, 96 + random.below(40), page.url);
    }
  }

  #loadBundle(url: string): void {
    const random = this.#random;
    if (!this.#returning || random.chance(0.1)) {
      const current = versionAt(this.#site, this.#time);
      for (const item of this.#site.bundles[this.#version] as readonly Asset[]) {
        const gone =
          current !== this.#version && !item.path.includes('/img/') && !item.path.includes('/fonts/');
        this.#asset(gone ? { ...item, status: 404, bytes: NOT_FOUND_BYTES } : item, url);
      }
    }
    // The shop names its icon in the page; some browsers ask for the old places all the same.
    if (!this.#returning && random.chance(0.3))
      this.#asset({ path: '/favicon.ico', bytes: NOT_FOUND_BYTES, status: 404 }, url);
    if (asksForTouchIcons(this.#client.agent) && random.chance(0.25)) {
      for (const name of ['apple-touch-icon-precomposed', 'apple-touch-icon']) {
        this.#step(20_000);
        this.#request('GET', `/${name}.png`, 404, NOT_FOUND_BYTES, '-');
      }
    }
  }

  #asset(item: Asset, url: string): void {
    this.#step(45_000);
    const unchanged = this.#returning && item.status === 200 && this.#random.chance(0.4);
    this.#request('GET', item.path, unchanged ? 304 : item.status, unchanged ? 0 : item.bytes, url);
  }

  /** Something other than reading: signing in, or putting a thing into the basket. */
  #aside(referrer: string): string {
    const login = `https://${this.#site.host}/login`;
    if (this.#random.chance(0.5)) {
      this.#step(300_000);
      this.#request('POST', '/api/v1/basket', 201, 412, referrer, 88);
      return referrer;
    }
    this.#pause();
    this.#request('GET', '/login', 200, 6_244, referrer);
    for (let tries = 0; tries < 4; tries += 1) {
      this.#pause();
      const right = this.#random.chance(0.9);
      this.#request(
        'POST',
        '/login',
        right ? 302 : 401,
        right ? 0 : 6_410,
        login,
        61 + this.#random.below(20),
      );
      if (!right) continue;
      this.#step(90_000);
      this.#request('GET', '/account', 200, 9_870 + this.#random.below(900), login);
      return `https://${this.#site.host}/account`;
    }
    return login;
  }

  /** Lets up to twice `mean` microseconds pass. */
  #step(mean: number): void {
    this.#time += 1 + this.#random.below(2 * mean);
  }

  #request(
    method: string,
    target: string,
    status: number,
    bytes: number,
    referrer: string,
    requestBytes = 0,
  ): void {
    this.#emit(webEvent(this.#time, this.#client, method, target, status, bytes, referrer, requestBytes));
    this.#step(60_000);
  }
}
