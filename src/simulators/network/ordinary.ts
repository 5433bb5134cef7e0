import type { TruthLookalike } from '../../schema/truth.ts';
import type { RandomSource } from '../../stats/random-source.ts';
import { type Actor, actorAt } from '../actor.ts';
import { arrivals, humanRhythm, meanOfRhythm, officeRhythm } from '../arrivals.ts';
import type { Plan } from '../options.ts';
import { sourceIp } from '../timed-attack.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';
import { connectionEvent, type NetworkEvent, queryEvent } from './network-event.ts';
import type { NetworkWorld, Service } from './network-world.ts';

type Emit = (event: NetworkEvent) => void;

/** Connections and questions of one visit, on average: what turns connections per day into visits. */
const EVENTS_PER_VISIT = 5.1;

export const highPort = (random: RandomSource): number => random.integer(1024, 65_535);

/** Asks the resolver, then connects: what a program does that wants a service by name. */
export const useService = (
  random: RandomSource,
  world: NetworkWorld,
  time: number,
  use: {
    readonly host: string;
    readonly service: Service;
    readonly sent: number;
    readonly received: number;
    readonly seconds: number;
  },
  emit: Emit,
): void => {
  const { host, service, seconds } = use;
  lookUp(random, world, time, host, service, emit);
  emit(
    connectionEvent(time + 20_000 + random.below(60_000), {
      transport: 'tcp',
      service: service.service,
      source: host,
      sourcePort: highPort(random),
      destination: random.choice(service.addresses),
      destinationPort: service.port,
      duration: seconds,
      sent: Math.round(use.sent),
      received: Math.round(use.received),
      state: random.chance(0.97) ? 'SF' : 'RSTO',
    }),
  );
};

const lookUp = (
  random: RandomSource,
  world: NetworkWorld,
  time: number,
  host: string,
  service: Service,
  emit: Emit,
): void => {
  const base = {
    source: host,
    sourcePort: highPort(random),
    destination: world.resolver,
    name: service.name,
    code: 0 as const,
  };
  emit(
    queryEvent(time, { ...base, type: 'A', answers: service.addresses, transactionId: random.below(65_536) }),
  );
  if (random.chance(0.4)) {
    emit(queryEvent(time + 800, { ...base, type: 'AAAA', answers: [], transactionId: random.below(65_536) }));
  }
};

/** People, machines that talk by the clock, and what only looks like an attack. */
export const ordinaryNetwork = (plan: Plan, world: NetworkWorld): Actor<NetworkEvent>[] => {
  const { random, parameters } = plan;
  const perDay = (parameters['connectionsPerDay'] as number) / EVENTS_PER_VISIT;
  const actors = [
    browsing(random.stream('office'), plan, world, {
      perDay: perDay * 0.75,
      weight: officeRhythm(1),
      hosts: world.workstations,
    }),
    browsing(random.stream('guests'), plan, world, {
      perDay: perDay * 0.25,
      weight: humanRhythm(1),
      hosts: [world.guests],
    }),
    clockwork(random.stream('monitor'), plan, 10 * MINUTE, (time, own, emit) =>
      checkServers(own, world, time, emit),
    ),
    clockwork(random.stream('time'), plan, 17 * MINUTE, (time, own, emit) => askTime(own, world, time, emit)),
    clockwork(random.stream('updates'), plan, 7 * MINUTE, (time, own, emit) => {
      const host = own.choice(world.workstations);
      useService(
        own,
        world,
        time,
        { host, service: world.updateService, sent: 900, received: 2_400, seconds: 0.6 },
        emit,
      );
    }),
    nightlyBackup(random.stream('backup'), plan, world),
  ];
  if (parameters['internalScanner'] === 1) actors.push(ownScanner(random.stream('scanner'), plan, world));
  return actors;
};

const browsing = (
  random: RandomSource,
  plan: Plan,
  world: NetworkWorld,
  crowd: {
    readonly perDay: number;
    readonly weight: (time: number) => number;
    readonly hosts: readonly string[];
  },
): Actor<NetworkEvent> => {
  const mean = meanOfRhythm(crowd.weight, plan.start, plan.end) || 1;
  const next = arrivals(
    random.stream('arrivals'),
    plan.start,
    (crowd.perDay * SECOND) / (DAY * mean),
    crowd.weight,
  );
  return actorAt(next, (time, emit) => {
    const host = random.choice(crowd.hosts);
    const service = world.services[random.zipf(world.services.length)] as Service;
    const connections = 1 + random.poisson(1.1);
    for (let index = 0; index < connections; index += 1) {
      const use = {
        host,
        service,
        sent: random.lognormal(1_400, 0.9),
        received: random.lognormal(16_000, 1.5),
        seconds: random.lognormal(2, 1.4),
      };
      useService(random, world, time + index * 300_000, use, emit);
    }
    if (random.chance(0.02)) misspelt(random, world, time, host, service, emit);
  });
};

/** A name that does not exist: people mistype, and laptops ask for their old office. */
const misspelt = (
  random: RandomSource,
  world: NetworkWorld,
  time: number,
  host: string,
  service: Service,
  emit: Emit,
): void => {
  const name = random.chance(0.5) ? service.name.replace('.', '') : `printer${random.below(9)}.office.local`;
  emit(
    queryEvent(time + 50_000, {
      source: host,
      sourcePort: highPort(random),
      destination: world.resolver,
      name,
      type: 'A',
      code: 3,
      answers: [],
      transactionId: random.below(65_536),
    }),
  );
};

const clockwork = (
  random: RandomSource,
  plan: Plan,
  interval: number,
  happen: (time: number, random: RandomSource, emit: Emit) => void,
): Actor<NetworkEvent> => {
  let time = plan.start - interval + random.below(interval);
  return actorAt(
    () => {
      time += interval;
      return time;
    },
    (moment, emit) => happen(moment, random, emit),
  );
};

/** As regular as a beacon: the monitor connects to every server by the clock. */
const checkServers = (random: RandomSource, world: NetworkWorld, time: number, emit: Emit): void => {
  world.servers.forEach((server, index) => {
    emit(
      connectionEvent(time + index * 5_000 + random.below(2_000), {
        transport: 'tcp',
        service: 'http',
        source: world.monitor,
        sourcePort: highPort(random),
        destination: server,
        destinationPort: 8080,
        duration: 0.01,
        sent: 112,
        received: 301,
        state: 'SF',
      }),
    );
  });
};

const askTime = (random: RandomSource, world: NetworkWorld, time: number, emit: Emit): void => {
  for (const host of world.servers) {
    emit(
      connectionEvent(time + random.below(3_000_000), {
        transport: 'udp',
        service: 'ntp',
        source: host,
        sourcePort: 123,
        destination: world.timeServer,
        destinationPort: 123,
        duration: 0.03,
        sent: 48,
        received: 48,
        state: 'SF',
      }),
    );
  }
};

/** As large as an exfiltration: the file server's backup, every night. */
const nightlyBackup = (random: RandomSource, plan: Plan, world: NetworkWorld): Actor<NetworkEvent> => {
  let night = Math.floor(plan.start / DAY) * DAY + HOUR - DAY;
  return actorAt(
    () => {
      night += DAY;
      return night;
    },
    (moment, emit) => {
      for (let part = 0; part < 6; part += 1) {
        const sent = random.lognormal(900_000_000, 0.2);
        const use = {
          host: world.fileServer,
          service: world.backup,
          sent,
          received: 90_000,
          seconds: 420 + random.below(240),
        };
        if (moment >= plan.start) useService(random, world, moment + part * 10 * MINUTE, use, emit);
      }
    },
  );
};

/** Our own scanner, Sundays at three: a block scan, and nobody's attack. */
const ownScanner = (random: RandomSource, plan: Plan, world: NetworkWorld): Actor<NetworkEvent> => {
  // 1970-01-04 was a Sunday
  let night = Math.floor((plan.start - 3 * DAY) / (7 * DAY)) * 7 * DAY + 3 * DAY + 3 * HOUR - 7 * DAY;
  return actorAt(
    () => {
      do night += 7 * DAY;
      while (night < plan.start);
      return night;
    },
    (moment, emit) => {
      let time = moment;
      for (const host of [...world.servers, ...world.workstations.slice(0, 100)]) {
        for (const port of [22, 80, 135, 139, 443, 445, 3389, 5985]) {
          time += 20_000 + random.below(40_000);
          emit(probe(random, time, world.scanner, host, port));
        }
      }
    },
  );
};

/** A connection attempt that is refused or unanswered, rarely accepted. */
export const probe = (
  random: RandomSource,
  time: number,
  source: string,
  destination: string,
  port: number,
): NetworkEvent => {
  const state = random.weighted([
    ['REJ', 60],
    ['S0', 33],
    ['SF', 7],
  ] as const);
  const answered = state === 'SF';
  return connectionEvent(time, {
    transport: 'tcp',
    service: '-',
    source,
    sourcePort: highPort(random),
    destination,
    destinationPort: port,
    duration: state === 'S0' ? null : answered ? 0.2 : 0.001,
    sent: state === 'S0' ? null : 0,
    received: state === 'S0' ? null : answered ? 24 : 0,
    state,
  });
};

export const networkLookalikes = (plan: Plan, world: NetworkWorld): TruthLookalike[] => [
  {
    name: 'monitor',
    summary: 'Connects to every server every ten minutes by the clock',
    entities: [sourceIp(world.monitor)],
  },
  {
    name: 'time-keeping',
    summary: 'Every server asks for the time every 17 minutes',
    entities: world.servers.map(sourceIp),
  },
  {
    name: 'backup',
    summary: 'Gigabytes leave the file server every night',
    entities: [sourceIp(world.fileServer)],
  },
  { name: 'guests', summary: 'A guest network behind one address', entities: [sourceIp(world.guests)] },
  ...(plan.parameters['internalScanner'] === 1
    ? [
        {
          name: 'internal-scanner',
          summary: 'Our own scanner, Sundays at three',
          entities: [sourceIp(world.scanner)],
        },
      ]
    : []),
];
