import { hasKind, lineParser, type ParsedLine } from '../../src/formats/compile-javascript.ts';
import { compileFormat, withLayers } from '../../src/formats/compile-sql.ts';
import type { FormatDefinition, LineShape, ParseOptions } from '../../src/formats/definition.ts';
import { isoToMicros, microsToIso } from '../../src/kernel/time.ts';
import { DATASET_FIELDS, COMMON_FIELDS } from '../../src/schema/fields.ts';
import { join, raw, type Sql, sql } from '../../src/sql/sql.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import type { EventStore, LineStaging, Row, RowValue } from '../../src/store/event-store.ts';
import { mutate } from './mutate.ts';

const SEED = Number(process.env['LOGFENCE_SEED'] ?? 20_181_101);
const BATCH = 30_000;

const NEWEST = isoToMicros('2021-03-05T12:00:00Z') as bigint;
const OPTIONS: readonly ParseOptions[] = [
  { timeZone: 'UTC', newestMicros: NEWEST },
  { timeZone: 'Europe/Berlin', newestMicros: NEWEST },
  { timeZone: 'America/Sao_Paulo', newestMicros: isoToMicros('2020-03-01T00:00:00Z') as bigint },
];
/** Only stamps without zone look at the options. */
export const optionsFor = (format: FormatDefinition): readonly ParseOptions[] =>
  Object.values(format.fields).some((rule) => hasKind(rule, 'isoTime') || hasKind(rule, 'syslogTime'))
    ? OPTIONS
    : OPTIONS.slice(0, 1);

/** What became of one line: its kind, then the fields in the order of the definition. */
type Outcome = readonly RowValue[];

const typesOf = (format: FormatDefinition): readonly string[] => {
  const known = new Map(
    [...COMMON_FIELDS, ...(DATASET_FIELDS[format.dataset as 'web'] ?? []), ...(format.columns ?? [])].map(
      (field) => [field.name, field.type],
    ),
  );
  return Object.keys(format.fields).map((name) => known.get(name) ?? 'keyword');
};

const outcomeOf = (parsed: ParsedLine, types: readonly string[]): Outcome => {
  if (parsed.kind !== 'event') return [parsed.kind];
  const values = Object.values(parsed.fields).map((item, index): RowValue => {
    if (typeof item === 'object' && item !== null) return JSON.stringify(item);
    if (typeof item !== 'bigint') return item === 0 ? 0 : item;
    if (types[index] === 'date') return microsToIso(item);
    return Number.isSafeInteger(Number(item)) ? Number(item) : item.toString();
  });
  return ['event', ...values];
};

/** The same two ways that ingestion takes: cut strict lines, capture the others. */
const question = (store: EventStore, format: FormatDefinition, shape: LineShape, options: ParseOptions) => {
  const { dialect } = store;
  const compiled = compileFormat(dialect, format, shape, options);
  const types = typesOf(format);
  const typed = (values: readonly Sql[]): Sql =>
    join(
      values.map(
        (item, index) =>
          sql`cast(${item} as ${dialect.columnType(types[index] as 'keyword')}) as ${raw(`f${index}`)}`,
      ),
    );
  const nothing = types.map(() => raw('null'));
  return (table: Sql, number: Sql): Sql => {
    const staged = sql`(select ${number} as number, coalesce(line, '') as line, fits from ${table})`;
    const kind = sql`case when ${compiled.isSkipped} then 'skipped' when ${compiled.isExact} then 'event' else 'rejected' end`;
    const others = sql`(select number, line, ${kind} as kind from ${staged} as s where not fits)`;
    const captured = withLayers(
      sql`(select number, line from ${others} as o where kind = 'event')`,
      compiled.layers,
    );
    const exact = sql`select number, 'event' as kind, ${typed(compiled.exact)} from ${captured} as c`;
    const refused = sql`select number, kind, ${typed(nothing)} from ${others} as o where kind <> 'event'`;
    const strict =
      compiled.strict === null
        ? raw('')
        : sql` union all select number, 'event' as kind, ${typed(compiled.strict)} from ${staged} as s where fits`;
    return sql`select * from (${exact} union all ${refused}${strict}) as r order by number`;
  };
};

const rowOutcome = (row: Row): Outcome => {
  const [, kind, ...values] = Object.values(row);
  if (kind !== 'event') return [kind ?? null];
  return [
    'event',
    ...values.map((item) => (item === 0 ? 0 : Array.isArray(item) ? JSON.stringify(item) : item)),
  ];
};

const parseIn = async (
  store: EventStore & LineStaging,
  format: FormatDefinition,
  shape: LineShape,
  options: ParseOptions,
  lines: readonly string[],
): Promise<readonly Outcome[]> => {
  const staged = await store.beginLines(shape.strict?.pattern);
  try {
    await store.appendLines(staged, { text: lines.join('\n'), marks: [] });
    const rows = await store.query(question(store, format, shape, options)(raw(staged.table), staged.number));
    return rows.map(rowOutcome);
  } finally {
    await store.dropLines(staged);
  }
};

const sameOutcome = (left: Outcome | undefined, right: Outcome | undefined): boolean =>
  left !== undefined &&
  right !== undefined &&
  left.length === right.length &&
  left.every((item, index) => item === right[index]);

export interface Comparison {
  /** The first lines that were read differently. */
  readonly differences: readonly unknown[];
  readonly kinds: Readonly<Record<'event' | 'rejected' | 'skipped', number>>;
}

/** Reads mutants of real lines in JavaScript and in every store, and tells where they differ. */
export const compareReaders = async (
  stores: readonly (EventStore & LineStaging)[],
  reading: {
    readonly format: FormatDefinition;
    readonly shape: LineShape;
    readonly options: ParseOptions;
    readonly real: readonly string[];
    readonly mutants: number;
    readonly stream: string;
  },
): Promise<Comparison> => {
  const { format, shape, options, real, mutants } = reading;
  const parse = lineParser(format, shape, options);
  const types = typesOf(format);
  const random = RandomSource.fromSeed(SEED).stream(reading.stream);
  const differences: unknown[] = [];
  const kinds = { event: 0, rejected: 0, skipped: 0 };
  for (let done = 0; done < mutants; done += BATCH) {
    const size = Math.min(BATCH, mutants - done);
    // The real lines themselves come first.
    const lines = Array.from({ length: size }, (_, index) =>
      done === 0 && index < real.length && index < size / 10 ? (real[index] as string) : mutate(real, random),
    );
    const expected = lines.map((line) => outcomeOf(parse(line), types));
    for (const outcome of expected) kinds[outcome[0] as keyof typeof kinds] += 1;
    for (const store of stores) {
      const found = await parseIn(store, format, shape, options, lines);
      if (found.length !== lines.length)
        differences.push({ engine: store.dialect.name, lines: found.length });
      lines.forEach((line, index) => {
        if (sameOutcome(expected[index], found[index]) || differences.length >= 3) return;
        const names = ['kind', ...Object.keys(format.fields)];
        const differing = names.flatMap((name, at) =>
          expected[index]?.[at] === found[index]?.[at]
            ? []
            : [{ name, expected: expected[index]?.[at], found: found[index]?.[at] }],
        );
        differences.push({ line, engine: store.dialect.name, differing: differing.slice(0, 3) });
      });
    }
  }
  return { differences, kinds };
};
