import type { RandomSource } from '../../stats/random-source.ts';
import { publicAddress } from '../addresses.ts';
import { momentsOf } from '../attack-window.ts';
import {
  type Attack,
  type AttackContext,
  type AttackRun,
  silentSensorAttack,
  sourceIp,
  timedAttack,
} from '../timed-attack.ts';
import { connectionEvent, type NetworkEvent, queryEvent } from './network-event.ts';
import type { NetworkWorld, Service } from './network-world.ts';
import { backscatter, distributedScan } from './network-crowds.ts';
import { highPort, probe, useService } from './ordinary.ts';

type NetworkAttack = Attack<NetworkWorld, NetworkEvent>;
type Run = AttackRun<NetworkWorld>;

/** One of the office's own hosts: it was taken over. */
const insider = ({ world, random }: AttackContext<NetworkWorld>) => [
  sourceIp(random.choice(world.workstations)),
];
const hostOf = ({ entities }: Run): string => entities[0]?.value as string;

/** A server of the attacker with a name that no one else asks for. */
const hiddenService = (random: RandomSource): Service => ({
  name: `${random.word().toString(36)}.${random.choice(['top', 'xyz', 'info'])}`,
  addresses: [publicAddress(random)],
  port: random.choice([443, 443, 8443, 80]),
  service: 'ssl',
});

/** Events of `useService` in time order, as a list. */
const used = (
  run: Run,
  time: number,
  use: Omit<Parameters<typeof useService>[3], 'host'>,
): NetworkEvent[] => {
  const events: NetworkEvent[] = [];
  useService(run.random, run.world, time, { ...use, host: hostOf(run) }, (event) => events.push(event));
  return events;
};

const beaconing: NetworkAttack = timedAttack(
  {
    name: 'beaconing',
    attack: ['T1071.001', 'T1573'],
    summary:
      'A host calls one address at nearly equal intervals with nearly equal sizes, for a day or longer',
    byDefault: true,
  },
  {
    bounds: { rate: [1 / 900, 1 / 60], seconds: [86_400, 259_200] },
    entities: insider,
    *events(run) {
      const { random, window } = run;
      const service = hiddenService(random);
      const jitter = random.uniform(0.02, 0.25);
      const size = random.logUniform(180, 900);
      for (const time of momentsOf(window, random, jitter)) {
        yield* used(run, time, {
          service,
          sent: size + random.below(24),
          received: size * 1.4 + random.below(60),
          seconds: 0.3,
        });
      }
    },
  },
);

const exfiltration: NetworkAttack = timedAttack(
  {
    name: 'exfiltration',
    attack: ['T1041', 'T1048.003'],
    summary: 'A host sends hundreds of megabytes to an address nobody else talks to',
    byDefault: true,
  },
  {
    bounds: { rate: [1 / 90, 1 / 20], seconds: [900, 5400] },
    entities: insider,
    *events(run) {
      const { random, window } = run;
      const service = hiddenService(random);
      const part = random.logUniform(4_000_000, 40_000_000);
      for (const time of momentsOf(window, random)) {
        yield* used(run, time, {
          service,
          sent: part * random.uniform(0.8, 1.2),
          received: 9_000,
          seconds: random.uniform(6, 18),
        });
      }
    },
  },
);

/** Probes of an insider, one per moment, each at what `aim` says. */
function* probes(
  run: Run,
  aim: (number: number) => readonly [string, number],
): Generator<NetworkEvent, void, void> {
  let number = 0;
  for (const time of momentsOf(run.window, run.random)) {
    const [destination, port] = aim(number);
    number += 1;
    yield probe(run.random, time, hostOf(run), destination, port);
  }
}

const allHosts = ({ world, random }: Run): string[] =>
  random.shuffled([...world.servers, ...world.workstations]);
const cycled = <Item>(items: readonly Item[], position: number): Item =>
  items[position % items.length] as Item;

const horizontalScan: NetworkAttack = timedAttack(
  {
    name: 'horizontal-scan',
    attack: ['T1046'],
    summary: 'A host asks many neighbours for one port',
    byDefault: true,
  },
  {
    bounds: { rate: [1, 20], seconds: [40, 240] },
    entities: insider,
    events(run) {
      const targets = allHosts(run);
      const port = run.random.choice([445, 22, 3389, 5985]);
      return probes(run, (number) => [cycled(targets, number), port]);
    },
  },
);

const verticalScan: NetworkAttack = timedAttack(
  {
    name: 'vertical-scan',
    attack: ['T1046'],
    summary: 'A host asks one server for many ports',
    byDefault: true,
  },
  {
    bounds: { rate: [2, 40], seconds: [40, 240] },
    entities: insider,
    events(run) {
      const target = run.random.choice(run.world.servers);
      const ports = run.random.shuffled(Array.from({ length: 9_000 }, (_, index) => index + 1));
      return probes(run, (number) => [target, cycled(ports, number)]);
    },
  },
);

const blockScan: NetworkAttack = timedAttack(
  {
    name: 'block-scan',
    attack: ['T1046'],
    summary: 'A host asks many neighbours for a set of ports each',
    byDefault: false,
  },
  {
    bounds: { rate: [4, 30], seconds: [60, 300] },
    entities: insider,
    events(run) {
      const targets = allHosts(run);
      const ports = [21, 22, 80, 135, 139, 443, 445, 3389];
      return probes(run, (number) => [
        cycled(targets, Math.floor(number / ports.length)),
        cycled(ports, number),
      ]);
    },
  },
);

const slowScan: NetworkAttack = timedAttack(
  {
    name: 'slow-scan',
    attack: ['T1046'],
    summary: 'A host asks one more neighbour every few minutes for a day or longer',
    byDefault: false,
  },
  {
    bounds: { rate: [1 / 900, 1 / 240], seconds: [86_400, 259_200] },
    entities: insider,
    events(run) {
      const targets = allHosts(run);
      return probes(run, (number) => [cycled(targets, number), 445]);
    },
  },
);

const pingSweep: NetworkAttack = timedAttack(
  {
    name: 'ping-sweep',
    attack: ['T1018'],
    summary: 'A host pings many neighbours, few of which answer: no port is asked for',
    byDefault: false,
  },
  {
    bounds: { rate: [1, 20], seconds: [30, 200] },
    entities: insider,
    *events(run) {
      const { random, window } = run;
      const targets = allHosts(run);
      let number = 0;
      for (const time of momentsOf(window, random)) {
        const answered = random.chance(0.3);
        yield connectionEvent(time, {
          transport: 'icmp',
          service: '-',
          source: hostOf(run),
          sourcePort: 8,
          destination: cycled(targets, number),
          destinationPort: 0,
          duration: answered ? 0.001 : null,
          sent: 56,
          received: answered ? 56 : 0,
          state: 'OTH',
          history: '-',
        });
        number += 1;
      }
    },
  },
);

const dnsExfiltration: NetworkAttack = timedAttack(
  {
    name: 'dns-exfiltration',
    attack: ['T1048.003', 'T1071.004'],
    summary: 'A host asks for long random names below one domain: data leaves in the questions',
    byDefault: true,
  },
  {
    bounds: { rate: [0.3, 4], seconds: [300, 1800] },
    entities: insider,
    *events(run) {
      const { random, window, world } = run;
      const domain = `${random.word().toString(36)}.${random.choice(['net', 'cc', 'link'])}`;
      for (const time of momentsOf(window, random)) {
        const label = (): string =>
          Array.from({ length: 5 }, () => random.word().toString(36))
            .join('')
            .slice(0, 30);
        yield queryEvent(time, {
          source: hostOf(run),
          sourcePort: highPort(random),
          destination: world.resolver,
          name: `${label()}.${label()}.${domain}`,
          type: random.chance(0.5) ? 'TXT' : 'A',
          code: 0,
          answers: ['ok'],
          transactionId: random.below(65_536),
        });
      }
    },
  },
);

const volumeSpike: NetworkAttack = timedAttack(
  {
    name: 'volume-spike',
    attack: ['T1498.001'],
    summary: 'A flood of UDP from one host to one address',
    byDefault: false,
  },
  {
    bounds: { rate: [20, 80], seconds: [60, 240] },
    entities: insider,
    *events(run) {
      const { random, window } = run;
      const target = publicAddress(random);
      for (const time of momentsOf(window, random)) {
        yield connectionEvent(time, {
          transport: 'udp',
          service: '-',
          source: hostOf(run),
          sourcePort: highPort(random),
          destination: target,
          destinationPort: 53,
          duration: null,
          sent: 1_024,
          received: 0,
          state: 'S0',
        });
      }
    },
  },
);

/** Attacks seen in connections. */
export const CONNECTION_ATTACKS: readonly NetworkAttack[] = [
  beaconing,
  exfiltration,
  horizontalScan,
  verticalScan,
  blockScan,
  slowScan,
  pingSweep,
  distributedScan,
  backscatter,
  volumeSpike,
  silentSensorAttack(),
];
/** Attacks seen in questions to name servers. */
export const QUERY_ATTACKS: readonly NetworkAttack[] = [beaconing, dnsExfiltration, silentSensorAttack()];
