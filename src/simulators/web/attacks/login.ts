import type { RandomSource } from '../../../stats/random-source.ts';
import { distinctAddresses, publicAddress } from '../../addresses.ts';
import { momentsOf } from '../../attack-window.ts';
import { attackerAgent, browserAgent } from '../agents.ts';
import { type WebClient, webClient, type WebEvent, webEvent } from '../web-event.ts';
import { type AttackRun, type WebAttack, webAttack } from './web-attack.ts';

const LOGIN_URL = 'https://shop.example/login';
const WRONG_BYTES = 6_410;

const attempt = (random: RandomSource, time: number, client: WebClient, succeeds: boolean): WebEvent =>
  webEvent(
    time,
    client,
    'POST',
    '/login',
    succeeds ? 302 : 401,
    succeeds ? 0 : WRONG_BYTES,
    LOGIN_URL,
    60 + random.below(30),
  );

/** Stolen pairs of name and password: a few of them still work. */
export const credentialStuffing: WebAttack = webAttack(
  {
    name: 'credential-stuffing',
    attack: ['T1110.004'],
    summary:
      'A handful of addresses try stolen name and password pairs on the login page; about one in a hundred works',
    byDefault: false,
  },
  {
    bounds: { rate: [0.5, 6], seconds: [300, 2400] },
    addresses: (random) => distinctAddresses(random, random.integer(3, 12)),
    *requests({ random, window, addresses }: AttackRun): Generator<WebEvent, void, void> {
      const clients = addresses.map((address) => webClient(address, attackerAgent(random, 'script', 0.6)));
      const luck = random.uniform(0.004, 0.02);
      for (const time of momentsOf(window, random))
        yield attempt(random, time, random.choice(clients), random.chance(luck));
    },
  },
);

/** Guesses until it is in, then looks around. */
export const bruteForceSuccess: WebAttack = webAttack(
  {
    name: 'brute-force-success',
    attack: ['T1110.001', 'T1078'],
    summary: 'One address guesses passwords on the login page until one is right, then opens the account',
    byDefault: false,
  },
  {
    bounds: { rate: [0.4, 5], seconds: [120, 900] },
    addresses: (random) => [publicAddress(random)],
    *requests({ random, window, addresses }: AttackRun): Generator<WebEvent, void, void> {
      const client = webClient(addresses[0] as string, attackerAgent(random, 'script', 0.5));
      const guesses = Math.max(1, window.count - 6);
      let made = 0;
      for (const time of momentsOf(window, random, 0.6)) {
        made += 1;
        if (made <= guesses) yield attempt(random, time, client, made === guesses);
        else
          yield webEvent(
            time,
            client,
            'GET',
            random.choice(['/account', '/account/orders', '/account/payment']),
            200,
            9_870 + random.below(4_000),
            LOGIN_URL,
          );
      }
    },
  },
);

/** One attempt from each address: no address stands out. */
export const distributedBruteForce: WebAttack = webAttack(
  {
    name: 'distributed-brute-force',
    attack: ['T1110.001'],
    summary: 'Every login attempt comes from another address, so that no single one stands out',
    byDefault: false,
  },
  {
    bounds: { rate: [0.1, 1], seconds: [900, 5400] },
    addresses: () => [],
    variedAddresses: true,
    *requests({ random, window }: AttackRun): Generator<WebEvent, void, void> {
      const agent = browserAgent(random);
      for (const time of momentsOf(window, random))
        yield attempt(random, time, webClient(publicAddress(random), agent), false);
    },
  },
);

/** So slow that no hour looks odd. */
export const lowAndSlow: WebAttack = webAttack(
  {
    name: 'low-and-slow',
    attack: ['T1110.001'],
    summary: 'One address guesses a password every few minutes for most of the log',
    byDefault: false,
  },
  {
    bounds: { rate: [1 / 900, 1 / 240], seconds: [86_400, 259_200] },
    addresses: (random) => [publicAddress(random)],
    *requests({ random, window, addresses }: AttackRun): Generator<WebEvent, void, void> {
      const client = webClient(addresses[0] as string, browserAgent(random));
      for (const time of momentsOf(window, random)) yield attempt(random, time, client, false);
    },
  },
);
