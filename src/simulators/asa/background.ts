import type { RandomSource } from '../../stats/random-source.ts';
import { type Actor, actorAt } from '../actor.ts';
import { distinctAddresses, publicAddress } from '../addresses.ts';
import { arrivals, humanRhythm, steadyRhythm } from '../arrivals.ts';
import { DAY, HOUR, SECOND } from '../time.ts';
import { type DeniedPacket, deniedPacket, ZONES } from './asa-event.ts';

/** Destination ports that the noise of the internet asks for, by weight (shape of a published week of denies). */
const TCP_PORTS: readonly (readonly [number, number])[] = [
  [22, 109],
  [6379, 74],
  [80, 73],
  [1433, 39],
  [8080, 37],
  [443, 35],
  [23, 33],
  [3389, 30],
  [5432, 24],
  [8443, 22],
  [2375, 20],
  [5900, 16],
  [25, 14],
  [9200, 13],
  [3306, 12],
  [27017, 11],
  [11211, 8],
  [7547, 8],
  [5555, 7],
];
const UDP_PORTS: readonly (readonly [number, number])[] = [
  [5060, 80],
  [389, 67],
  [123, 44],
  [53, 41],
  [161, 28],
  [1900, 20],
  [11211, 9],
  [3702, 6],
];
const OTHER_TCP_SHARE = 0.55;
const ICMP: readonly (readonly [readonly [number, number], number])[] = [
  [[8, 0], 20],
  [[3, 13], 9],
  [[3, 3], 6],
  [[11, 0], 5],
  [[3, 1], 3],
];

interface Period {
  readonly start: number;
  readonly end: number;
}

/** Hosts that exist behind the firewall: every zone has some. */
export const hostsBehind = (random: RandomSource): string[] =>
  ZONES.flatMap((zone) =>
    random.shuffled(Array.from({ length: 250 }, (_, index) => `${zone.network}.${index + 3}`)).slice(0, 48),
  );

const randomTarget = (random: RandomSource): string =>
  `${random.choice(ZONES).network}.${random.integer(1, 254)}`;

export const highPort = (random: RandomSource): number => random.integer(1024, 65_535);

/** Strangers knock once or twice and go; some come back another day for the same port. */
export const internetNoise = (random: RandomSource, period: Period, perDay: number): Actor<DeniedPacket> => {
  // So many that each comes about once a day: fewer would be slow scanners themselves.
  const count = Math.min(50_000, Math.max(60, Math.round(perDay * 0.25)));
  const regulars = distinctAddresses(random.stream('regulars'), count).map((address) => ({
    address,
    port: tcpPort(random),
  }));
  // A knock is 1.35 packets on average: refused TCP is often sent again.
  const next = arrivals(
    random.stream('arrivals'),
    period.start,
    (perDay * SECOND) / (1.35 * DAY),
    steadyRhythm,
  );
  return actorAt(next, (time, emit) => {
    const regular = random.chance(0.3) ? random.choice(regulars) : undefined;
    const address = regular?.address ?? publicAddress(random);
    const kind =
      regular === undefined
        ? random.weighted([
            ['tcp', 93],
            ['udp', 6],
            ['icmp', 1],
          ] as const)
        : 'tcp';
    if (kind === 'icmp') {
      const [type, code] = random.weighted(ICMP);
      emit(deniedPacket(time, 'icmp', [address, null], [randomTarget(random), type], code));
      return;
    }
    const port = kind === 'udp' ? random.weighted(UDP_PORTS) : (regular?.port ?? tcpPort(random));
    knock(random, time, kind, address, [randomTarget(random), port], emit);
  });
};

const tcpPort = (random: RandomSource): number =>
  random.chance(OTHER_TCP_SHARE) ? random.integer(1, 49_151) : random.weighted(TCP_PORTS);

const knock = (
  random: RandomSource,
  time: number,
  transport: 'tcp' | 'udp',
  source: string,
  target: readonly [string, number],
  emit: (packet: DeniedPacket) => void,
): void => {
  const from = [source, highPort(random)] as const;
  emit(deniedPacket(time, transport, from, target));
  if (transport === 'udp' || !random.chance(0.25)) return;
  emit(deniedPacket(time + SECOND + random.below(60_000), transport, from, target));
  if (random.chance(0.5))
    emit(deniedPacket(time + 3 * SECOND + random.below(90_000), transport, from, target));
};

/** A partner's program asks for one closed port of one host all day long. */
export const stubbornPartner = (
  random: RandomSource,
  period: Period,
  address: string,
  host: string,
): Actor<DeniedPacket> => {
  let time = period.start + random.below(120 * SECOND) - 120 * SECOND;
  return actorAt(
    () => {
      time += 120 * SECOND + random.below(2 * SECOND);
      return time;
    },
    (moment, emit) => emit(deniedPacket(moment, 'tcp', [address, highPort(random)], [host, 8089])),
  );
};

/** Answers of a name server that come after the firewall forgot the question: one source, ever other ports. */
export const lateAnswers = (
  random: RandomSource,
  period: Period,
  server: string,
  resolver: string,
): Actor<DeniedPacket> => {
  const next = arrivals(random.stream('arrivals'), period.start, (60 * SECOND) / DAY, humanRhythm(1));
  return actorAt(next, (time, emit) => {
    emit(deniedPacket(time, 'udp', [server, 53], [resolver, highPort(random)]));
  });
};

/** Our own scanner, once a week at night: a scan by every measure, and nobody's attack. */
export const internalScanner = (
  random: RandomSource,
  period: Period,
  address: string,
  hosts: readonly string[],
): Actor<DeniedPacket> => {
  let night = Math.floor(period.start / DAY) * DAY + 3 * HOUR - 7 * DAY;
  const ports = [21, 22, 23, 25, 80, 135, 139, 443, 445, 1433, 3306, 3389, 5432, 8080];
  return actorAt(
    () => {
      do night += 7 * DAY;
      while (night < period.start);
      return night;
    },
    (moment, emit) => {
      let time = moment;
      for (const host of hosts) {
        for (const port of ports) {
          time += 30_000 + random.below(60_000);
          emit(deniedPacket(time, 'tcp', [address, highPort(random)], [host, port]));
        }
      }
    },
  );
};
