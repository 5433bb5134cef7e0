import { conditionHolds } from '../../rules/baseline/condition.ts';
import type { BaselineRule } from '../../rules/baseline/rule.ts';
import { figure } from '../wording.ts';
import type { GroupBaseline } from './group-baseline.ts';
import { judgeMetric, type TestOutcome } from './metric-test.ts';
import { type JudgedAgainst, type Spread, usualOf } from './usual.ts';
import { compareRows, type WindowRow, windowsIn } from './window-row.ts';

/** A window for which the rule's condition holds, with the arithmetic. */
export interface FlaggedWindow {
  readonly row: WindowRow;
  readonly usual: GroupBaseline;
  readonly outcomes: readonly TestOutcome[];
}

export interface RuleVerdict {
  readonly flagged: readonly FlaggedWindow[];
  /** Every window of the judged period that can be flagged, with its baseline. */
  readonly windows: readonly JudgedAgainst[];
  /** How many of them were judged, one way or the other. */
  readonly judged: number;
  /** What could not be judged and what it would need. */
  readonly notes: readonly string[];
}

/** Judges all windows by a rule. The order of the rows does not matter. */
export const judgeWindows = (
  rows: readonly WindowRow[],
  rule: BaselineRule,
  spread: Spread | null = null,
): RuleVerdict => {
  const { windows, lacking } = usualOf([...rows].sort(compareRows), rule, spread);
  if (lacking !== null) return { flagged: [], windows: [], judged: 0, notes: [lacking] };
  const flagged: FlaggedWindow[] = [];
  const reasons = new Map<string, number>();
  for (const { row, usual } of windows) {
    const verdict = usual === null ? NO_BASELINE : judgeWindow(row, usual, rule);
    if (typeof verdict === 'string') reasons.set(verdict, (reasons.get(verdict) ?? 0) + 1);
    else if (verdict !== null) flagged.push(verdict);
  }
  const unjudged = [...reasons.values()].reduce((total, count) => total + count, 0);
  const notes = [...reasons].map(
    ([why, count]) => `${figure(count)} of ${figure(windows.length)} windows could not be judged: ${why}`,
  );
  return {
    flagged,
    windows,
    judged: windows.length - unjudged + windowsIn(rows.filter(({ copies }) => copies !== undefined)),
    notes,
  };
};

const NO_BASELINE = 'not enough data to judge, needs earlier windows or windows of the same group';

/** The flagged window, null for an ordinary one, or the reason why it cannot be said. */
const judgeWindow = (
  row: WindowRow,
  usual: GroupBaseline,
  rule: BaselineRule,
): FlaggedWindow | string | null => {
  const outcomes = rule.tests.map((test) => {
    const metric = usual.metrics[test.metric];
    if (metric === undefined) throw new RangeError(`the baseline lacks ${test.metric}`);
    return judgeMetric(test, row.values[test.metric] ?? null, metric);
  });
  const byName = new Map(outcomes.map((outcome) => [outcome.test.name, outcome]));
  const holds = conditionHolds(rule.condition, (name) => byName.get(name)?.passed ?? null);
  if (holds === null) return outcomes.find((outcome) => outcome.passed === null)?.why ?? NO_BASELINE;
  return holds ? { row, usual, outcomes } : null;
};
