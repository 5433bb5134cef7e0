import type { RandomSource } from '../../stats/random-source.ts';
import { distinctAddresses } from '../addresses.ts';
import { momentsOf } from '../attack-window.ts';
import { type CrowdRun, crowd, crowdFor, FEW_TARGETS, turns } from '../crowd.ts';
import type { Attack, AttackContext } from '../timed-attack.ts';
import { connectionEvent, type NetworkEvent } from './network-event.ts';
import type { NetworkWorld } from './network-world.ts';
import { highPort, probe } from './ordinary.ts';

type Run = CrowdRun<AttackContext<NetworkWorld>>;
type Events = Generator<NetworkEvent, void, void>;
type CrowdAttack = Attack<NetworkWorld, NetworkEvent>;
const STREAM = 'events';

export const distributedScan: CrowdAttack = crowd(
  {
    name: 'distributed-scan',
    attack: ['T1595.001', 'T1046'],
    summary:
      'Many strangers share a scan: together they ask one server for its ports or many hosts for one port, few each',
    byDefault: false,
  },
  {
    bounds: { rate: [0.05, 1], seconds: [1200, 10_800] },
    stream: STREAM,
    sources: (random, window) => crowdFor(random, window.count, FEW_TARGETS),
    *events({ context: { random, world }, window, sources }: Run): Events {
      const isVertical = random.chance(0.5);
      const server = random.choice(world.servers);
      const ports = random.shuffled(Array.from({ length: 12_000 }, (_, index) => index + 1));
      const hosts = random.shuffled([...world.servers, ...world.workstations]);
      const port = random.choice([22, 445, 3389, 5985, 8080]);
      const sourceOf = turns(random, sources);
      let number = 0;
      for (const time of momentsOf(window, random)) {
        const target: readonly [string, number] = isVertical
          ? [server, ports[number % ports.length] as number]
          : [hosts[number % hosts.length] as string, port];
        yield probe(random, time, sourceOf(number), ...target);
        number += 1;
      }
    },
  },
);

const ICMP_UNREACHABLE = 3;

export const backscatter: CrowdAttack = crowd(
  {
    name: 'backscatter',
    attack: ['T1498'],
    summary:
      'Somebody floods others in our name: answers and ICMP errors of the victims reach many of our addresses',
    byDefault: false,
  },
  {
    bounds: { rate: [0.2, 5], seconds: [120, 1800] },
    stream: STREAM,
    sources: (random) => distinctAddresses(random, random.chance(0.7) ? 1 : random.integer(20, 60)),
    *events({ context: { random }, window, sources }: Run): Events {
      const isIcmp = random.chance(0.4);
      const port = random.choice([80, 443, 22, 53, 25_565]);
      for (const time of momentsOf(window, random)) {
        const victim = random.choice(sources);
        const ours = `10.1.${random.below(3)}.${random.integer(1, 254)}`;
        yield isIcmp ? unreachable(random, time, victim, ours) : answer(random, time, victim, port, ours);
      }
    },
  },
);

const unreachable = (random: RandomSource, time: number, victim: string, ours: string): NetworkEvent =>
  connectionEvent(time, {
    transport: 'icmp',
    service: '-',
    source: victim,
    sourcePort: ICMP_UNREACHABLE,
    destination: ours,
    destinationPort: random.choice([1, 3, 13]),
    duration: null,
    sent: 28,
    received: 0,
    state: 'OTH',
    history: '-',
  });

/** Zeek turns round what begins with an answer: our address then seems to have asked (`^` in the history). */
const answer = (
  random: RandomSource,
  time: number,
  victim: string,
  port: number,
  ours: string,
): NetworkEvent => {
  const isReset = random.chance(0.4);
  return connectionEvent(time, {
    transport: 'tcp',
    service: '-',
    source: ours,
    sourcePort: highPort(random),
    destination: victim,
    destinationPort: port,
    duration: null,
    sent: 0,
    received: 0,
    state: isReset ? 'RSTRH' : 'OTH',
    history: isReset ? '^r' : '^h',
  });
};
