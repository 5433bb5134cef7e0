import { durationText } from '../../kernel/number-text.ts';
import { visibleText } from '../../kernel/visible-text.ts';
import type { EvaluationRow, NextStep } from '../../workflows/evaluate.ts';

/** The commands that show evidence, with the inputs they need. */
export const withInputs = (row: EvaluationRow, words: string): EvaluationRow => {
  const complete = (step: NextStep): NextStep => ({
    ...step,
    next: / (--store|INPUT)/.test(step.next) ? step.next : `${step.next} ${words}`.trimEnd(),
  });
  return { ...row, missed: row.missed.map(complete), falseFindings: row.falseFindings.map(complete) };
};

const MOST_STEPS = 5;
const INTERVALS = ['FPR', 'recall', 'precision', 'f1', 'mcc'] as const;
const DIFFERENCES = ['FPR', 'FDR', 'FNR', 'FOR', 'f1', 'mcc'] as const;

/** What one method found, missed and got wrong, each with the command that shows it. */
export const methodText = (row: EvaluationRow): string => {
  const { method, baseline, detectedAttacks, attacks, missed, falseFindings, difference } = row;
  const title = baseline === undefined ? method : `${method}, baseline of the ${baseline}`;
  const delay = row.medianSecondsToDetection;
  const soon = delay === null ? '' : `, half of them at most ${durationText(delay)} after their start`;
  const lines = [
    '',
    `${visibleText(title)}: ${detectedAttacks} of ${attacks} attacks found${soon}; ${falseFindings.length} of ${row.findings} findings false`,
    `  95 % intervals: ${INTERVALS.map((name) => `${name} ${intervalText(row, name)}`).join(', ')}`,
    ...(difference === undefined
      ? []
      : [
          `  against the lab's way: ${DIFFERENCES.map((name) => `${name} ${signed(difference[name])}`).join(', ')}`,
        ]),
    ...stepLines('missed', missed),
    ...stepLines('false', falseFindings),
  ];
  return `${lines.join('\n')}\n`;
};

const intervalText = (row: EvaluationRow, name: (typeof INTERVALS)[number]): string => {
  const interval = row.intervals[name];
  return interval === null ? 'unknown' : `${interval.lower.toFixed(4)} to ${interval.upper.toFixed(4)}`;
};

const signed = (value: number | null): string =>
  value === null ? 'unknown' : `${value < 0 ? '' : '+'}${value.toFixed(4)}`;

const stepLines = (kind: string, steps: readonly NextStep[]): string[] => [
  ...steps
    .slice(0, MOST_STEPS)
    .map((step) => `  ${kind} ${visibleText(step.title)}: ${visibleText(step.next)}`),
  ...(steps.length > MOST_STEPS
    ? [`  and ${steps.length - MOST_STEPS} more ${kind}; --json names them all`]
    : []),
];
