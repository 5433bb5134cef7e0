import { UsageError } from './errors.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = Object.freeze({
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
});

/**
 * Whole seconds of a duration such as 30s, 15m (or 15min), 1h, 7d. Calendar units
 * (months) are refused because their length varies. Throws UsageError.
 * @example durationSeconds('1h')  // 3600
 */
export const durationSeconds = (text: string): number => {
  const match = /^([0-9]{1,9})(s|sec|m|min|h|d)$/i.exec(text.trim());
  const unit = UNIT_SECONDS[(match?.[2] ?? '').toLowerCase()];
  const seconds = match === null || unit === undefined ? 0 : Number(match[1]) * unit;
  if (seconds < 1 || seconds > 10 * 366 * 86_400) {
    throw new UsageError(
      `"${text}" is no duration: write a number and s, m, h or d, such as 30s, 15m, 1h or 1d`,
    );
  }
  return seconds;
};
