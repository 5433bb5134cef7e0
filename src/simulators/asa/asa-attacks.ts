import { actorOf } from '../actor.ts';
import { publicAddress } from '../addresses.ts';
import {
  type AttackWindow,
  drawWindow,
  momentsOf,
  type WindowBounds,
  windowNumbers,
} from '../attack-window.ts';
import { planSilence } from '../silence.ts';
import { SILENT_SENSOR } from '../silent-sensor.ts';
import type { AttackDefinition } from '../simulator.ts';
import { type AsaAttack, type AsaContext, everyAddress } from './asa-attack.ts';
import { backscatter, distributedScan } from './asa-crowds.ts';
import { type DeniedPacket, deniedPacket } from './asa-event.ts';
import { highPort } from './background.ts';

type Packets = (
  context: AsaContext,
  window: AttackWindow,
  source: string,
) => Generator<DeniedPacket, void, void>;

const scan = (definition: AttackDefinition, bounds: WindowBounds, packets: Packets): AsaAttack => ({
  ...definition,
  plan(context) {
    const window = drawWindow(context.random.stream('window'), context.period, context.request, bounds);
    const source = publicAddress(context.random.stream('source'));
    return {
      name: definition.name,
      attack: definition.attack,
      entities: [{ field: 'source.ip', value: source }],
      parameters: windowNumbers(window),
      actor: actorOf(packets({ ...context, random: context.random.stream('packets') }, window, source)),
    };
  },
});

const horizontalScan = scan(
  {
    name: 'horizontal-scan',
    attack: ['T1595.001'],
    summary: 'One address asks many hosts for one port',
    byDefault: true,
  },
  { rate: [0.5, 8], seconds: [60, 420] },
  function* ({ random }, window, source) {
    const targets = everyAddress(random);
    const port = random.choice([22, 23, 445, 1433, 3389, 5900, 6379, 8291, 9200]);
    let position = 0;
    for (const time of momentsOf(window, random)) {
      const target = targets[position % targets.length] as string;
      position += 1;
      yield deniedPacket(time, 'tcp', [source, highPort(random)], [target, port]);
    }
  },
);

const verticalScan = scan(
  {
    name: 'vertical-scan',
    attack: ['T1046'],
    summary: 'One address asks one host for many ports',
    byDefault: true,
  },
  { rate: [0.8, 15], seconds: [60, 500] },
  function* ({ random, hosts }, window, source) {
    const target = random.choice(hosts);
    const fromPort = highPort(random);
    const ports = random.shuffled(Array.from({ length: 10_000 }, (_, index) => index + 1));
    let position = 0;
    for (const time of momentsOf(window, random)) {
      const port = ports[position % ports.length] as number;
      position += 1;
      yield deniedPacket(time, 'tcp', [source, fromPort], [target, port]);
    }
  },
);

const blockScan = scan(
  {
    name: 'block-scan',
    attack: ['T1595.001', 'T1046'],
    summary: 'One address asks many hosts for a set of ports each',
    byDefault: true,
  },
  { rate: [2, 12], seconds: [90, 420] },
  function* ({ random }, window, source) {
    const targets = everyAddress(random);
    const ports = random
      .shuffled([
        21, 22, 23, 25, 80, 110, 135, 139, 143, 443, 445, 993, 1433, 3306, 3389, 5432, 5900, 6379, 8080, 8443,
      ])
      .slice(0, random.integer(5, 16));
    let position = 0;
    for (const time of momentsOf(window, random)) {
      const target = targets[Math.floor(position / ports.length) % targets.length] as string;
      const port = ports[position % ports.length] as number;
      position += 1;
      yield deniedPacket(time, 'tcp', [source, highPort(random)], [target, port]);
    }
  },
);

const slowScan = scan(
  {
    name: 'slow-scan',
    attack: ['T1595.001'],
    summary: 'One address asks for one more host or port every few minutes, for a day or longer',
    byDefault: true,
  },
  { rate: [1 / 900, 1 / 240], seconds: [86_400, 259_200] },
  function* ({ random, hosts }, window, source) {
    const ports = [22, 23, 80, 443, 445, 1433, 3306, 3389, 5432, 8080];
    for (const time of momentsOf(window, random)) {
      yield deniedPacket(
        time,
        'tcp',
        [source, highPort(random)],
        [random.choice(hosts), random.choice(ports)],
      );
    }
  },
);

const icmpSweep = scan(
  {
    name: 'icmp-sweep',
    attack: ['T1595.001'],
    summary: 'One address pings many hosts: no port is asked for',
    byDefault: false,
  },
  { rate: [0.5, 10], seconds: [30, 300] },
  function* ({ random }, window, source) {
    const targets = everyAddress(random);
    let position = 0;
    for (const time of momentsOf(window, random)) {
      const target = targets[position % targets.length] as string;
      position += 1;
      yield deniedPacket(time, 'icmp', [source, null], [target, 8]);
    }
  },
);

const volumeSpike = scan(
  {
    name: 'volume-spike',
    attack: ['T1498.001'],
    summary: 'One address floods one host and port with UDP',
    byDefault: false,
  },
  { rate: [10, 60], seconds: [60, 300] },
  function* ({ random, hosts }, window, source) {
    const target = random.choice(hosts);
    for (const time of momentsOf(window, random))
      yield deniedPacket(time, 'udp', [source, highPort(random)], [target, 53]);
  },
);

const silentSensor: AsaAttack = {
  ...SILENT_SENSOR,
  plan: ({ random, period, request }) => planSilence(random, period, request),
};

export const ASA_ATTACKS: readonly AsaAttack[] = [
  horizontalScan,
  verticalScan,
  blockScan,
  slowScan,
  icmpSweep,
  distributedScan,
  backscatter,
  volumeSpike,
  silentSensor,
];
