import { lineParser } from '../formats/compile-javascript.ts';
import type { FormatDefinition, LineShape, ParseOptions } from '../formats/definition.ts';
import { microsToIso } from '../kernel/time.ts';

const DAY_MICROS = 86_400_000_000n;

export interface YearHint {
  readonly options: ParseOptions;
  /** A remark for people when a year had to be guessed. */
  readonly note?: string;
}

/**
 * Settles what year stamps without one belong to. A given year holds for the newest
 * stamp; else the newest stamp is not after the source's last change (give or take
 * a day, since its zone is unknown). Stamps that would be newer belong to the year before.
 */
export const settleYear = (
  format: FormatDefinition,
  shape: LineShape,
  lines: readonly string[],
  given: { readonly year?: number; readonly timeZone: string; readonly modifiedMicros: bigint },
): YearHint => {
  const { year, timeZone, modifiedMicros } = given;
  if (!Object.values(format.fields).some((rule) => rule.kind === 'syslogTime')) {
    return { options: { timeZone, newestMicros: modifiedMicros } };
  }
  if (year !== undefined)
    return { options: { timeZone, newestMicros: newestOfYear(format, shape, lines, timeZone, year) } };
  const newestMicros = modifiedMicros + DAY_MICROS;
  const options = { timeZone, newestMicros };
  const stamps = stampsOf(format, shape, lines, options);
  const last = stamps.at(-1);
  const shown = last === undefined ? microsToIso(newestMicros).slice(0, 4) : microsToIso(last).slice(0, 4);
  return {
    options,
    note: `stamps carry no year: taken as ${shown} (from the time of the last change; --year sets it)`,
  };
};

const endOfYear = (year: number): bigint => BigInt(Date.UTC(year + 1, 0, 1)) * 1000n - 1n;

/** With a given year the newest stamp lies in it; a sample that runs backwards crosses New Year. */
const newestOfYear = (
  format: FormatDefinition,
  shape: LineShape,
  lines: readonly string[],
  timeZone: string,
  year: number,
): bigint => {
  const end = endOfYear(year);
  const stamps = stampsOf(format, shape, lines, { timeZone, newestMicros: end });
  const [first, last] = [stamps[0], stamps.at(-1)];
  if (first === undefined || last === undefined || first <= last + DAY_MICROS) return end;
  return last + DAY_MICROS;
};

const stampsOf = (
  format: FormatDefinition,
  shape: LineShape,
  lines: readonly string[],
  options: ParseOptions,
): readonly bigint[] => {
  const parse = lineParser(format, shape, options);
  return lines.flatMap((line) => {
    const parsed = parse(line);
    const time = parsed.kind === 'event' ? parsed.fields['@timestamp'] : null;
    return typeof time === 'bigint' ? [time] : [];
  });
};
