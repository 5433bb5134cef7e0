import { distinctAddresses } from '../../addresses.ts';
import { momentsOf } from '../../attack-window.ts';
import { planSilence } from '../../silence.ts';
import { SILENT_SENSOR } from '../../silent-sensor.ts';
import { browserAgent } from '../agents.ts';
import { webClient, type WebEvent, webEvent } from '../web-event.ts';
import { type AttackRun, type WebAttack, webAttack } from './web-attack.ts';

/** More requests than the site can answer, from many addresses, all for something costly. */
export const volumeSpike: WebAttack = webAttack(
  {
    name: 'volume-spike',
    attack: ['T1499.002'],
    summary:
      'Dozens of addresses ask for costly searches at once, without pictures and referrers, until the server fails',
    byDefault: false,
  },
  {
    bounds: { rate: [15, 60], seconds: [90, 420] },
    addresses: (random) => distinctAddresses(random, random.integer(30, 120)),
    *requests({ random, window, addresses, site }: AttackRun): Generator<WebEvent, void, void> {
      const clients = addresses.map((address) => webClient(address, browserAgent(random)));
      for (const time of momentsOf(window, random)) {
        const target = random.chance(0.7) ? `/search?q=${random.choice(site.searchWords)}` : '/';
        const status = random.weighted([
          [200, 60],
          [503, 34],
          [504, 6],
        ] as const);
        yield webEvent(
          time,
          random.choice(clients),
          'GET',
          target,
          status,
          status === 200 ? 8_200 + random.below(9_000) : 166,
        );
      }
    },
  },
);

/** Nothing is written for a while, day or night. */
export const silentSensor: WebAttack = {
  ...SILENT_SENSOR,
  plan: ({ random, period, request }) => planSilence(random, period, request),
};
