import type { Dialect } from '../../sql/dialect.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';

export const ENTITY = 'source.ip';
export const TIME = '@timestamp';
export const TARGET = 'url.original';
export const AGENT = 'user_agent.original';
export const REFERRER = 'http.request.referrer';
export const METHOD = 'http.request.method';
export const STATUS = 'http.response.status_code';
export const SIZE = 'http.response.body.bytes';

export const FIELDS = [TIME, ENTITY, TARGET, AGENT, REFERRER, METHOD, STATUS, SIZE] as const;

/** Every column of the answer; a part that has none gives null, or no elements. */
const LISTS = ['sent', 'usual', 'laterPaths', 'laterPrograms'] as const;
const NUMBERS = ['requests', 'answered', 'first', 'last', 'later', 'laterAnswered', 'laterPosts'] as const;
type Part = Partial<Record<'window' | 'entity' | (typeof LISTS)[number] | (typeof NUMBERS)[number], Sql>>;

export const columnsOf = (dialect: Dialect, part: Part): Sql => {
  const absent = (type: 'keyword' | 'long'): Sql => sql`cast(null as ${dialect.columnType(type)})`;
  const named = (expression: Sql, name: string): Sql => sql`${expression} as ${dialect.identifier(name)}`;
  return join([
    named(part.window ?? absent('long'), 'window'),
    named(part.entity ?? absent('keyword'), 'entity'),
    ...LISTS.map((name) => named(part[name] ?? dialect.distinctList(absent('keyword'), 1), name)),
    ...NUMBERS.map((name) => named(part[name] ?? absent('long'), name)),
  ]);
};

/** An answer to HEAD has no body, so its size says nothing. */
export const bodySize = (dialect: Dialect): Sql =>
  sql`case when coalesce(${dialect.column(METHOD)}, '') <> 'HEAD' then ${dialect.column(SIZE)} end`;
