import type { RandomSource } from '../../stats/random-source.ts';
import { actorOf } from '../actor.ts';
import { distinctAddresses } from '../addresses.ts';
import {
  type AttackWindow,
  drawWindow,
  momentsOf,
  type WindowBounds,
  windowNumbers,
} from '../attack-window.ts';
import { crowdFor, turns } from '../crowd.ts';
import type { AttackDefinition } from '../simulator.ts';
import { type Attack, sourceIp } from '../timed-attack.ts';
import { connectionEvent, type NetworkEvent } from './network-event.ts';
import type { NetworkWorld } from './network-world.ts';
import { highPort, probe } from './ordinary.ts';

interface CrowdRun {
  readonly random: RandomSource;
  readonly world: NetworkWorld;
  readonly window: AttackWindow;
  readonly sources: readonly string[];
}

interface CrowdParts {
  readonly bounds: WindowBounds;
  sources(random: RandomSource, window: AttackWindow): readonly string[];
  events(run: CrowdRun): Generator<NetworkEvent, void, void>;
}

const crowd = (definition: AttackDefinition, parts: CrowdParts): Attack<NetworkWorld, NetworkEvent> => ({
  ...definition,
  plan({ world, random, period, request }) {
    const window = drawWindow(random.stream('window'), period, request, parts.bounds);
    const sources = parts.sources(random.stream('sources'), window);
    return {
      name: definition.name,
      attack: definition.attack,
      entities: sources.map(sourceIp),
      parameters: { ...windowNumbers(window), addresses: sources.length },
      actor: actorOf(parts.events({ random: random.stream('events'), world, window, sources })),
    };
  },
});

/** Most targets of one source: below what tells a scanner. */
const FEW = 6;

export const distributedScan = crowd(
  {
    name: 'distributed-scan',
    attack: ['T1595.001', 'T1046'],
    summary:
      'Many strangers share a scan: together they ask one server for its ports or many hosts for one port, few each',
    byDefault: false,
  },
  {
    bounds: { rate: [0.05, 1], seconds: [1200, 10_800] },
    sources: (random, window) => crowdFor(random, window.count, FEW),
    *events({ random, world, window, sources }) {
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

export const backscatter = crowd(
  {
    name: 'backscatter',
    attack: ['T1498'],
    summary:
      'Somebody floods others in our name: answers and ICMP errors of the victims reach many of our addresses',
    byDefault: false,
  },
  {
    bounds: { rate: [0.2, 5], seconds: [120, 1800] },
    sources: (random) => distinctAddresses(random, random.chance(0.7) ? 1 : random.integer(20, 60)),
    *events({ random, window, sources }) {
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
