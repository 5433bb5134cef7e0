import type { RandomSource } from '../../stats/random-source.ts';
import { type Actor, actorAt } from '../actor.ts';
import { publicAddress } from '../addresses.ts';
import { arrivals, humanRhythm, meanOfRhythm, officeRhythm, type Rhythm } from '../arrivals.ts';
import { DAY, SECOND } from '../time.ts';
import { browserAgent } from './agents.ts';
import { drawPeople, type People } from './people.ts';
import { visit } from './session.ts';
import type { Site } from './site.ts';
import { webClient, type WebEvent } from './web-event.ts';

/** People who visit at the same hours. */
interface Crowd {
  readonly name: string;
  readonly people: People;
  readonly weight: Rhythm;
  /** Share of all visits. */
  readonly share: number;
}

export interface VisitorOptions {
  readonly users: number;
  readonly officeUsers: number;
  readonly proxyUsers: number;
  /** Requests per day that people shall cause, on average over the period. */
  readonly requestsPerDay: number;
}

export interface Visitors {
  readonly actors: readonly Actor<WebEvent>[];
  readonly officeAddress: string;
  readonly proxyAddress: string;
  readonly peakPerSecond: number;
}

const CALIBRATION_VISITS = 600;
const SALE_FACTOR = 4;

/** The ordinary people of the site, in three parts of the world, one office and one proxy. */
export const buildVisitors = (
  site: Site,
  random: RandomSource,
  period: { readonly start: number; readonly end: number },
  options: VisitorOptions,
): Visitors => {
  const officeAddress = publicAddress(random.stream('office address'));
  const proxyAddress = publicAddress(random.stream('proxy address'));
  const crowds = buildCrowds(random, options, officeAddress, proxyAddress);
  const visitsPerDay =
    options.requestsPerDay / requestsPerVisit(site, random.stream('calibration'), period.start);
  let peakPerSecond = 0;
  const actors = crowds.map((crowd) => {
    const weight = withSale(site, crowd.weight);
    const mean = meanOfRhythm(weight, period.start, period.end) || 1;
    const visitsPerSecond = (visitsPerDay * crowd.share * SECOND) / (DAY * mean);
    peakPerSecond += (options.requestsPerDay * crowd.share * SECOND) / (DAY * mean);
    return crowdActor(
      site,
      random.stream(`crowd ${crowd.name}`),
      crowd,
      arrivalsOf(crowd, weight, visitsPerSecond),
    );
  });
  return { actors, officeAddress, proxyAddress, peakPerSecond };

  function arrivalsOf(crowd: Crowd, weight: Rhythm, peak: number): () => number {
    return arrivals(random.stream(`arrivals ${crowd.name}`), period.start, peak, weight);
  }
};

const buildCrowds = (
  random: RandomSource,
  options: VisitorOptions,
  officeAddress: string,
  proxyAddress: string,
): Crowd[] => {
  const total = options.users + options.officeUsers + options.proxyUsers;
  const zones = [
    { name: 'home zone', hours: 1, part: 0.72 },
    { name: 'western zone', hours: -6, part: 0.18 },
    { name: 'eastern zone', hours: 8, part: 0.1 },
  ];
  const crowds = zones.map(({ name, hours, part }): Crowd => {
    const count = Math.max(1, Math.round(options.users * part));
    const people = drawPeople(random.stream(name), count);
    return { name, people, weight: humanRhythm(hours), share: (options.users * part) / total };
  });
  const office = drawPeople(random.stream('office'), options.officeUsers, officeAddress);
  crowds.push({
    name: 'office',
    people: office,
    weight: officeRhythm(1),
    share: options.officeUsers / total,
  });
  const behindProxy = drawPeople(random.stream('proxy'), options.proxyUsers, proxyAddress, true);
  crowds.push({
    name: 'proxy',
    people: behindProxy,
    weight: humanRhythm(1),
    share: options.proxyUsers / total,
  });
  return crowds.filter((crowd) => crowd.people.count > 0 && crowd.share > 0);
};

/** During the sale everybody comes at once; outside it the rhythm is scaled down to stay below 1. */
const withSale = (site: Site, weight: Rhythm): Rhythm => {
  const { sale } = site;
  if (sale === undefined) return weight;
  return (time) => (time >= sale.start && time < sale.end ? weight(time) : weight(time) / SALE_FACTOR);
};

const crowdActor = (
  site: Site,
  random: RandomSource,
  { people }: Crowd,
  next: () => number,
): Actor<WebEvent> => {
  const lastVisits = new Float64Array(people.count).fill(-1);
  return actorAt(next, (time, emit) => {
    // The square makes some people come far more often than others.
    const drawn = random.unit();
    const position = Math.floor(drawn * drawn * people.count);
    const visitor = { client: people.client(position), lastVisit: lastVisits[position] as number };
    visit(site, random, visitor, time, emit);
    lastVisits[position] = time;
  });
};

/** Mean number of requests in a visit, from visits that nobody sees. */
const requestsPerVisit = (site: Site, random: RandomSource, start: number): number => {
  let requests = 0;
  for (let index = 0; index < CALIBRATION_VISITS; index += 1) {
    const agent = browserAgent(random);
    const visitor = { client: webClient('-', agent), lastVisit: random.chance(0.5) ? start : -1 };
    visit(site, random, visitor, start, () => {
      requests += 1;
    });
  }
  return requests / CALIBRATION_VISITS;
};
