import { agentFamily, domain, extension, path, pathTemplate, query } from './derive-text.ts';
import type { Dialect } from './dialect.ts';
import { raw, type Sql, sql } from './sql.ts';

/** SQL of one derivation: `input` is the field it is computed from, `numbers` are its further arguments. */
export interface Derivation {
  build(dialect: Dialect, input: Sql, numbers: readonly number[]): Sql;
  /** So slow per value that it pays to compute it once per distinct input. */
  readonly slow?: boolean;
}

const MICROS = 1_000_000;

/** By the names of kernel/field-call; `since_previous` is not among them because it looks at other rows. */
export const DERIVATIONS: Readonly<Record<string, Derivation>> = Object.freeze({
  path: { build: path },
  query: { build: query },
  domain: { build: domain },
  extension: { build: extension },
  path_template: { build: pathTemplate, slow: true },
  agent: { build: agentFamily, slow: true },
  length: { build: (dialect, input) => dialect.byteLength(input) },
  hour: { build: (dialect, input) => dialect.hourOfDay(input) },
  weekday: { build: (dialect, input) => dialect.dayOfWeek(input) },
  day: { build: (dialect, input) => dialect.bucket(input, 86_400) },
  megabytes: { build: (dialect, input) => sql`(${dialect.numeric(input)} / 1048576)` },
  outcome: { build: outcome },
  size_class: { build: sizeClass },
  subnet: {
    build: (dialect, input, [bits4 = 24, bits6 = 64]) => dialect.subnet(input, bits4, bits6),
    slow: true,
  },
} satisfies Record<string, Derivation>);

/** What a status of HTTP says; null for what is no status. */
function outcome(dialect: Dialect, status: Sql): Sql {
  const known = dialect.ifThen(sql`${status} < 400`, dialect.literal('success'), dialect.literal('failure'));
  return dialect.ifThen(sql`${status} between 100 and 599`, known, raw('null'));
}

/** `<1000`, `1000 to <1000000`, `>=1000000`; null stays null. */
function sizeClass(dialect: Dialect, input: Sql, numbers: readonly number[]): Sql {
  const edges = [...new Set(numbers)].sort((a, b) => a - b);
  const last = edges.at(-1) as number;
  const classes = edges.map((edge, index) => ({
    below: edge,
    label: index === 0 ? `<${edge}` : `${edges[index - 1]} to <${edge}`,
  }));
  const inner = classes.reduceRight(
    (otherwise, { below, label }) =>
      dialect.ifThen(sql`${input} < ${below}`, dialect.literal(label), otherwise),
    dialect.literal(`>=${last}`),
  );
  return dialect.ifThen(sql`${input} is null`, raw('null'), inner);
}

/** Seconds between a row's time and the time of the entity's row before it; null for the first and without entity or time. */
export const secondsSincePrevious = (
  dialect: Dialect,
  time: Sql,
  entity: Sql,
  order: readonly Sql[],
): Sql => {
  const micros = dialect.epochMicros(time);
  const before = dialect.previous(micros, entity, order);
  const seconds = sql`(${dialect.numeric(sql`(${micros} - ${before})`)} / ${MICROS})`;
  return dialect.ifThen(sql`${entity} is null`, raw('null'), seconds);
};
