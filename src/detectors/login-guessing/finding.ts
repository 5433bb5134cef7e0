import { filterAll, filterFor } from '../../filter/format.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { isPrivate } from '../private-address.ts';
import { doublings, type ScorePart, scorePart, scorePenalty } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, listed, percent, shown } from '../wording.ts';
import { ADDRESS, type LoginKey, USER } from './keys.ts';
import { isSlow, type LoginRow } from './login-row.ts';
import type { LoginGuessingSettings } from './settings.ts';

export const DETECTOR = 'login-guessing';

export interface GuessingCase {
  readonly row: LoginRow;
  readonly key: LoginKey;
  readonly settings: LoginGuessingSettings;
  readonly context: JudgeContext;
}

interface Told {
  readonly title: string;
  readonly aspect: string;
  /** Times of its first and last event, microseconds since 1970. */
  readonly first: number;
  readonly last: number;
  readonly events: number;
  readonly conditions: readonly string[];
  readonly attack: readonly string[];
  readonly metrics: readonly EvidenceMetric[];
  readonly score: readonly ScorePart[];
  readonly explanation: string;
  readonly also: string;
}

const SUCCESS = filterFor('event.outcome', 'success');
const FAILED = `event.outcome : * and not ${SUCCESS}`;

const told = ({ row, key, context }: GuessingCase, tale: Told): Finding => {
  const [start, end] = [isoOf(tale.first) as string, isoOf(tale.last) as string];
  const entity = { field: key.field, value: row.entity };
  const filter = filterAll([
    filterFor(entity.field, entity.value),
    `@timestamp >= "${start}" and @timestamp <= "${end}"`,
    ...tale.conditions,
  ]);
  const { title, aspect, events, attack, metrics, score, explanation, also } = tale;
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    entity,
    aspect,
    firstWindow: isoOf(row.micros),
    title,
    start,
    end,
    events,
    filter,
    attack,
    metrics,
    score,
    explanation,
    next: nextCommands(filter, entity, also),
  });
};

const names = (list: readonly string[]): string => listed(list.map(shown), 3);

const failingMetrics = ({ row, key, settings }: GuessingCase): readonly EvidenceMetric[] => {
  const account = key.look === 'account';
  const { fence } = row;
  const unit = account ? 'addresses' : 'user names';
  return [
    {
      name: `${unit} that never got in`,
      value: row.failing,
      unit,
      threshold: account ? settings.minimumAddresses : settings.minimumAccounts,
      ...(fence === undefined ? {} : { baseline: fence.usual, sampleSize: fence.entities }),
    },
    ...(fence === undefined
      ? []
      : [{ name: "the others' fence", value: Number(fence.fence.toFixed(3)), unit }]),
    {
      name: `share of all ${unit} seen`,
      value: row.failing / row.names,
      unit: 'share',
      threshold: settings.minimumShare,
    },
    { name: 'failed logins', value: row.failures, unit: 'events' },
    { name: 'logins', value: row.attempts - row.failures, unit: 'events' },
    ...(key.look === 'network'
      ? [{ name: 'addresses that failed', value: row.addresses, unit: 'addresses' }]
      : []),
  ];
};

/** Failures of one address over days, of a network, or on one account. */
export const guessingFinding = (found: GuessingCase): Finding => {
  const { row, key, settings } = found;
  const account = key.look === 'account';
  const fewest = account ? settings.minimumAddresses : settings.minimumAccounts;
  const lasted = duration((row.last - row.first) / 1e6);
  const many = account ? counted(row.failing, 'address', 'addresses') : counted(row.failing, 'user name');
  const from = key.look === 'network' ? ` from ${counted(row.addresses, 'address', 'addresses')}` : '';
  return told(found, {
    title: account
      ? `Failed logins as ${shown(row.entity)} from ${many}`
      : `${shown(row.entity)}: failed logins as ${many}${from}${key.look === 'slow address' && isSlow(row) ? ', slowly' : ''}`,
    aspect: key.look,
    first: row.first,
    last: row.last,
    events: row.failedLines,
    conditions: [FAILED],
    attack: account ? ['T1110.001'] : ['T1110.003', 'T1110.004'],
    metrics: failingMetrics(found),
    score: [
      scorePart(`guessing seen by ${key.look}`, account ? 45 : 50, 50),
      scorePart('beyond the bound', doublings(row.failing, fewest, 4), 20),
      scorePart('hardly anyone got in', 10 * (row.failing / row.names), 10),
    ],
    explanation: `${counted(row.failures, 'failed login')} ${account ? 'from' : 'as'} ${many}${from} that never got in, ${percent(row.failing / row.names)} of all seen there, within ${lasted}`,
    also: account ? ADDRESS : USER,
  });
};

/** One of our own machines that fails for days as one user has an old password, most of the time. */
const INSIDE = 20;

/**
 * An address that failed again and again on few accounts: in a log with too few others to compare it with, or
 * over days, too slowly for any hour of it to stand out.
 */
export const forcedFinding = (found: GuessingCase): Finding => {
  const { row, key, settings } = found;
  const slow = key.look === 'slow address';
  const bound = slow ? settings.minimumSlowFailures : settings.minimumFailures;
  const failures = counted(row.failures, 'failed login');
  return told(found, {
    title: `${shown(row.entity)}: ${failures} as ${names(row.failed)}, none succeeded${slow ? ', slowly' : ''}`,
    aspect: slow ? 'slow forcing' : 'forcing',
    first: row.first,
    last: row.last,
    events: row.failedLines,
    conditions: [FAILED],
    attack: ['T1110.001'],
    metrics: [
      { name: 'failed logins', value: row.failures, unit: 'failures', threshold: bound },
      { name: 'user names that never got in', value: row.failing, unit: 'user names' },
      { name: 'logins', value: row.attempts - row.failures, unit: 'events' },
    ],
    score: [
      scorePart('many failures and no success', 40, 40),
      scorePart('failures beyond the bound', doublings(row.failures, bound, 4), 20),
      ...(slow && isPrivate(row.entity) ? [scorePenalty('from inside', INSIDE, INSIDE)] : []),
    ],
    explanation: `${failures} as ${names(row.failed)} within ${duration((row.last - row.first) / 1e6)} and not one success: a guessed password, or a program with an old one. ${slow ? 'No hour of it stands out' : 'The log has too few addresses to say what is usual'}`,
    also: USER,
  });
};

/** An address that failed as many users, and got in as others. */
export const sprayedFinding = (found: GuessingCase): Finding => {
  const { row, settings } = found;
  const many = counted(row.failing, 'user name');
  return told(found, {
    title: `${shown(row.entity)}: logged in as ${names(row.admitted)} while it failed as ${many}`,
    aspect: 'got in',
    first: row.firstSuccess,
    last: row.lastSuccess,
    events: row.attempts - row.failures,
    conditions: [SUCCESS],
    attack: ['T1110', 'T1078'],
    metrics: failingMetrics(found),
    score: [
      scorePart('got in among many failures', 65, 65),
      scorePart(
        'failing user names beyond the bound',
        doublings(row.failing, settings.minimumAccounts, 2),
        10,
      ),
      scorePart('accounts', doublings(row.admitted.length, 1, 2), 10),
    ],
    explanation: `The address failed as ${many} that it never got in as, and logged in as ${names(row.admitted)}: these passwords may be known to it`,
    also: USER,
  });
};

/** One account that gave way after many failures of one address. */
export const guessedFinding = (found: GuessingCase): Finding => {
  const { row, settings } = found;
  const failures = counted(row.guessedFailures, 'failure');
  return told(found, {
    title: `${shown(row.entity)}: logged in as ${names(row.guessed)} after up to ${failures}`,
    aspect: 'guessed',
    first: row.guessedFirst,
    last: row.guessedLast,
    events: row.guessedLogins,
    conditions: [SUCCESS, row.guessed.map((name) => filterFor(USER, name)).join(' or ')],
    attack: ['T1110.001', 'T1078'],
    metrics: [
      {
        name: 'failures of one account',
        value: row.guessedFailures,
        unit: 'failures',
        threshold: settings.minimumFailures,
      },
      { name: 'accounts', value: row.guessed.length, unit: 'user names' },
      { name: 'logins as them', value: row.guessedLogins, unit: 'events' },
    ],
    score: [
      scorePart('success after failures', 40, 40),
      scorePart('failures beyond the bound', doublings(row.guessedFailures, settings.minimumFailures, 4), 20),
    ],
    explanation: `${names(row.guessed)} failed up to ${counted(row.guessedFailures, 'time')} in a day from this address and then succeeded: a guessed password, or a forgotten one`,
    also: USER,
  });
};

/** An address that logs in as far more accounts than it ever did. */
export const manyAccountsFinding = (found: GuessingCase, bound: number): Finding => {
  const { row } = found;
  const logins = row.names - row.failing;
  return told(found, {
    title: `${shown(row.entity)}: logged in as ${counted(logins, 'different user')} in a day`,
    aspect: 'many accounts',
    first: row.firstSuccess,
    last: row.lastSuccess,
    events: row.attempts - row.failures,
    conditions: [SUCCESS],
    attack: ['T1078', 'T1110.004'],
    metrics: [
      { name: 'accounts logged in as', value: logins, unit: 'user names', threshold: bound },
      { name: 'logins', value: row.attempts - row.failures, unit: 'events' },
      { name: 'failed logins', value: row.failures, unit: 'events' },
    ],
    score: [
      scorePart('implausibly many accounts', 40, 40),
      scorePart('accounts beyond the bound', doublings(logins, bound, 5), 25),
    ],
    explanation: `The address logged in as ${counted(logins, 'different user')}, where ${bound} are implausible for it: credentials of many, or a new place that many share`,
    also: USER,
  });
};
