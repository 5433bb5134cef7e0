import { UsageError } from '../kernel/errors.ts';
import { comparable } from './address-form.ts';
import type { Confusion } from './confusion.ts';
import { commonLines, type LineSet, unionOfLines } from './line-set.ts';
import type { FindingLines } from './match-findings.ts';
import type { EntityValues, ResolvedAttack } from './resolve-labels.ts';
import { shareOfTime, type Stretch } from './time-overlap.ts';

/** What a method flagged of the things that are counted, and how often it was right. */
export interface UnitCount extends Confusion {
  readonly flagged: number;
  readonly notes: readonly string[];
}

/** Counts one kind of thing: entities, events or windows. */
export interface Unit {
  readonly by: 'entity' | 'event' | 'window';
  /** One sentence for people: what is counted, and when it counts as attacked and as flagged. */
  readonly definition: string;
  readonly population: number;
  readonly positives: number;
  count(findings: readonly FindingLines[]): UnitCount;
}

/**
 * Counts the values of one field, as the login lab counts addresses. A labelled
 * value that never occurs counts as missed.
 */
export const entityUnit = (field: string, values: EntityValues, attacks: readonly ResolvedAttack[]): Unit => {
  const labelled = attacks
    .flatMap(({ attack }) => attack.entities)
    .filter((entity) => entity.field === field);
  const positives = new Set(labelled.map((entity) => comparable(field, entity.value)));
  const unseen = [...positives].filter((value) => !values.has(value)).length;
  const population = values.size + unseen;
  return {
    by: 'entity',
    definition: `each value of ${field} counts once: attacked when the truth names it, flagged when a finding is about it`,
    population,
    positives: positives.size,
    count: (findings) => {
      const own = findings.filter(({ finding }) => finding.entity.field === field);
      const flagged = new Set(own.map(({ finding }) => comparable(field, finding.entity.value)));
      const tp = [...flagged].filter((value) => positives.has(value)).length;
      const fp = flagged.size - tp;
      const fn = positives.size - tp;
      const tn = [...values.keys()].filter((value) => !flagged.has(value) && !positives.has(value)).length;
      return {
        flagged: flagged.size,
        ...{ tp, fp, tn, fn },
        notes: otherEntities(field, findings),
      };
    },
  };
};

const otherEntities = (field: string, findings: readonly FindingLines[]): string[] => {
  const others = findings.filter(({ finding }) => finding.entity.field !== field);
  if (others.length === 0) return [];
  const fields = [...new Set(others.map(({ finding }) => finding.entity.field))].sort().join(', ');
  return [
    `${others.length} findings are about ${fields} and not about ${field}, so they flag nothing here; --by event counts them`,
  ];
};

/** Counts events. */
export const eventUnit = (everything: LineSet, attacks: readonly ResolvedAttack[]): Unit => {
  const positives = unionOfLines(attacks.map((attack) => attack.lines));
  return {
    by: 'event',
    definition:
      'each event counts once: attacked when the truth labels it, flagged when the filter of a finding selects it',
    population: everything.size,
    positives: positives.size,
    count: (findings) => {
      const flagged = unionOfLines(findings.map((item) => item.lines));
      const tp = commonLines(flagged, positives).size;
      const fp = flagged.size - tp;
      const fn = positives.size - tp;
      return { flagged: flagged.size, tp, fp, fn, tn: everything.size - tp - fp - fn, notes: [] };
    },
  };
};

/**
 * Counts windows of the log's period. A window is attacked, or flagged, when it
 * shares at least `overlap` of the shorter of the two with an attack, or a finding.
 * @throws UsageError when the log has no time
 */
export const windowUnit = (
  period: Stretch,
  windowSeconds: number,
  overlap: number,
  attacks: readonly ResolvedAttack[],
): Unit => {
  const windows = windowsOf(period, windowSeconds);
  const touched = (stretches: readonly Stretch[]): boolean[] =>
    windows.map((window) => stretches.some((stretch) => shareOfTime(window, stretch) >= overlap));
  const attacked = touched(attacks);
  return {
    by: 'window',
    definition: `each window of ${windowSeconds} seconds counts once: attacked, or flagged, when it shares at least ${overlap} of the shorter of the two with an attack, or with a finding`,
    population: windows.length,
    positives: attacked.filter(Boolean).length,
    count: (findings) => {
      const flagged = touched(findings.map(({ finding }) => finding));
      const of = (isFlagged: boolean, isAttacked: boolean): number =>
        windows.filter((_, index) => flagged[index] === isFlagged && attacked[index] === isAttacked).length;
      return {
        flagged: flagged.filter(Boolean).length,
        tp: of(true, true),
        fp: of(true, false),
        tn: of(false, false),
        fn: of(false, true),
        notes: [],
      };
    },
  };
};

const MOST_WINDOWS = 1_000_000;

const windowsOf = ({ start, end }: Stretch, windowSeconds: number): Stretch[] => {
  if (start === null || end === null) {
    throw new UsageError('no event has a time, so windows cannot be counted; use --by event or --by entity');
  }
  const step = windowSeconds * 1000;
  const first = Math.floor(Date.parse(start) / step) * step;
  const count = Math.floor((Date.parse(end) - first) / step) + 1;
  if (count > MOST_WINDOWS) throw new UsageError(`${count} windows are too many; choose a longer --window`);
  return Array.from({ length: count }, (_, index) => ({
    start: new Date(first + index * step).toISOString(),
    end: new Date(first + (index + 1) * step).toISOString(),
  }));
};
