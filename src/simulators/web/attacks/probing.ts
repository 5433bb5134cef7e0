import type { RandomSource } from '../../../stats/random-source.ts';
import { publicAddress } from '../../addresses.ts';
import { momentsOf } from '../../attack-window.ts';
import { attackerAgent, browserAgent } from '../agents.ts';
import { webClient, type WebEvent, webEvent } from '../web-event.ts';
import { type AttackRun, type WebAttack, webAttack } from './web-attack.ts';
import { directoryPath, ODD_PATHS } from './word-lists.ts';

const MISSING_BYTES = 5_120;

const oneAddress = (random: RandomSource): readonly string[] => [publicAddress(random)];

/** Asks for what is known to be weak in any program: almost all of it is not there. */
export const vulnerabilityScanner: WebAttack = webAttack(
  {
    name: 'vulnerability-scanner',
    attack: ['T1595.002'],
    summary: 'One address asks for many odd paths that do not exist, with several methods, within minutes',
    byDefault: true,
  },
  {
    bounds: { rate: [0.8, 12], seconds: [60, 600] },
    addresses: oneAddress,
    *requests({ random, window, addresses }: AttackRun): Generator<WebEvent, void, void> {
      const client = webClient(addresses[0] as string, attackerAgent(random, 'scanner', 0.35));
      const paths = random.shuffled(ODD_PATHS);
      let asked = 0;
      for (const time of momentsOf(window, random)) {
        const round = Math.floor(asked / paths.length);
        const path = `${paths[asked % paths.length]}${round === 0 ? '' : `?v=${round}`}`;
        asked += 1;
        yield scannerRequest(random, time, client, path);
      }
    },
  },
);

/** One try of a scanner for something weak. */
export const scannerRequest = (
  random: RandomSource,
  time: number,
  client: WebEvent['client'],
  path: string,
): WebEvent => {
  const method = random.weighted([
    ['GET', 82],
    ['HEAD', 6],
    ['POST', 8],
    ['OPTIONS', 3],
    ['TRACE', 1],
  ] as const);
  if (method === 'TRACE') return webEvent(time, client, method, path, 405, 166);
  if (method === 'OPTIONS') return webEvent(time, client, method, path, 204, 0);
  const status = random.weighted([
    [404, 90],
    [403, 6],
    [400, 3],
    [301, 1],
  ] as const);
  return webEvent(
    time,
    client,
    method,
    path,
    status,
    method === 'HEAD' ? 0 : status === 404 ? MISSING_BYTES : 166,
  );
};

/** Works through a list of names. */
export const directoryBruteForce: WebAttack = webAttack(
  {
    name: 'directory-brute-force',
    attack: ['T1595.003'],
    summary:
      'One address works through a list of directory and file names: thousands of missing paths, a few that exist',
    byDefault: true,
  },
  {
    bounds: { rate: [4, 40], seconds: [40, 240] },
    addresses: oneAddress,
    *requests({ random, window, addresses, site }: AttackRun): Generator<WebEvent, void, void> {
      const client = webClient(addresses[0] as string, attackerAgent(random, 'directory', 0.4));
      const method = random.chance(0.25) ? 'HEAD' : 'GET';
      const prefix = random.weighted([
        ['/', 6],
        ['/api/v1/', 2],
        ['/static/', 1],
      ] as const);
      const existing = new Map([
        ['/login', 200],
        ['/account', 302],
        ['/cart', 200],
        ['/static', 301],
        ['/api', 301],
        ['/blog', 301],
        ['/admin', 403],
      ]);
      let position = 0;
      for (const time of momentsOf(window, random)) {
        const path = directoryPath(prefix, position);
        position += 1;
        const status = existing.get(path) ?? 404;
        const bytes =
          method === 'HEAD' ? 0 : status === 404 ? MISSING_BYTES : status === 200 ? site.home.bytes : 166;
        yield webEvent(time, client, method, path, status, bytes);
      }
    },
  },
);

/** Asks the search and the products for more than they should give. */
export const sqlInjection: WebAttack = webAttack(
  {
    name: 'sql-injection',
    attack: ['T1190'],
    summary:
      'One address puts SQL into query parameters: quotes, UNION SELECT, SLEEP, comments, with server errors among the answers',
    byDefault: true,
  },
  {
    bounds: { rate: [0.3, 4], seconds: [90, 500] },
    addresses: oneAddress,
    *requests({ random, window, addresses, site }: AttackRun): Generator<WebEvent, void, void> {
      const client = webClient(addresses[0] as string, attackerAgent(random, 'sql', 0.5));
      const base = random.choice(['/search?q=', '/category/sale?page=', '/api/v1/stock?id=']);
      for (const time of momentsOf(window, random)) {
        const target =
          base + encodeURIComponent(sqlPayload(random)).replaceAll('%20', random.chance(0.6) ? '%20' : '+');
        const status = random.weighted([
          [200, 62],
          [500, 26],
          [400, 8],
          [403, 4],
        ] as const);
        const bytes = status === 200 ? site.home.bytes - random.below(4_000) : 166 + random.below(900);
        yield webEvent(time, client, 'GET', target, status, bytes);
      }
    },
  },
);

const sqlPayload = (random: RandomSource): string => {
  const number = random.integer(1000, 9999);
  const columns = Array.from({ length: random.integer(1, 9) }, () => 'NULL').join(',');
  return random.choice([
    `lamp' AND ${number}=${number}-- -`,
    `lamp' OR '1'='1`,
    `1') OR ${number}=${number}#`,
    `1 UNION ALL SELECT ${columns}-- -`,
    `lamp' UNION SELECT ${columns},CONCAT(0x7171,version(),0x7162)-- -`,
    `1;SELECT PG_SLEEP(${random.integer(2, 9)})--`,
    `1' AND SLEEP(${random.integer(2, 9)}) AND 'a'='a`,
    `lamp' ORDER BY ${random.integer(1, 30)}-- -`,
    `1 AND (SELECT ${number} FROM(SELECT COUNT(*),CONCAT(0x71,(SELECT database()),0x71,FLOOR(RAND(0)*2))x FROM information_schema.tables GROUP BY x)a)`,
    `1'; DROP TABLE basket;--`,
    `1 AND EXTRACTVALUE(${number},CONCAT(0x5c,(SELECT user())))`,
  ]);
};

/** Climbs out of the folder that files are served from. */
export const pathTraversal: WebAttack = webAttack(
  {
    name: 'path-traversal',
    attack: ['T1190'],
    summary: 'One address asks for files outside the site with ../ in plain and encoded forms',
    byDefault: false,
  },
  {
    bounds: { rate: [0.2, 3], seconds: [60, 400] },
    addresses: oneAddress,
    *requests({ random, window, addresses }: AttackRun): Generator<WebEvent, void, void> {
      const client = webClient(
        addresses[0] as string,
        random.chance(0.5) ? browserAgent(random) : attackerAgent(random, 'script', 0),
      );
      for (const time of momentsOf(window, random)) {
        const status = random.weighted([
          [404, 48],
          [400, 30],
          [403, 18],
          [200, 4],
        ] as const);
        yield webEvent(
          time,
          client,
          'GET',
          traversalTarget(random),
          status,
          status === 404 ? MISSING_BYTES : 166 + random.below(1_700),
        );
      }
    },
  },
);

const traversalTarget = (random: RandomSource): string => {
  const step = random.choice([
    '../',
    '..%2f',
    '%2e%2e/',
    '..%252f',
    '..%5c',
    '....//',
    '%c0%ae%c0%ae/',
    '.%2e/',
  ]);
  const file = random.choice([
    'etc/passwd',
    'etc/shadow',
    'windows/win.ini',
    'proc/self/environ',
    'var/log/auth.log',
    'etc/hosts',
    'boot.ini',
    'root/.ssh/id_rsa',
  ]);
  const climb = step.repeat(random.integer(3, 11));
  const base = random.choice([
    '/static/img/',
    '/download?file=',
    '/static/',
    '/view?page=',
    '/cgi-bin/',
    '/',
  ]);
  return `${base}${climb}${file}${random.chance(0.15) ? '%00.png' : ''}`;
};
