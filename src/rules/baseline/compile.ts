import type { FieldTypes } from '../../filter/check.ts';
import { checkFilter } from '../../filter/check.ts';
import { compileCondition } from '../../filter/compile.ts';
import { checkMetric, readMetrics } from '../../filter/metric.ts';
import { parseFilter } from '../../filter/parse.ts';
import { allOf, type FilterTree, filterFields } from '../../filter/tree.ts';
import { normalFieldName } from '../../kernel/field-call.ts';
import { NUMERIC_TYPES } from '../../kernel/field-type.ts';
import { UsageError } from '../../kernel/errors.ts';
import { unknownName } from '../../kernel/nearest.ts';
import type { Dialect } from '../../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import { type Atom, type AtomicRule, atomicRule, evaluateMetric } from './atoms.ts';
import { possibleOf, possibleSql } from './possible.ts';
import type { BaselineRule } from './rule.ts';

/** Which part of a rule an error is about. */
export type RulePart =
  | { readonly part: 'entity' | 'where' | 'peers' }
  | { readonly part: 'metric'; readonly name: string };

/** Where events are read from: a FROM fragment over the relation `e` with these fields, narrowed by a filter. */
export type EventsFrom = (fields: Iterable<string>, filter: FilterTree) => Sql;

export interface TableOptions {
  /** The query sees every event, so that distinct values can be counted instead of listed. */
  readonly wholeLog: boolean;
  /**
   * Windows that cannot be flagged come as one row for all that are alike: `copies` of them, without
   * window and with a made-up entity; and one row tells how many `entities` and `windows` there are.
   */
  readonly condensed?: boolean;
}

/** A rule that was held against the fields of a log. */
export interface CompiledRule {
  readonly rule: BaselineRule;
  readonly atoms: readonly Atom[];
  /** Atoms whose rows cannot be merged, so that only a whole log can be judged. */
  readonly unmergeable: readonly Atom[];
  /** Names everything that `table` depends on: rules with equal keys share one table. */
  readonly key: string;
  /** Whether `condensed` can be asked for: the baseline rests on all windows together, and some cannot be flagged. */
  readonly condensable: boolean;
  /** One row per window and entity: window, entity, peer, events, first, last and the atoms (`a0`, `a1`, ...). */
  table(dialect: Dialect, from: EventsFrom, options: TableOptions): Sql;
  /** The rule's metrics from a row's atoms; null where one divides by zero. */
  values(row: Readonly<Record<string, unknown>>): Readonly<Record<string, number | null>>;
}

const TIME = '@timestamp';
const OCCURRENCES = 'event.occurrences';

/** Most distinct values that a mergeable row lists; beyond it the count says "at least". */
export const MOST_DISTINCT_LISTED = 20_000;

/**
 * Looks up a rule's fields and compiles its table. Events that stand for several
 * (`event.occurrences`) count as many times in `count()` and `share()`.
 * @throws UsageError for unknown fields (naming the nearest), and metrics that are no numbers
 */
export const compileRule = (rule: BaselineRule, fields: FieldTypes): CompiledRule => {
  checkRuleFields(rule, fields, ({ part, ...rest }, error) => {
    const where = 'name' in rest ? `metric ${rest.name}` : part;
    throw new UsageError(`rule ${rule.name}, ${where}: ${error.message}`, error, error.details);
  });
  const atomic = atomicRule(rule.metrics);
  const entity = normalFieldName(rule.entity);
  const peers = rule.baseline.by.kind === 'peers' ? normalFieldName(rule.baseline.by.field) : null;
  return {
    rule,
    atoms: atomic.atoms,
    unmergeable: atomic.atoms.filter((atom) => atom.merge === 'none'),
    condensable: isCondensable(rule),
    key: `rule ${JSON.stringify([rule.dataset, entity, peers, rule.windowSeconds, rule.where, atomic.atoms.map((atom) => atom.key)])}`,
    table: (dialect, from, options) =>
      condensedSql({ dialect, from, options, rule, entity, peers, atomic, fields }),
    values: (row) => valuesOf(atomic, row),
  };
};

/** Hands every field problem of a rule to `complain`, with the part it is about. */
export const checkRuleFields = (
  rule: Pick<BaselineRule, 'entity' | 'where' | 'metrics' | 'baseline'>,
  fields: FieldTypes,
  complain: (part: RulePart, error: UsageError) => never,
): void => {
  const attempt = (part: RulePart, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (error instanceof UsageError) complain(part, error);
      throw error;
    }
  };
  attempt({ part: 'entity' }, () => requireField(rule.entity, fields));
  const { by } = rule.baseline;
  if (by.kind === 'peers') attempt({ part: 'peers' }, () => requireField(by.field, fields));
  const { where } = rule;
  if (where !== null) {
    attempt({ part: 'where' }, () =>
      checkFilter(parseFilter(where), fields, { what: 'filter', text: where }),
    );
  }
  rule.metrics.forEach(({ name }, index) => {
    attempt({ part: 'metric', name }, () => {
      const metric = readMetrics(rule.metrics.slice(0, index + 1), fields).at(-1);
      if (metric === undefined || NUMERIC_TYPES.has(metric.type)) return;
      throw new UsageError(`a rule's metric is a number, and this one is of type ${metric.type}`);
    });
  });
};

const requireField = (field: string, fields: FieldTypes): void => {
  if (fields.typeOf(normalFieldName(field)) !== undefined) return;
  throw unknownName('field', field, fields.names(), 'the command fields lists them');
};

interface TableParts {
  readonly dialect: Dialect;
  readonly from: EventsFrom;
  readonly options: TableOptions;
  readonly rule: BaselineRule;
  readonly entity: string;
  readonly peers: string | null;
  readonly atomic: AtomicRule;
  readonly fields: FieldTypes;
}

const isCondensable = (rule: BaselineRule): boolean => {
  const { by, sample, shrink } = rule.baseline;
  const bounds = [rule.train, rule.test].flatMap(({ sinceMicros, untilMicros }) => [
    sinceMicros,
    untilMicros,
  ]);
  return (
    by.kind === 'everything' &&
    sample.kind === 'all' &&
    shrink === 0 &&
    bounds.every((bound) => bound === null) &&
    possibleOf(rule) !== undefined
  );
};

const condensedSql = (parts: TableParts): Sql => {
  const { dialect, rule, atomic, options } = parts;
  const possible = possibleOf(rule);
  const table = tableSql(parts);
  if (options.condensed !== true || possible === undefined) return table;
  const name = (text: string): Sql => dialect.identifier(text);
  const atoms = atomic.atoms.map((_, index) => raw(`a${index}`));
  const [window, entity] = [name('window'), name('entity')];
  const alike = sql`select ${dialect.countAll()} as copies, ${join(atoms)} from g where not (${window} is null or ${possibleSql(possible, atomic, dialect)}) group by ${join(atoms)}`;
  const text = atoms.map((atom) => dialect.coalesce([dialect.toText(atom), dialect.literal('-')]));
  const label = dialect.concat([
    dialect.literal('alike'),
    ...text.flatMap((part) => [dialect.literal(' '), part]),
  ]);
  return sql`with g as (${table}),
    c as (${alike}),
    t as (select ${dialect.countDistinct(entity)} as entities, ${dialect.countDistinct(window)} as windows from g)
    select g.*, null as copies, null as entities, null as windows from g where ${window} is null or ${possibleSql(possible, atomic, dialect)}
    union all select null as ${window}, ${label} as ${entity}, null as ${name('peer')}, 0 as events, null as first, null as last, ${join(atoms)}, copies, null as entities, null as windows from c
    union all select null as ${window}, null as ${entity}, null as ${name('peer')}, 0 as events, null as first, null as last, ${join(atoms.map((atom) => sql`null as ${atom}`))}, null as copies, entities, windows from t`;
};

const tableSql = (parts: TableParts): Sql => {
  const { dialect, from, rule, entity, peers, atomic, fields } = parts;
  const name = (text: string): Sql => dialect.identifier(text);
  const weighted = fields.typeOf(OCCURRENCES) !== undefined;
  const time = dialect.column(TIME);
  const peer = peers === null ? raw('null') : dialect.minimum(dialect.toText(dialect.column(peers)));
  const columns = [
    sql`${dialect.epochMicros(dialect.bucket(time, rule.windowSeconds))} as ${name('window')}`,
    sql`${dialect.toText(dialect.column(entity))} as ${name('entity')}`,
    sql`${peer} as ${name('peer')}`,
    sql`${dialect.countAll()} as ${name('events')}`,
    sql`${dialect.minimum(dialect.epochMicros(time))} as ${name('first')}`,
    sql`${dialect.maximum(dialect.epochMicros(time))} as ${name('last')}`,
    ...atomic.atoms.map((atom, index) => sql`${atomSql(parts, atom, weighted)} as ${name(`a${index}`)}`),
  ];
  const wanted = new Set([
    TIME,
    entity,
    ...(peers === null ? [] : [peers]),
    ...(weighted ? [OCCURRENCES] : []),
  ]);
  for (const { tree } of atomic.atoms) {
    for (const field of checkMetric(tree, fields, new Map()).fields) wanted.add(field);
  }
  const present: FilterTree = { kind: 'exists', field: entity };
  const filter = rule.where === null ? present : allOf([parseFilter(rule.where), present]);
  for (const field of filterFields(filter)) wanted.add(field);
  return sql`select ${join(columns)} from ${from(wanted, filter)} group by 1, 2`;
};

const atomSql = (
  { dialect, fields, options }: TableParts,
  { tree, merge, weighted: weighable }: Atom,
  weighted: boolean,
): Sql => {
  const plain = (): Sql => {
    const weight = dialect.coalesce([dialect.column(OCCURRENCES), raw('1')]);
    return checkMetric(tree, fields, new Map()).sql(dialect, weighted && weighable ? { weight } : {});
  };
  if (merge !== 'set' || options.wholeLog || tree.field === undefined) return plain();
  const column = dialect.toText(dialect.column(tree.field));
  if (tree.filter === undefined) return dialect.distinctList(column, MOST_DISTINCT_LISTED);
  const where = compileCondition(dialect, checkFilter(tree.filter, fields));
  return dialect.distinctList(dialect.ifThen(where, column, raw('null')), MOST_DISTINCT_LISTED);
};

const valuesOf = (
  { atoms, metrics }: AtomicRule,
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number | null>> => {
  const positions = new Map(atoms.map((atom, index) => [atom.key, `a${index}`]));
  const atom = (key: string): number | null => {
    const value = row[positions.get(key) ?? ''];
    if (Array.isArray(value)) return value.length;
    return value === null || value === undefined ? null : Number(value);
  };
  return Object.fromEntries(metrics.map(({ name, metric }) => [name, evaluateMetric(metric, atom)]));
};
