import type { Finding } from '../schema/finding.ts';
import { commonLines, type LineSet } from './line-set.ts';
import type { ResolvedAttack } from './resolve-labels.ts';
import { shareOfTime } from './time-overlap.ts';

/** A finding with the events its filter selects. */
export interface FindingLines {
  readonly finding: Finding;
  readonly lines: LineSet;
}

/** A finding held against the truth: the attacks it shows, none for a false one. */
export interface MatchedFinding extends FindingLines {
  readonly attacks: readonly ResolvedAttack[];
  readonly isTrue: boolean;
}

/**
 * A finding is true when at least the share `overlap` of its events are attacked
 * ones; it then shows every attack it shares an event with. A finding without
 * events (a silence) is true for attacks without events whose time it shares.
 */
export const matchFinding = (
  item: FindingLines,
  attacks: readonly ResolvedAttack[],
  attackedLines: LineSet,
  overlap: number,
): MatchedFinding => {
  if (item.lines.size === 0) {
    const silent = attacks.filter(
      (attack) => isSilence(attack) && shareOfTime(attack, item.finding) >= overlap,
    );
    return { ...item, attacks: silent, isTrue: silent.length > 0 };
  }
  const isTrue = commonLines(item.lines, attackedLines).size >= overlap * item.lines.size;
  const shown = isTrue ? attacks.filter((attack) => commonLines(item.lines, attack.lines).size > 0) : [];
  return { ...item, attacks: shown, isTrue };
};

/** No event for a time; an attack of no length without events did nothing at all. */
const isSilence = ({ lines, start, end }: ResolvedAttack): boolean =>
  lines.size === 0 && start !== null && end !== null && start < end;

/** When an attack was first seen. */
export interface Detection {
  readonly attack: string;
  /** Id of the finding that was complete first. */
  readonly finding: string;
  /** From the attack's start to the first event of any true finding about it. */
  readonly secondsToFirstEvidence: number | null;
  /** From the attack's start to the last event of the finding that was complete first. */
  readonly secondsToDetection: number | null;
}

/** The first detection of each attack that has one. */
export const detectionsOf = (
  attacks: readonly ResolvedAttack[],
  matched: readonly MatchedFinding[],
): Detection[] =>
  attacks.flatMap((attack) => {
    const showing = matched.filter((item) => item.attacks.includes(attack)).map(({ finding }) => finding);
    const first = showing.sort((left, right) => compareTimes(left.end, right.end))[0];
    if (first === undefined) return [];
    const starts = showing.flatMap(({ start }) => (start === null ? [] : [start])).sort();
    return [
      {
        attack: attack.attack.id,
        finding: first.id,
        secondsToFirstEvidence: delay(attack.start, starts[0] ?? null),
        secondsToDetection: delay(attack.start, first.end),
      },
    ];
  });

const compareTimes = (left: string | null, right: string | null): number =>
  (left ?? '~') < (right ?? '~') ? -1 : (left ?? '~') > (right ?? '~') ? 1 : 0;

/** Seconds between two moments, never below 0: a log that cuts fractions seems to see the future. */
const delay = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
