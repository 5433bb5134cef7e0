import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { peerFence } from '../peer-fence.ts';
import { typedSettings } from '../number-setting.ts';
import { byEntity, numberOf, stretches, windowOf } from '../windows.ts';
import { scanFinding } from './finding.ts';
import { scanKind } from './scan-kind.ts';
import { scanStretch } from './scan-stretch.ts';
import { PORT_SCAN_SETTINGS } from './settings.ts';

/** Judges each address's attempts, joined over pauses. */
export const judgeScans = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(PORT_SCAN_SETTINGS, context.settings);
  const peers = peerFence(rows);
  const findings = [...byEntity(rows)].flatMap(([entity, own]) =>
    stretches(own.filter(isAttempt), settings.windowSeconds, settings.gapSeconds).flatMap((part) => {
      const stretch = scanStretch(entity, part, during(own, part));
      const kind = scanKind(stretch, settings);
      return kind === undefined ? [] : [scanFinding({ stretch, kind, peers, settings, context })];
    }),
  );
  return { findings, notes: [] };
};

const isAttempt = (row: Row): boolean => numberOf(row, 'attempts') > 0;

/** All rows from the first to the last window of a part. */
const during = (own: readonly Row[], part: readonly Row[]): readonly Row[] => {
  const from = windowOf(part[0] as Row);
  const until = windowOf(part.at(-1) as Row);
  return own.filter((row) => {
    const window = windowOf(row);
    if (from === null || until === null || window === null) return window === from;
    return window >= from && window <= until;
  });
};
