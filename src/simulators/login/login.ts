import { UsageError } from '../../kernel/errors.ts';
import type { Truth } from '../../schema/truth.ts';
import { isoOf } from '../time.ts';
import { type LoginAttack, type LoginAttempt, LoginSimulation } from './attempts.ts';
import { numpyArgsort } from './numpy-argsort.ts';
import { csvField, daysToMicros, pandasTimes, parseStart, pythonFloat } from './python-values.ts';
import { makeUserBase, parseUserIps } from './user-base.ts';

export interface LoginOptions {
  readonly days: number;
  /** `YYYY-MM-DD` or `YYYY-MM-DD-HH`, as the lab reads it. */
  readonly start: string;
  /** 0..2^32-1. */
  readonly seed: number;
  /** Makes a new user base first. */
  readonly make?: boolean;
  /** Text of a user_ips.json; needed unless `make`. */
  readonly userIps?: string;
  readonly attackProbability?: number;
  readonly tryAllUsersProbability?: number;
  readonly varyAddresses?: boolean;
  readonly attackerSuccess?: readonly number[];
  readonly validUserSuccess?: readonly number[];
}

export interface LoginFiles {
  /** user_base.txt and user_ips.json, when a user base was made. */
  readonly userBase?: string;
  readonly userIps?: string;
  /** log.csv and attacks.csv. */
  readonly log: string;
  readonly attacks: string;
  /** Truth for each attempt: event numbers are line numbers of log.csv, its header being line 1. */
  readonly truth: Truth;
  /** The lab's messages, in its order and form. */
  readonly messages: readonly string[];
}

/** Where the lab's driver writes when nothing else is said. */
export const LOGIN_PATHS = Object.freeze({
  userBase: 'user_data/user_base.txt',
  userIps: 'user_data/user_ips.json',
  log: 'logs/log.csv',
  attacks: 'logs/attacks.csv',
});

const DEFAULT_START = '2020-01-01';

const message = (level: 'INFO' | 'WARNING', text: string): string => `[${level}] [ simulate.py ] ${text}`;

/**
 * Runs the lab's simulator: the same options give the same bytes as its driver
 * simulate.py with numpy before 1.25 and pandas 1.
 * @throws UsageError for a seed, a probability, a start or a user base that cannot be used
 */
export const simulateLogin = (options: LoginOptions): LoginFiles => {
  const settings = checked(options);
  const messages: string[] = [];
  const made = options.make === true ? makeUserBase(options.seed) : undefined;
  if (made !== undefined) {
    messages.push(message('WARNING', 'Creating new user base and mapping IP addresses to them.'));
  }
  const userIps = made?.userIps ?? options.userIps;
  if (userIps === undefined) throw new UsageError('there is no user base: make one with --make');
  let start = parseStart(options.start);
  if (start === null) {
    const note = `Could not interpret ${options.start}, using January 1, 2020 at 12AM as start instead`;
    messages.push(message('WARNING', note));
    start = parseStart(DEFAULT_START) as number;
  }
  messages.push(message('INFO', `Simulating ${pythonFloat(options.days)} days...`));
  const end = start + daysToMicros(options.days);
  const simulation = new LoginSimulation({ ...settings, users: parseUserIps(userIps), start, end });
  simulation.run();
  messages.push(message('INFO', 'Saving logs'), message('INFO', 'All done!'));
  const sorted = inOrder(simulation.attempts, (attempt) => attempt.time);
  return {
    ...made,
    log: logText(sorted),
    attacks: attacksText(inOrder(simulation.attacks, (attack) => attack.start)),
    truth: truthOf(settings, sorted, simulation.attacks, { start, end }),
    messages,
  };
};

const checked = (options: LoginOptions) => {
  const {
    seed,
    days,
    attackProbability = 0.1,
    tryAllUsersProbability = 0.2,
    varyAddresses = false,
    attackerSuccess = [0.25, 0.45],
    validUserSuccess = [0.87, 0.93, 0.95],
  } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new UsageError(`the seed must be a whole number between 0 and 2**32 - 1, not ${seed}`);
  }
  if (!Number.isFinite(days) || Math.abs(days) > 36_600) {
    throw new UsageError(`the number of days must lie between -36600 and 36600, not ${days}`);
  }
  for (const share of [attackProbability, tryAllUsersProbability, ...attackerSuccess, ...validUserSuccess]) {
    if (!(share >= 0 && share <= 1))
      throw new UsageError(`a probability must lie between 0 and 1, not ${share}`);
  }
  return {
    seed,
    attackProbability,
    tryAllUsersProbability,
    varyAddresses,
    attackerSuccess,
    validUserSuccess,
  };
};

const inOrder = <Item>(items: readonly Item[], key: (item: Item) => number): Item[] =>
  numpyArgsort(Float64Array.from(items, key)).map((index) => items[index] as Item);

const logText = (attempts: readonly LoginAttempt[]): string => {
  const times = pandasTimes(attempts.map(({ time }) => time));
  const rows = attempts.map(({ address, user, reason }, index) => {
    const outcome = reason === null ? 'True,' : `False,${reason}`;
    return `${times[index]},${csvField(address)},${csvField(user)},${outcome}\n`;
  });
  return `datetime,source_ip,username,success,failure_reason\n${rows.join('')}`;
};

const attacksText = (attacks: readonly LoginAttack[]): string => {
  const starts = pandasTimes(attacks.map(({ start }) => start));
  const ends = pandasTimes(attacks.map(({ end }) => end));
  const rows = attacks.map(({ address }, index) => `${starts[index]},${ends[index]},${address}\n`);
  return `start,end,source_ip\n${rows.join('')}`;
};

const truthOf = (
  { seed, varyAddresses }: { readonly seed: number; readonly varyAddresses: boolean },
  sorted: readonly LoginAttempt[],
  attacks: readonly LoginAttack[],
  period: { readonly start: number; readonly end: number },
): Truth => {
  const events = attacks.map((): number[] => []);
  const addresses = attacks.map(() => new Set<string>());
  sorted.forEach(({ attack, address }, index) => {
    if (attack < 0) return;
    (events[attack] as number[]).push(index + 2);
    (addresses[attack] as Set<string>).add(address);
  });
  return {
    simulator: 'login',
    seed,
    start: isoOf(period.start),
    end: isoOf(period.end),
    lines: sorted.length + 1,
    attacks: attacks.map(({ start, end, users }, index) => ({
      name: 'password-spraying',
      attack: ['T1110.003'],
      start: isoOf(start),
      end: isoOf(end),
      entities: [...(addresses[index] as Set<string>)].map((value) => ({ field: 'source.ip', value })),
      events: events[index] as number[],
      parameters: { users },
      ...(varyAddresses ? { variedAddresses: true } : {}),
    })),
  };
};
