import { microsToIso } from '../kernel/time.ts';
import { isUsuallyDerived } from '../schema/derived-fields.ts';
import type { Dialect } from '../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../sql/sql.ts';
import type { Condition, LeafCondition } from './condition.ts';
import { piecesPattern, searchPattern } from './wildcard.ts';

export interface CompileOptions {
  /**
   * A sub-query of the different values of a field, in a column `k`: address blocks are
   * then looked up once per address instead of once per event.
   */
  readonly distinctValues?: (field: string) => Sql;
}

/**
 * A condition as SQL that is true or false for every event, never null: a comparison
 * with a missing field is false, so `not` includes it.
 */
export const compileCondition = (dialect: Dialect, condition: Condition, options: CompileOptions = {}): Sql =>
  sql`coalesce(${compileWhere(dialect, condition, options)}, false)`;

/**
 * The same for places where null counts as false (`where`, filtered aggregates): bare
 * comparisons, which engines can use to skip blocks. Do not negate its result.
 */
export const compileWhere = (dialect: Dialect, condition: Condition, options: CompileOptions = {}): Sql => {
  switch (condition.kind) {
    case 'and':
      return sql`(${join(
        condition.items.map((item) => compileWhere(dialect, item)),
        ' and ',
      )})`;
    case 'or':
      return sql`(${join(alternatives(dialect, condition.items, options), ' or ')})`;
    case 'not':
      return sql`not ${compileCondition(dialect, condition.item, options)}`;
    case 'never':
      return raw('false');
    default:
      return leaf(dialect, condition, options);
  }
};

/** Many values of one field become one `in` list, many wildcards of a derived one a single pattern. */
const alternatives = (
  dialect: Dialect,
  items: readonly Condition[],
  options: CompileOptions,
): readonly Sql[] => {
  const lists = new Map<string, Sql[]>();
  const patterns = new Map<string, string[]>();
  const rest: Sql[] = [];
  for (const item of items) {
    const value = listable(item);
    if (value !== undefined) lists.set(value.field, [...(lists.get(value.field) ?? []), value.sql]);
    else if (isDerivedMatch(item))
      patterns.set(item.field, [...(patterns.get(item.field) ?? []), searchPattern(item.pieces)]);
    else rest.push(compileWhere(dialect, item, options));
  }
  const grouped = [...lists].map(([field, values]) => sql`${dialect.column(field)} in (${join(values)})`);
  const matched = [...patterns].map(([field, found]) =>
    dialect.matches(dialect.column(field), `(?:${found.join('|')})`),
  );
  return [...grouped, ...matched, ...rest];
};

/** A field that is computed whenever it is named: naming it once is worth a pattern. */
const isDerivedMatch = (item: Condition): item is Extract<LeafCondition, { kind: 'match' }> =>
  item.kind === 'match' && item.type === 'keyword' && isUsuallyDerived(item.field);

const listable = (item: Condition): { readonly field: string; readonly sql: Sql } | undefined => {
  if (item.kind === 'text' && item.type !== 'keywords') return { field: item.field, sql: sql`${item.value}` };
  if (item.kind === 'number' && item.operator === '=') return { field: item.field, sql: sql`${item.value}` };
  return undefined;
};

const leaf = (dialect: Dialect, condition: LeafCondition, options: CompileOptions): Sql => {
  const column = dialect.column(condition.field);
  switch (condition.kind) {
    case 'exists':
      return condition.type === 'keywords' ? dialect.listHasAny(column) : sql`${column} is not null`;
    case 'text':
      return condition.type === 'keywords'
        ? dialect.listContains(column, condition.value)
        : sql`${column} = ${condition.value}`;
    case 'textRange':
      return sql`${column} ${raw(condition.operator)} ${condition.value}`;
    case 'match':
      return wildcard(dialect, column, condition);
    case 'subnet':
      return inSubnet(dialect, column, condition, options);
    case 'boolean':
      return condition.value ? sql`${column}` : sql`not ${column}`;
    case 'number':
      return sql`${column} ${raw(condition.operator)} ${condition.value}`;
    case 'time':
      return timeBounds(dialect, column, condition);
  }
};

const inSubnet = (
  dialect: Dialect,
  column: Sql,
  { field, block }: Extract<LeafCondition, { kind: 'subnet' }>,
  { distinctValues }: CompileOptions,
): Sql => {
  if (distinctValues === undefined) return dialect.inSubnet(column, block);
  const key = raw('d.k');
  return sql`${column} in (select ${key} from (${distinctValues(field)}) as d where ${dialect.inSubnet(key, block)})`;
};

const wildcard = (
  dialect: Dialect,
  column: Sql,
  { type, pieces }: Extract<LeafCondition, { kind: 'match' }>,
): Sql => {
  if (type === 'keywords') return dialect.listMatches(column, piecesPattern(pieces));
  const text = type === 'keyword' || type === 'ip' ? column : dialect.toText(column);
  const [first = '', second = '', third = ''] = pieces;
  if (pieces.length === 2 && second === '') return dialect.startsWith(text, first);
  if (pieces.length === 3 && first === '' && third === '') return dialect.contains(text, second);
  return dialect.matches(text, piecesPattern(pieces));
};

// Stored times lie inside these years (see kernel/time); bounds beyond them mean the same and suit every engine.
const EARLIEST = -2_208_988_800_000_000n;
const LATEST = 10_382_256_000_000_000n;

const timeBounds = (
  dialect: Dialect,
  column: Sql,
  { from, until }: Extract<LeafCondition, { kind: 'time' }>,
): Sql => {
  const bounds = [
    ...(from === undefined ? [] : [sql`${column} >= ${timeLiteral(dialect, from)}`]),
    ...(until === undefined ? [] : [sql`${column} < ${timeLiteral(dialect, until)}`]),
  ];
  return sql`(${join(bounds, ' and ')})`;
};

const timeLiteral = (dialect: Dialect, micros: bigint): Sql => {
  const clamped = micros < EARLIEST ? EARLIEST : micros > LATEST ? LATEST : micros;
  return dialect.time(microsToIso(clamped));
};
