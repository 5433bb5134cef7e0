import { distinctAddresses } from '../../addresses.ts';
import { momentsOf } from '../../attack-window.ts';
import { browserAgent } from '../agents.ts';
import type { Page } from '../site.ts';
import { webClient, type WebEvent, webEvent } from '../web-event.ts';
import { type AttackRun, type WebAttack, webAttack } from './web-attack.ts';

const MISSING_BYTES = 5_120;

/** Everybody meets a server that cannot keep up. */
export const overload: WebAttack = webAttack(
  {
    name: 'overload',
    attack: ['T1499'],
    summary:
      'The server, or one of its pages, fails for everybody for minutes: nobody in particular is to blame',
    byDefault: false,
  },
  {
    bounds: { rate: [1, 15], seconds: [240, 1800] },
    addresses: () => [],
    variedAddresses: true,
    *requests({ random, window, site }: AttackRun): Generator<WebEvent, void, void> {
      const crowd = distinctAddresses(random, random.integer(60, 300)).map((address) =>
        webClient(address, browserAgent(random), 'HTTP/2.0'),
      );
      const isOnePath = random.chance(0.4);
      const failing = random.uniform(0.4, 0.8);
      for (const time of momentsOf(window, random)) {
        const target = isOnePath
          ? `/search?q=${random.choice(site.searchWords)}`
          : random.choice([random.choice(site.products), random.choice(site.categories), site.home]).path;
        const status = random.chance(failing)
          ? random.weighted([
              [503, 70],
              [504, 20],
              [502, 10],
            ] as const)
          : 200;
        const bytes = status === 200 ? 9_000 + random.below(9_000) : 166;
        yield webEvent(time, random.choice(crowd), 'GET', target, status, bytes, site.home.url);
      }
    },
  },
);

/** Agents that no browser ever sent: parts that contradict each other. */
const IMPOSSIBLE_AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:57.0) Gecko/20100101 Firefox/49.0',
  'Mozilla/4.0 (compatible; MSIE 9.0; Windows NT 10.0; Trident/7.0)',
  'Mozilla/5.0 (Windows NT 9.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/999.0.0.0 Mobile Safari/537.36',
] as const;
const OLD_AGENTS = [
  'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36',
  'Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:47.0) Gecko/20100101 Firefox/47.0',
] as const;

/** A fleet of rented addresses with one program behind all of them. */
export const agentSwarm: WebAttack = webAttack(
  {
    name: 'agent-swarm',
    attack: ['T1593', 'T1583.005'],
    summary:
      'Very many addresses with one and the same agent read pages and nothing else, without pictures and referrers',
    byDefault: false,
  },
  {
    bounds: { rate: [0.05, 1], seconds: [1800, 10_800] },
    addresses: (random) => distinctAddresses(random, random.integer(60, 400)),
    *requests({ random, window, addresses, site }: AttackRun): Generator<WebEvent, void, void> {
      const agent = random.choice(random.chance(0.5) ? IMPOSSIBLE_AGENTS : OLD_AGENTS);
      const pages = random.choice([site.products, site.posts]);
      let number = 0;
      for (const time of momentsOf(window, random)) {
        const client = webClient(addresses[number % addresses.length] as string, agent);
        const page = random.choice(pages) as Page;
        number += 1;
        yield webEvent(time, client, 'GET', page.path, 200, page.bytes);
      }
    },
  },
);

/** Our own fault: a page names files that are not there. */
export const brokenLinks: WebAttack = webAttack(
  {
    name: 'broken-links',
    attack: [],
    summary: 'Our own pages name a file that is gone: every reader misses it, and nobody probes',
    byDefault: false,
  },
  {
    bounds: { rate: [1 / 240, 1 / 20], seconds: [7200, 43_200] },
    addresses: () => [],
    variedAddresses: true,
    *requests({ random, window, site }: AttackRun): Generator<WebEvent, void, void> {
      const crowd = distinctAddresses(random, random.integer(30, 150)).map((address) =>
        webClient(address, browserAgent(random), 'HTTP/2.0'),
      );
      const pages = Array.from({ length: random.integer(1, 6) }, () => random.choice(site.products));
      const missing = `/static/img/ribbon-${random.integer(100, 999)}.webp`;
      for (const time of momentsOf(window, random)) {
        const page = random.choice(pages);
        yield webEvent(time, random.choice(crowd), 'GET', missing, 404, MISSING_BYTES, page.url);
      }
    },
  },
);
