import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { type PeerFence, peerFence } from '../peer-fence.ts';
import { typedSettings } from '../number-setting.ts';
import { byEntity, entityOf, numberOf, stretches, windowOf } from '../windows.ts';
import { errorFinding } from './finding.ts';
import { othersOf, pathsByAddress, type WindowTotals } from './peers.ts';
import { REQUEST_ERRORS_SETTINGS, type RequestErrorsSettings } from './settings.ts';
import { type ErrorKind, type ErrorStretch, errorStretch, weightedPaths } from './stretch.ts';

/**
 * Judges each address's windows with errors: first joined over pauses, then, where
 * the joined stretch is too diluted to be a scan, each run of windows that are
 * conspicuous by themselves.
 */
export const judgeErrors = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(REQUEST_ERRORS_SETTINGS, context.settings);
  const totals = windowTotals(rows);
  const entities = byEntity(rows.filter((row) => numberOf(row, 'errors') > 0));
  const joined = [...entities].flatMap(([entity, own]) =>
    stretches(own, settings.windowSeconds, settings.gapSeconds).map((part) => ({
      part,
      whole: errorStretch(entity, part),
    })),
  );
  const paths = pathsByAddress(joined.map(({ whole }) => whole));
  const fence = peerFence(rows);
  const findings = joined
    .flatMap(({ whole, part }) => conspicuous(whole, part, settings))
    .map(({ stretch, kind }) => toFinding(stretch, kind, { totals, paths, fence, settings, context }))
    .filter((finding) => finding !== undefined);
  return { findings, notes: [] };
};

interface Judging {
  readonly totals: ReadonlyMap<number | null, WindowTotals>;
  readonly paths: ReadonlyMap<string, number>;
  readonly fence: PeerFence | undefined;
  readonly settings: RequestErrorsSettings;
  readonly context: JudgeContext;
}

const toFinding = (stretch: ErrorStretch, kind: ErrorKind, judging: Judging): Finding | undefined => {
  const others = othersOf(stretch, judging.totals);
  return errorFinding({ stretch, kind, others, ...judging });
};

/** Requests, errors and addresses of everybody by window. */
const windowTotals = (rows: readonly Row[]): ReadonlyMap<number | null, WindowTotals> =>
  new Map(
    rows
      .filter((row) => entityOf(row) === null)
      .map((row) => [
        windowOf(row),
        {
          requests: numberOf(row, 'requests'),
          errors: numberOf(row, 'errors'),
          addresses: numberOf(row, 'addresses'),
          failingAddresses: numberOf(row, 'failingAddresses'),
        },
      ]),
  );

interface Conspicuous {
  readonly stretch: ErrorStretch;
  readonly kind: ErrorKind;
}

const conspicuous = (
  whole: ErrorStretch,
  rows: readonly Row[],
  settings: RequestErrorsSettings,
): readonly Conspicuous[] => {
  const { entity } = whole;
  const kind = kindOf(whole, settings);
  if (kind !== undefined) return [{ stretch: whole, kind }];
  const hot = rows.filter((row) => kindOf(errorStretch(entity, [row]), settings) !== undefined);
  return stretches(hot, settings.windowSeconds, 0).flatMap((run) => {
    const stretch = errorStretch(entity, run);
    const runKind = kindOf(stretch, settings);
    return runKind === undefined ? [] : [{ stretch, kind: runKind }];
  });
};

const kindOf = (stretch: ErrorStretch, settings: RequestErrorsSettings): ErrorKind | undefined => {
  const share = stretch.errors / Math.max(1, stretch.requests);
  if (weightedPaths(stretch) >= settings.minimumMissingPaths && share >= settings.minimumScanShare)
    return 'paths';
  if (stretch.errors >= settings.minimumErrors && share >= settings.minimumErrorShare) return 'errors';
  return undefined;
};
