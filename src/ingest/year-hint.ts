import { open } from 'node:fs/promises';
import { hasKind, lineParser } from '../formats/compile-javascript.ts';
import type { FormatDefinition, LineShape, ParseOptions } from '../formats/definition.ts';
import { microsToIso } from '../kernel/time.ts';
import { YEAR_GUESSED } from '../schema/accounting.ts';
import type { ByteSource } from '../sources/source.ts';
import type { ChosenFormat } from './choose-format.ts';

const DAY_MICROS = 86_400_000_000n;
/** With a leap day, so that 29 February stays one. */
const FOUR_YEARS_MICROS = 1461n * DAY_MICROS;

export interface YearHint {
  readonly options: ParseOptions;
  /** Remarks for people: the zone that was assumed, a year that had to be guessed. */
  readonly notes: readonly string[];
}

/**
 * Settles what zone and year stamps without one belong to. A given year holds for the newest
 * stamp; else the newest stamp is not after the source's last change (give or take
 * a day, since its zone is unknown). Stamps that would be newer belong to the year before.
 */
export const settleYear = async (
  chosen: ChosenFormat,
  source: ByteSource,
  completeBytes: number | undefined,
  options: { readonly year?: number; readonly timeZone: string; readonly now: () => number },
): Promise<YearHint> => {
  const { format, shape } = chosen;
  const { year, timeZone } = options;
  const modifiedMicros = BigInt(Math.floor(source.modifiedMilliseconds ?? options.now())) * 1000n;
  const has = (kind: 'isoTime' | 'syslogTime'): boolean =>
    Object.values(format.fields).some((rule) => hasKind(rule, kind));
  if (!has('isoTime') && !has('syslogTime')) {
    return { options: { timeZone, newestMicros: modifiedMicros }, notes: [] };
  }
  const lines = [...chosen.sample, ...(await lastLines(source, completeBytes))];
  const notes = isZoneAssumed(format, shape, lines, modifiedMicros + DAY_MICROS)
    ? [`times carry no zone and were read as ${timeZone}; --time-zone names another`]
    : [];
  if (!has('syslogTime')) return { options: { timeZone, newestMicros: modifiedMicros }, notes };
  if (year !== undefined) {
    return { options: { timeZone, newestMicros: newestOfYear(format, shape, lines, timeZone, year) }, notes };
  }
  const guess = { timeZone, newestMicros: modifiedMicros + DAY_MICROS };
  const earlier = { timeZone, newestMicros: guess.newestMicros - FOUR_YEARS_MICROS };
  if (!timesDiffer(format, shape, lines, guess, earlier)) return { options: guess, notes };
  const last = stampsOf(format, shape, lines, guess).at(-1) ?? guess.newestMicros;
  const shown = microsToIso(last).slice(0, 4);
  const from = source.modifiedMilliseconds === undefined ? 'the present time' : 'the time of its last change';
  return {
    options: guess,
    notes: [...notes, `${YEAR_GUESSED}, taken as ${shown} from ${from}; --year sets it`],
  };
};

/** Whether a line's time depends on the zone it is read in: then the line itself names none. */
const isZoneAssumed = (
  format: FormatDefinition,
  shape: LineShape,
  lines: readonly string[],
  newestMicros: bigint,
): boolean => {
  const [here, elsewhere] = ['UTC', 'Etc/GMT-12'].map((timeZone) => ({ timeZone, newestMicros }));
  return timesDiffer(format, shape, lines, here as ParseOptions, elsewhere as ParseOptions);
};

/** Whether the time of a line follows from the options, and not from the line alone. */
const timesDiffer = (
  format: FormatDefinition,
  shape: LineShape,
  lines: readonly string[],
  ...options: readonly [ParseOptions, ParseOptions]
): boolean => {
  const [here, elsewhere] = options.map((each) => lineParser(format, shape, each));
  return lines.some((line) => {
    const [one, other] = [here?.(line), elsewhere?.(line)];
    if (one?.kind !== 'event' || other?.kind !== 'event') return false;
    return one.fields['@timestamp'] !== other.fields['@timestamp'];
  });
};

const TAIL_BYTES = 64 * 1024;

/** The last complete lines of a plain file: with the sample they show which way the stamps run. */
const lastLines = async (
  source: ByteSource,
  completeBytes: number | undefined,
): Promise<readonly string[]> => {
  if (source.file === undefined || completeBytes === undefined) return [];
  const handle = await open(source.file, 'r');
  try {
    const length = Math.min(TAIL_BYTES, completeBytes);
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, completeBytes - length);
    return tail.toString('utf8').split('\n').slice(1, -1);
  } finally {
    await handle.close();
  }
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
