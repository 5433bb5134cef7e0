import { parseTimeSpan } from '../filter/time-span.ts';
import { UsageError } from '../kernel/errors.ts';
import { microsToIso } from '../kernel/time.ts';
import type { Period } from '../rules/baseline/rule.ts';
import type { AdaptRule } from './rule-files.ts';

/** A period that baselines are built on, and a later or earlier one that is judged. */
export interface TimeSplit {
  readonly train: Period;
  readonly test: Period;
}

/** How detectors run, and which events are judged. */
export interface WayToJudge {
  readonly name: 'same period' | 'earlier period';
  /** Filter: what the detectors see. */
  readonly seen: string;
  /** Filter: what is judged. */
  readonly judged: string;
  readonly adapt: AdaptRule;
  /** ISO 8601: findings that end before say nothing about what is judged. */
  readonly since: string | null;
}

const form = 'write it like 2018-11-01..2018-11-20; each side may be missing, the end is not part of it';

/**
 * The periods of `--train` and `--test`; one that is missing is what lies before or after the other.
 * @throws UsageError for periods that cannot be read, overlap, or leave nothing for the other
 */
export const timeSplit = (train: string | undefined, test: string | undefined): TimeSplit => {
  const given = {
    train: train === undefined ? undefined : periodOf(train, '--train'),
    test: test === undefined ? undefined : periodOf(test, '--test'),
  };
  const split = {
    train: given.train ?? { sinceMicros: null, untilMicros: given.test?.sinceMicros ?? null },
    test: given.test ?? { sinceMicros: given.train?.untilMicros ?? null, untilMicros: null },
  };
  const [end, start] = [split.train.untilMicros, split.test.sinceMicros];
  if (end === null || start === null || end > start) {
    throw new UsageError(
      `what is judged must begin where the training ends, or later: --train ${train ?? 'START..END'} --test ${test ?? 'END..'}; ${form}`,
    );
  }
  return split;
};

const periodOf = (text: string, option: string): Period => {
  const sides = text.split('..');
  const bound = (side: string): number | null => {
    if (side.trim() === '') return null;
    const span = parseTimeSpan(side.trim());
    if (span === undefined) throw new UsageError(`${option} ${text}: "${side}" is no time; ${form}`);
    return Number(span.from);
  };
  if (sides.length !== 2) throw new UsageError(`${option} ${text}: a period has two ends; ${form}`);
  const [sinceMicros, untilMicros] = [bound(sides[0] as string), bound(sides[1] as string)];
  if (sinceMicros !== null && untilMicros !== null && sinceMicros >= untilMicros)
    throw new UsageError(`${option} ${text}: the period ends before it begins; ${form}`);
  return { sinceMicros, untilMicros };
};

const isoOf = (micros: number): string => microsToIso(BigInt(micros));

const filterOf = ({ sinceMicros, untilMicros }: Period, where: string | undefined): string =>
  [
    ...(where === undefined ? [] : [`(${where})`]),
    ...(sinceMicros === null ? [] : [`@timestamp >= "${isoOf(sinceMicros)}"`]),
    ...(untilMicros === null ? [] : [`@timestamp < "${isoOf(untilMicros)}"`]),
  ].join(' and ');

/** As the login lab does: the baseline comes from the very events that are judged. */
export const samePeriod = ({ test }: TimeSplit, where?: string): WayToJudge => {
  const judged = filterOf(test, where);
  return {
    name: 'same period',
    seen: judged,
    judged,
    adapt: (rule) => ({ ...rule, train: test, test }),
    since: null,
  };
};

/** The baseline comes from the training period; the other detectors see it as the past. */
export const earlierPeriod = ({ train, test }: TimeSplit, where?: string): WayToJudge => ({
  name: 'earlier period',
  seen:
    filterOf({ sinceMicros: train.sinceMicros, untilMicros: test.untilMicros }, where) || '@timestamp : *',
  judged: filterOf(test, where),
  adapt: (rule) => ({ ...rule, train, test }),
  since: test.sinceMicros === null ? null : isoOf(test.sinceMicros),
});

/** The training period alone, judged by itself: what a threshold is chosen on. */
export const trainingOnly = ({ train }: TimeSplit, where?: string): WayToJudge =>
  samePeriod({ train, test: train }, where);
