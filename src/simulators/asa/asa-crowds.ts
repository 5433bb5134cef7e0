import { distinctAddresses } from '../addresses.ts';
import { momentsOf } from '../attack-window.ts';
import { type CrowdRun, crowd, crowdFor, FEW_TARGETS, turns } from '../crowd.ts';
import { type DeniedPacket, deniedPacket } from './asa-event.ts';
import { type AsaAttack, type AsaContext, everyAddress } from './asa-attack.ts';
import { highPort } from './background.ts';

type Run = CrowdRun<AsaContext>;
type Packets = Generator<DeniedPacket, void, void>;
const STREAM = 'packets';

export const distributedScan: AsaAttack = crowd(
  {
    name: 'distributed-scan',
    attack: ['T1595.001', 'T1046'],
    summary:
      'Many addresses share a scan: together they ask one host for its ports or many hosts for one port, few each',
    byDefault: false,
  },
  {
    bounds: { rate: [0.05, 1], seconds: [1200, 10_800] },
    stream: STREAM,
    sources: (random, window) => crowdFor(random, window.count, FEW_TARGETS),
    *events({ context: { random, hosts }, window, sources }: Run): Packets {
      const isVertical = random.chance(0.5);
      const host = random.choice(hosts);
      const ports = random.shuffled(Array.from({ length: 12_000 }, (_, index) => index + 1));
      const port = random.choice([22, 23, 445, 2375, 3389, 5900, 6379, 8291, 9200]);
      const everywhere = everyAddress(random);
      const sourceOf = turns(random, sources);
      let number = 0;
      for (const time of momentsOf(window, random)) {
        const target: readonly [string, number] = isVertical
          ? [host, ports[number % ports.length] as number]
          : [everywhere[number % everywhere.length] as string, port];
        yield deniedPacket(time, 'tcp', [sourceOf(number), highPort(random)], target);
        number += 1;
      }
    },
  },
);

export const backscatter: AsaAttack = crowd(
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
    *events({ context: { random }, window, sources }: Run): Packets {
      const ours = everyAddress(random);
      const port = random.choice([80, 443, 53, 22, 3389, 8080, 25_565]);
      const isIcmp = random.chance(0.3);
      for (const time of momentsOf(window, random)) {
        const [victim, host] = [random.choice(sources), random.choice(ours)];
        yield isIcmp
          ? deniedPacket(time, 'icmp', [victim, null], [host, 3], random.choice([1, 3, 13]))
          : deniedPacket(time, 'tcp', [victim, port], [host, highPort(random)]);
      }
    },
  },
);
