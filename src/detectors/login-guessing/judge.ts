import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { typedSettings } from '../number-setting.ts';
import {
  forcedFinding,
  guessedFinding,
  guessingFinding,
  manyAccountsFinding,
  sprayedFinding,
} from './finding.ts';
import { keysOf } from './keys.ts';
import { isSlow, isSlowForcing, type KeyRows, keyRows, type LoginRow } from './login-row.ts';
import { LOGIN_GUESSING_SETTINGS, type LoginGuessingSettings } from './settings.ts';

/** One address with more than this share of a network's failures is told as that address. */
const STRONGEST_SHARE = 0.5;
/** An address logged in as so many times the accounts it ever did. */
const BEYOND_OWN_MOST = 3;
/** Days of a log before an address that was never there can be implausible. */
const DAYS_BEFORE = 3;
const DAY_MICROS = 86_400e6;

export const judgeGuessing = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(LOGIN_GUESSING_SETTINGS, context.settings);
  const findings = keysOf(context.dataset).flatMap((key) => judgeKey(keyRows(key, rows), settings, context));
  return { findings, notes: [] };
};

const judgeKey = (
  table: KeyRows,
  settings: LoginGuessingSettings,
  context: JudgeContext,
): readonly Finding[] => {
  const { key, rows } = table;
  const found = { key, settings, context };
  if (key.look !== 'address')
    return rows.flatMap((row) => {
      if (isGuessing(row, table, settings) && fitsLook(row, table))
        return [guessingFinding({ ...found, row })];
      return isForcingSlowly(row, table, settings) ? [forcedFinding({ ...found, row })] : [];
    });
  const most = new Map<string, number>();
  return rows.flatMap((row) => {
    const before = most.get(row.entity);
    const logins = row.names - row.failing;
    most.set(row.entity, Math.max(before ?? 0, logins));
    if (isGuessing(row, table, settings) && row.lastSuccess > row.first)
      return [sprayedFinding({ ...found, row })];
    if (row.guessed.length > 0) return [guessedFinding({ ...found, row })];
    if (isForcing(row, table, settings)) return [forcedFinding({ ...found, row })];
    const bound = manyLogins(before, row, table, settings);
    return bound !== undefined && logins >= bound ? [manyAccountsFinding({ ...found, row }, bound)] : [];
  });
};

/** Enough names that never got in, most of all seen, and more than the others' fence. */
const isGuessing = (row: LoginRow, { key }: KeyRows, settings: LoginGuessingSettings): boolean => {
  const fewest = key.look === 'account' ? settings.minimumAddresses : settings.minimumAccounts;
  return (
    row.failing >= fewest &&
    row.failing >= settings.minimumShare * row.names &&
    (row.fence === undefined || row.failing > row.fence.fence)
  );
};

/** Many failures on few accounts that nobody got in as. The hourly rule compares; here are too few to compare with. */
const isForcing = (row: LoginRow, { fence }: KeyRows, settings: LoginGuessingSettings): boolean =>
  fence === undefined &&
  row.failing === row.names &&
  row.failing < settings.minimumAccounts &&
  row.failures >= settings.minimumFailures;

/** The same so slowly, over days, that no hour of it stands out. */
const isForcingSlowly = (row: LoginRow, { key, fence }: KeyRows, settings: LoginGuessingSettings): boolean =>
  key.look === 'slow address' &&
  fence !== undefined &&
  row.failing === row.names &&
  row.failing < settings.minimumAccounts &&
  row.failures >= settings.minimumSlowFailures &&
  isSlowForcing(row);

const fitsLook = (row: LoginRow, { key, fence }: KeyRows): boolean => {
  if (key.look === 'network')
    return row.addresses >= key.fewestAddresses && row.strongest <= STRONGEST_SHARE * row.failures;
  // The hourly rule needs others to compare with; without them a fast one is told here.
  return key.look !== 'slow address' || fence === undefined || isSlow(row);
};

/** Accounts from which an address is implausible: by its own earlier days, or as a newcomer to an old log. */
const manyLogins = (
  before: number | undefined,
  row: LoginRow,
  { firstMicros }: KeyRows,
  { minimumLogins }: LoginGuessingSettings,
): number | undefined => {
  if (before !== undefined) return Math.max(minimumLogins, BEYOND_OWN_MOST * before);
  return row.micros - firstMicros >= DAYS_BEFORE * DAY_MICROS ? 2 * minimumLogins : undefined;
};
