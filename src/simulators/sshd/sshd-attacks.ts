import type { RandomSource } from '../../stats/random-source.ts';
import { distinctAddresses, publicAddress } from '../addresses.ts';
import { momentsOf } from '../attack-window.ts';
import { type Attack, type AttackRun, silentSensorAttack, sourceIp, timedAttack } from '../timed-attack.ts';
import { acceptedLogin, refusedLogin, type SshdEvent } from './sshd-event.ts';
import type { SshdUser, SshdWorld } from './sshd-world.ts';

type SshdAttack = Attack<SshdWorld, SshdEvent>;

const GUESSED_NAMES = [
  'root',
  'admin',
  'test',
  'oracle',
  'postgres',
  'ubuntu',
  'git',
  'ftpuser',
  'mysql',
  'user',
  'hadoop',
  'jenkins',
  'backup',
  'www',
  'nagios',
  'pi',
  'support',
  'guest',
  'dev',
  'tomcat',
];

/** One attempt per moment; the lines of an attempt follow each other within a second. */
function* attempts(
  { window, random }: AttackRun<SshdWorld>,
  attempt: (random: RandomSource, time: number, number: number) => readonly SshdEvent[],
): Generator<SshdEvent, void, void> {
  const waiting: SshdEvent[] = [];
  let number = 0;
  for (const time of momentsOf(window, random)) {
    while (waiting.length > 0 && (waiting[0] as SshdEvent).time <= time) yield waiting.shift() as SshdEvent;
    number += 1;
    waiting.push(...attempt(random, time, number));
    waiting.sort((left, right) => left.time - right.time);
  }
  yield* waiting;
}

const known = ({ world, random }: { world: SshdWorld; random: RandomSource }): SshdUser =>
  random.choice(world.users);
const oneAddress = ({ random }: { random: RandomSource }) => [sourceIp(publicAddress(random))];
const addressOf = ({ entities }: AttackRun<SshdWorld>): string => entities[0]?.value as string;

const bruteForce: SshdAttack = timedAttack(
  {
    name: 'brute-force',
    attack: ['T1110.001'],
    summary: 'One address guesses passwords of root and of usual account names',
    byDefault: true,
  },
  {
    bounds: { rate: [0.2, 4], seconds: [120, 1800] },
    entities: oneAddress,
    events: (run) =>
      attempts(run, (random, time) => {
        const user = random.chance(0.5)
          ? 'root'
          : (GUESSED_NAMES[random.zipf(GUESSED_NAMES.length)] as string);
        return refusedLogin(random, time, { address: addressOf(run), user, isKnown: user === 'root' });
      }),
  },
);

const bruteForceSuccess: SshdAttack = timedAttack(
  {
    name: 'brute-force-success',
    attack: ['T1110.001', 'T1078'],
    summary: 'One address guesses the password of one account until it is right, then stays',
    byDefault: true,
  },
  {
    bounds: { rate: [0.2, 2], seconds: [180, 1200] },
    entities: oneAddress,
    events: (run) => {
      const user = known(run).name;
      const from = { address: addressOf(run), user, isKnown: true };
      return attempts(run, (random, time, number) =>
        number < run.window.count
          ? refusedLogin(random, time, from)
          : acceptedLogin(random, time, from, { method: 'password', seconds: 600 + random.below(3000) }),
      );
    },
  },
);

const passwordSpraying: SshdAttack = timedAttack(
  {
    name: 'password-spraying',
    attack: ['T1110.003'],
    summary: 'One address tries one or two passwords on every account that exists',
    byDefault: true,
  },
  {
    bounds: { rate: [0.05, 0.5], seconds: [300, 1800] },
    entities: oneAddress,
    events: (run) => {
      const names = run.random.shuffled(run.world.users.map((user) => user.name));
      return attempts(run, (random, time, number) =>
        refusedLogin(random, time, {
          address: addressOf(run),
          user: names[number % names.length] as string,
          isKnown: true,
        }),
      );
    },
  },
);

const credentialStuffing: SshdAttack = timedAttack(
  {
    name: 'credential-stuffing',
    attack: ['T1110.004'],
    summary: 'A few addresses try stolen pairs of name and password; now and then one works',
    byDefault: false,
  },
  {
    bounds: { rate: [0.2, 2], seconds: [300, 1800] },
    entities: ({ random }) => distinctAddresses(random, random.integer(3, 9)).map(sourceIp),
    events: (run) =>
      attempts(run, (random, time, number) => {
        const address = random.choice(run.entities).value;
        if (random.chance(0.006)) {
          const from = { address, user: known({ ...run, random }).name, isKnown: true };
          return acceptedLogin(random, time, from, { method: 'password', seconds: 0.2 });
        }
        return refusedLogin(random, time, {
          address,
          user: `${random.choice(GUESSED_NAMES)}${number % 97}`,
          isKnown: false,
        });
      }),
  },
);

const lowAndSlow: SshdAttack = timedAttack(
  {
    name: 'low-and-slow',
    attack: ['T1110.001'],
    summary: 'One address guesses once every few minutes for a day or longer',
    byDefault: false,
  },
  {
    bounds: { rate: [1 / 1200, 1 / 300], seconds: [86_400, 259_200] },
    entities: oneAddress,
    events: (run) => {
      const user = known(run).name;
      return attempts(run, (random, time) =>
        refusedLogin(random, time, { address: addressOf(run), user, isKnown: true }),
      );
    },
  },
);

const distributedBruteForce: SshdAttack = timedAttack(
  {
    name: 'distributed-brute-force',
    attack: ['T1110.001'],
    summary: 'Every guess at one account comes from another address',
    byDefault: false,
  },
  {
    bounds: { rate: [0.05, 0.5], seconds: [1800, 7200] },
    entities: () => [],
    variedAddresses: true,
    events: (run) => {
      const user = known(run).name;
      return attempts(run, (random, time) =>
        refusedLogin(random, time, { address: publicAddress(random), user, isKnown: true }),
      );
    },
  },
);

export const SSHD_ATTACKS: readonly SshdAttack[] = [
  bruteForce,
  bruteForceSuccess,
  passwordSpraying,
  credentialStuffing,
  lowAndSlow,
  distributedBruteForce,
  silentSensorAttack(),
];
