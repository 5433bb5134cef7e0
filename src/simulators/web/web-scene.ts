import type { TruthLookalike } from '../../schema/truth.ts';
import { isoOf } from '../time.ts';
import type { Plan } from '../options.ts';
import { parameter } from '../parameter.ts';
import type { Scene } from '../scene.ts';
import type { AttackDefinition, ParameterDefinition } from '../simulator.ts';
import { agentSwarm, brokenLinks, overload } from './attacks/crowds.ts';
import { bruteForceSuccess, credentialStuffing, distributedBruteForce, lowAndSlow } from './attacks/login.ts';
import { directoryBruteForce, pathTraversal, sqlInjection, vulnerabilityScanner } from './attacks/probing.ts';
import { silentSensor, volumeSpike } from './attacks/volume.ts';
import { sourceAddress, type WebAttack } from './attacks/web-attack.ts';
import { buildRobots, type Robots } from './robots.ts';
import { buildSite, type Site } from './site.ts';
import { buildVisitors, type Visitors } from './visitors.ts';
import type { WebEvent } from './web-event.ts';

const ATTACKS: readonly WebAttack[] = [
  vulnerabilityScanner,
  directoryBruteForce,
  sqlInjection,
  pathTraversal,
  credentialStuffing,
  bruteForceSuccess,
  distributedBruteForce,
  lowAndSlow,
  volumeSpike,
  overload,
  agentSwarm,
  brokenLinks,
  silentSensor,
];

export const WEB_ATTACKS: readonly AttackDefinition[] = ATTACKS.map(
  ({ name, attack, summary, byDefault }) => ({
    name,
    attack,
    summary,
    byDefault,
  }),
);

export const WEB_PARAMETERS: readonly ParameterDefinition[] = [
  parameter('requestsPerDay', 6_500, 500, 50_000_000, 'Ordinary requests per day, on average'),
  parameter('users', 0, 0, 1_000_000, 'People with an address of their own; 0 for one per 20 requests a day'),
  parameter('officeUsers', 35, 0, 100_000, 'People behind the one address of an office'),
  parameter('proxyUsers', 12, 0, 100_000, 'People behind a proxy that states them in X-Forwarded-For'),
  parameter('products', 240, 10, 100_000, 'Products of the shop, each with a page'),
  parameter('monitorSeconds', 300, 0, 86_400, 'Seconds between checks of the monitor; 0 for none'),
  parameter('deploysPerWeek', 4, 0, 7, 'Deploys, each with half a minute of failures and stale file names'),
  parameter(
    'flashSale',
    1,
    0,
    1,
    '1 for an evening in which everybody comes at once (in logs of two days or more)',
  ),
  parameter('linkCheck', 1, 0, 1, '1 for an internal program that asks for every page every second night'),
  parameter('internalScanner', 0, 0, 1, '1 for an own scanner, every night at three: a scan, but no attack'),
];

/** Everything that happens on the site in one simulated log. */
export const webScene = (plan: Plan): Scene<WebEvent> => {
  const { parameters, random } = plan;
  const number = (name: string): number => parameters[name] as number;
  const site = buildSite(random.stream('site'), plan, {
    products: number('products'),
    deploysPerWeek: number('deploysPerWeek'),
    flashSale: number('flashSale') === 1,
  });
  const robots = buildRobots(site, random.stream('robots'), plan, {
    requestsPerDay: number('requestsPerDay'),
    monitorSeconds: number('monitorSeconds'),
    linkCheck: number('linkCheck') === 1,
    internalScanner: number('internalScanner') === 1,
  });
  const visitors = buildVisitors(site, random.stream('visitors'), plan, {
    users: number('users') || Math.max(1, Math.round(number('requestsPerDay') / 20)),
    officeUsers: number('officeUsers'),
    proxyUsers: number('proxyUsers'),
    requestsPerDay: Math.max(100, number('requestsPerDay') - robots.requestsPerDay),
  });
  return {
    ordinary: [...visitors.actors, ...robots.actors],
    attacks: plannedAttacks(plan, site),
    lookalikes: lookalikesOf(plan, site, robots, visitors),
    peakPerSecond: visitors.peakPerSecond + 1,
  };
};

const plannedAttacks = (plan: Plan, site: Site): Scene<WebEvent>['attacks'] =>
  plan.requests.map((request, index) => {
    const attack = ATTACKS.find(({ name }) => name === request.name) as WebAttack;
    const earlier = plan.requests.slice(0, index).filter(({ name }) => name === request.name).length;
    const random = plan.random.stream(`attack ${request.name} ${earlier}`);
    return attack.plan({ site, random, period: plan, request });
  });

const lookalikesOf = (plan: Plan, site: Site, robots: Robots, visitors: Visitors): TruthLookalike[] => {
  const has = (name: string): boolean => (plan.parameters[name] as number) > 0;
  const list: (TruthLookalike | false)[] = [
    {
      name: 'crawlers',
      summary: 'Search engines read every page, some of which are gone',
      entities: robots.crawlerAddresses.map(sourceAddress),
    },
    has('monitorSeconds') && {
      name: 'monitor',
      summary: 'Asks for the same two pages all day; one of them answers 404',
      entities: [sourceAddress(robots.monitorAddress)],
    },
    has('linkCheck') && {
      name: 'internal-scanner',
      summary: 'Our own link check asks for every page every second night',
      entities: [sourceAddress(robots.checkerAddress)],
    },
    has('internalScanner') && {
      name: 'own-scanner',
      summary: 'Our own scanner tries every night what attackers try',
      entities: [sourceAddress(robots.scannerAddress)],
    },
    has('officeUsers') && {
      name: 'office',
      summary: 'Many people behind one address, at office hours',
      entities: [sourceAddress(visitors.officeAddress)],
    },
    has('proxyUsers') && {
      name: 'proxy',
      summary: 'Many people behind one address that states them in X-Forwarded-For',
      entities: [sourceAddress(visitors.proxyAddress)],
    },
    site.sale !== undefined && {
      name: 'flash-sale',
      summary: 'Four times the usual visits for two hours',
      entities: [],
      start: isoOf(site.sale.start),
      end: isoOf(site.sale.end),
    },
  ];
  for (const moment of site.deploys) {
    list.push({
      name: 'deploy',
      summary: 'Half a minute of 502s, then 404s for files of the version before',
      entities: [],
      start: isoOf(moment),
      end: isoOf(moment + 1_800_000_000),
    });
  }
  return list.filter((item) => item !== false);
};
