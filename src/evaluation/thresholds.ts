import { UsageError } from '../kernel/errors.ts';
import type { Setting } from '../schema/settings.ts';

/** Which values of a setting to try; everything may be left out. */
export interface ThresholdChoice {
  readonly values?: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
}

const USUAL_STEPS = 13;
const MOST_STEPS = 1000;
/** Without bounds the values run from an eighth of the default to eight times it. */
const REACH = 8;
/** From here on a whole default is a count; below it may be a distance such as 3 standard deviations. */
const LEAST_COUNT = 10;

/**
 * The values of a setting to try, ascending: those that are listed, or `steps` of them
 * from `from` to `to`, evenly in their logarithm where both are above 0, else evenly.
 * Settings whose default is a whole number from 10 on get whole numbers.
 * @throws UsageError for values outside the setting's range and for an empty stretch
 * @example thresholdsFor(minimumErrors, { from: 10, to: 40, steps: 3 })  // [10, 20, 40]
 */
export const thresholdsFor = (setting: Setting, choice: ThresholdChoice): readonly number[] => {
  const { name, minimum, maximum } = setting;
  const values = choice.values ?? stretch(setting, choice);
  for (const value of values) {
    if (!(value >= minimum && value <= maximum)) {
      const range = `${minimum} to ${maximum} ${setting.unit}`.trimEnd();
      throw new UsageError(`${name} takes ${range}, not ${value}`);
    }
  }
  return [...new Set(values)].sort((left, right) => left - right);
};

const stretch = (setting: Setting, { from, to, steps = USUAL_STEPS }: ThresholdChoice): readonly number[] => {
  const usual = setting.default;
  const low = from ?? Math.max(setting.minimum, usual > 0 ? usual / REACH : setting.minimum);
  const high = to ?? Math.min(setting.maximum, usual > 0 ? usual * REACH : setting.maximum);
  if (!(Number.isInteger(steps) && steps >= 2 && steps <= MOST_STEPS))
    throw new UsageError(`steps must be a whole number from 2 to ${MOST_STEPS}, not ${steps}`);
  if (!(low < high)) throw new UsageError(`there is nothing to try between ${low} and ${high}`);
  const isWhole = Number.isInteger(usual) && usual >= LEAST_COUNT;
  return Array.from({ length: steps }, (_, index) => {
    const share = index / (steps - 1);
    const value = low > 0 ? low * (high / low) ** share : low + (high - low) * share;
    const exact = index === 0 ? low : index === steps - 1 ? high : Number(value.toPrecision(4));
    return isWhole ? Math.min(high, Math.max(low, Math.round(exact))) : exact;
  });
};
