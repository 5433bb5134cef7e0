import { quantile } from '../../stats/quantile.ts';
import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { typedSettings } from '../number-setting.ts';
import { byEntity, entityOf, numberOf, stretches, textsOf, windowOf } from '../windows.ts';
import { ADDRESS_ROW, PATH_ROW } from './aggregate.ts';
import { overloadFinding } from './finding.ts';
import type { Overload } from './overload-case.ts';
import { OVERLOAD_SETTINGS, type OverloadSettings } from './settings.ts';

const FEWEST_WINDOWS = 8;
const FEWEST_ERRORS = 3;
/** A failing window has so many times the usual share. */
const RISE = 3;
/** Above this share of the errors one address meets its own trouble. */
const ONE_ADDRESS_SHARE = 0.5;
/** From this share of the errors a path stands for all. */
const ONE_PATH_SHARE = 0.8;
const ADDRESSES_KEPT = 50;

export const judgeOverload = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(OVERLOAD_SETTINGS, context.settings);
  const windows = rows
    .filter((row) => entityOf(row) === null && windowOf(row) !== null)
    .sort((left, right) => (windowOf(left) ?? 0) - (windowOf(right) ?? 0));
  const usual = usualOf(windows);
  const hot = windows.filter((row) => isFailing(row, usual.share, settings));
  const parts = byEntity(rows);
  const findings = stretches(hot, settings.windowSeconds, settings.gapSeconds)
    .map((run) => overloadOf(run, windows, parts, usual, settings))
    .filter((found) => isOverload(found, settings))
    .map((found) => overloadFinding(found, settings, context));
  return { findings, notes: [] };
};

interface Usual {
  readonly share: number;
  readonly requests: number | null;
  readonly windows: number;
}

const shareOf = (row: Row): number => numberOf(row, 'errors') / Math.max(1, numberOf(row, 'requests'));

const usualOf = (windows: readonly Row[]): Usual => {
  if (windows.length < FEWEST_WINDOWS) return { share: 0, requests: null, windows: windows.length };
  return {
    share: quantile(windows.map(shareOf), 0.75) ?? 0,
    requests: quantile(
      windows.map((row) => numberOf(row, 'requests')),
      0.5,
    ),
    windows: windows.length,
  };
};

const isFailing = (row: Row, usualShare: number, settings: OverloadSettings): boolean =>
  numberOf(row, 'errors') >= FEWEST_ERRORS &&
  shareOf(row) >= settings.minimumShare &&
  shareOf(row) > RISE * usualShare;

const isOverload = (found: Overload, settings: OverloadSettings): boolean =>
  found.errors >= settings.minimumErrors &&
  found.last - found.first >= settings.minimumSeconds * 1e6 &&
  found.addresses >= settings.minimumAddresses &&
  found.most <= ONE_ADDRESS_SHARE * found.errors;

const overloadOf = (
  run: readonly Row[],
  windows: readonly Row[],
  parts: ReadonlyMap<string, readonly Row[]>,
  usual: Usual,
  settings: OverloadSettings,
): Overload => {
  const from = windowOf(run[0] as Row) ?? 0;
  const until = windowOf(run.at(-1) as Row) ?? 0;
  const within = (rows: readonly Row[]): readonly Row[] =>
    rows.filter((row) => {
      const window = windowOf(row);
      return window !== null && window >= from && window <= until;
    });
  const during = within(windows);
  const sum = (rows: readonly Row[], name: string): number =>
    rows.reduce((total, row) => total + numberOf(row, name), 0);
  const all = sum(during, 'errors');
  const errorsOf = [...parts].map(([entity, own]) => ({ entity, own: within(own) }));
  const most = Math.max(
    0,
    ...errorsOf.filter(({ entity }) => entity.startsWith(ADDRESS_ROW)).map(({ own }) => sum(own, 'errors')),
  );
  const path = errorsOf.find(
    ({ entity, own }) => entity.startsWith(PATH_ROW) && sum(own, 'errors') >= ONE_PATH_SHARE * all,
  );
  const told = (path?.own ?? during).filter((row) => numberOf(row, 'errors') > 0);
  const lists = during.map((row) => textsOf(row, 'addresses'));
  const length = 1 + Math.round((until - from) / (settings.windowSeconds * 1e6));
  return {
    firstWindow: from,
    first: Math.min(...told.map((row) => numberOf(row, 'first'))),
    last: Math.max(...told.map((row) => numberOf(row, 'last'))),
    requests: sum(during, 'requests'),
    errors: sum(told, 'errors'),
    busy: sum(told, 'busy'),
    addresses: new Set(lists.flat()).size,
    atLeast: lists.some((list) => list.length >= ADDRESSES_KEPT),
    most,
    path: path?.entity.slice(PATH_ROW.length),
    usualShare: usual.share,
    requestsPerWindow: sum(during, 'requests') / length,
    usualRequests: usual.requests,
    windows: usual.windows,
  };
};
