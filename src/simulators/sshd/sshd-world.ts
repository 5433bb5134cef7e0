import type { TruthLookalike } from '../../schema/truth.ts';
import type { RandomSource } from '../../stats/random-source.ts';
import { type Actor, actorAt } from '../actor.ts';
import { publicAddress } from '../addresses.ts';
import { arrivals, humanRhythm, meanOfRhythm, officeRhythm, steadyRhythm } from '../arrivals.ts';
import type { Plan } from '../options.ts';
import { sourceIp } from '../timed-attack.ts';
import { DAY, MINUTE, SECOND } from '../time.ts';
import {
  acceptedLogin,
  mistypedLogin,
  refusedLogin,
  type SshdEvent,
  silentConnection,
} from './sshd-event.ts';

/** A person with an account. */
export interface SshdUser {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly fingerprint: string;
  readonly usesKey: boolean;
}

/** The hosts' accounts: what ordinary life and attacks draw on. */
export interface SshdWorld {
  readonly users: readonly SshdUser[];
  readonly officeAddress: string;
}

const FIRST = [
  'alice',
  'bruno',
  'chen',
  'dana',
  'emil',
  'farah',
  'goran',
  'hana',
  'ivo',
  'jana',
  'kofi',
  'lena',
  'mads',
  'nora',
  'omar',
  'petra',
  'quinn',
  'rosa',
  'samir',
  'tove',
  'ulla',
  'vito',
  'wanda',
  'xenia',
  'yusuf',
  'zoe',
];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const buildSshdWorld = (random: RandomSource, count: number): SshdWorld => {
  const officeAddress = publicAddress(random);
  const users = Array.from({ length: count }, (_, index): SshdUser => {
    const round = Math.floor(index / FIRST.length);
    const fingerprint = Array.from({ length: 43 }, () => LETTERS[random.below(62)]).join('');
    return {
      name: `${FIRST[index % FIRST.length]}${round === 0 ? '' : round + 1}`,
      addresses: [officeAddress, publicAddress(random)],
      fingerprint,
      usesKey: random.chance(0.6),
    };
  });
  return { users, officeAddress };
};

const CI_ADDRESS = '10.30.0.4';
const MONITOR_ADDRESS = '10.30.0.9';

/** People at work and at home, a build machine, a monitor, a job with an old password, and stray knocks. */
export const ordinarySshd = (plan: Plan, world: SshdWorld): Actor<SshdEvent>[] => {
  const { random, parameters } = plan;
  const perDay = parameters['loginsPerDay'] as number;
  return [
    people(random.stream('office'), plan, world, { perDay: perDay * 0.7, atOffice: true }),
    people(random.stream('home'), plan, world, { perDay: perDay * 0.3, atOffice: false }),
    every(random.stream('builds'), plan, 5 * MINUTE, (time, own) =>
      acceptedLogin(
        own,
        time,
        { address: CI_ADDRESS, user: 'deploy', isKnown: true },
        { method: 'publickey', fingerprint: 'w7Xc1bR9vK2mQ5tY8uZ3aB6dE0fG4hJ1kL7nP9rS2tU', seconds: 4 },
      ),
    ),
    every(random.stream('monitor'), plan, 2 * MINUTE, (time, own) => [
      silentConnection(own, time, MONITOR_ADDRESS),
    ]),
    every(random.stream('old password'), plan, 20 * MINUTE, (time, own) =>
      refusedLogin(own, time, staleJob(world)),
    ),
    strays(random.stream('strays'), plan, parameters['strayAttemptsPerDay'] as number),
  ];
};

/** A nightly job on somebody's machine whose password was changed long ago. */
const staleJob = (world: SshdWorld) => ({
  address: '10.30.0.77',
  user: (world.users[0] as SshdUser).name,
  isKnown: true,
});

const people = (
  random: RandomSource,
  plan: Plan,
  world: SshdWorld,
  { perDay, atOffice }: { readonly perDay: number; readonly atOffice: boolean },
): Actor<SshdEvent> => {
  const weight = atOffice ? officeRhythm(1) : humanRhythm(1);
  const mean = meanOfRhythm(weight, plan.start, plan.end) || 1;
  const next = arrivals(random.stream('arrivals'), plan.start, (perDay * SECOND) / (DAY * mean), weight);
  return actorAt(next, (time, emit) => {
    const user = world.users[random.zipf(world.users.length)] as SshdUser;
    const from = { address: user.addresses[atOffice ? 0 : 1] as string, user: user.name, isKnown: true };
    const seconds = random.lognormal(900, 1.4);
    const session = user.usesKey
      ? ({ method: 'publickey', fingerprint: user.fingerprint, seconds } as const)
      : ({ method: 'password', seconds } as const);
    const mistakes = !user.usesKey && random.chance(0.12) ? random.integer(1, 3) : 0;
    for (const event of mistypedLogin(random, time, from, mistakes, session)) emit(event);
  });
};

const every = (
  random: RandomSource,
  plan: Plan,
  interval: number,
  happen: (time: number, random: RandomSource) => readonly SshdEvent[],
): Actor<SshdEvent> => {
  let time = plan.start - interval + random.below(interval);
  return actorAt(
    () => {
      time += interval;
      return time;
    },
    (moment, emit) => {
      for (const event of happen(moment + random.below(SECOND), random)) emit(event);
    },
  );
};

const STRAY_NAMES = ['root', 'admin', 'test', 'ubuntu', 'pi', 'oracle', 'git', 'postgres', 'user', 'guest'];

/** Strangers that try one name once and are never seen again. */
const strays = (random: RandomSource, plan: Plan, perDay: number): Actor<SshdEvent> => {
  const next = arrivals(random.stream('arrivals'), plan.start, (perDay * SECOND) / DAY, steadyRhythm);
  return actorAt(next, (time, emit) => {
    const user = random.choice(STRAY_NAMES);
    const from = { address: publicAddress(random), user, isKnown: user === 'root' };
    for (const event of refusedLogin(random, time, from)) emit(event);
  });
};

export const sshdLookalikes = (world: SshdWorld): TruthLookalike[] => [
  {
    name: 'office',
    summary: 'Everybody at work has one address, mistypes included',
    entities: [sourceIp(world.officeAddress)],
  },
  {
    name: 'build-machine',
    summary: 'Logs in every five minutes, day and night',
    entities: [sourceIp(CI_ADDRESS)],
  },
  {
    name: 'monitor',
    summary: 'Opens a connection every two minutes and says nothing',
    entities: [sourceIp(MONITOR_ADDRESS)],
  },
  {
    name: 'old-password',
    summary: 'A job with an outdated password fails three times an hour',
    entities: [sourceIp(staleJob(world).address)],
  },
];
