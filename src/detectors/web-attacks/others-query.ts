import { path } from '../../sql/derive-text.ts';
import type { Dialect } from '../../sql/dialect.ts';
import { join, raw, type Sql, sql } from '../../sql/sql.ts';
import type { AggregateContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { bodySize, columnsOf, ENTITY, METHOD, SIZE, STATUS, TARGET, TIME } from './row-columns.ts';
import { LATER_KEPT, PROGRAMS_KEPT, SEPARATOR, USUAL_KEPT } from './sent.ts';

/** The path of a program that a server runs. */
const PROGRAM = '(?i)[.](?:php[0-9]?|phtml|pht|aspx?|ashx|jspx?|cgi|pl|py|sh)$';

const nobodyOdd = (dialect: Dialect): Sql => sql`${dialect.column(ENTITY)} not in (select a from c)`;
const isGood = (status: Sql): Sql => sql`(${status} >= 200 and ${status} < 300)`;

/** What others were answered on the paths asked for, and on the programs that those who sent something odd were given. */
export const usualPart = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const source = eventSource(context);
  const own = path(dialect, dialect.column(TARGET));
  const status = dialect.column(STATUS);
  const ordinary = sql`(${isGood(status)} or ${status} in (401, 403)) and ${nobodyOdd(dialect)}`;
  const size = dialect.ifThen(isGood(status), bodySize(dialect), raw('null'));
  const rows = sql`select ${own} as k, ${isGood(status)} as g, ${size} as b from ${source.from([TARGET, STATUS, SIZE, ENTITY, METHOD], undefined, ordinary)}`;
  // As one expression, so that the pattern is not tried on what everybody was given.
  const isProgram = dialect.ifThen(
    sql`${dialect.column(ENTITY)} in (select a from c)`,
    dialect.matches(own, PROGRAM),
    raw('false'),
  );
  const given = sql`${isGood(status)} and ${isProgram}`;
  const asked = sql`select ${path(dialect, raw('t'))} as k from c where t is not null union all select ${own} as k from ${source.from([TARGET, STATUS, ENTITY], undefined, given)}`;
  const whole = [
    dialect.countWhere(raw('g')),
    dialect.countWhere(raw('not g')),
    dialect.countWhere(raw('b is not null')),
    dialect.minimum(raw('b')),
  ];
  const numbers = [...whole, ...[0.25, 0.5, 0.75].map((share) => dialect.quantile(raw('b'), share))];
  const columns = join(numbers.map((number, index) => sql`${number} as ${raw(`q${index}`)}`));
  // In an expression the engine keeps the few paths at hand; a condition alone it would turn round and keep all events.
  const perPath = sql`select k, ${columns} from (${rows}) as x where coalesce(k in (${asked}), false) group by k`;
  const bar = dialect.literal(SEPARATOR);
  const text = dialect.concat([
    ...numbers.flatMap((_, index) => {
      const number = raw(`q${index}`);
      const text = index < whole.length ? dialect.wholeText(number) : dialect.toText(number);
      return [dialect.coalesce([text, dialect.literal('')]), bar];
    }),
    raw('k'),
  ]);
  const part = { usual: dialect.distinctList(raw('p'), USUAL_KEPT) };
  return sql`select ${columnsOf(dialect, part)} from (select ${text} as p from (${perPath}) as y) as q having ${dialect.countAll()} > 0`;
};

/** How many answers those were given who sent nothing odd. */
export const ordinaryPart = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const ordinary = sql`${isGood(dialect.column(STATUS))} and ${nobodyOdd(dialect)}`;
  const events = eventSource(context).from([STATUS, ENTITY], undefined, ordinary);
  return sql`select ${columnsOf(dialect, { answered: dialect.countAll() })} from ${events} having ${dialect.countAll()} > 0`;
};

/** What each address asked for after the last request that the sieve held back. */
export const laterPart = (context: AggregateContext): Sql => {
  const { dialect } = context.store;
  const time = dialect.epochMicros(dialect.column(TIME));
  const suspects = sql`${dialect.column(ENTITY)} in (select a from c)`;
  const rows = sql`select ${dialect.column(ENTITY)} as a, ${time} as z, ${dialect.column(STATUS)} as s, ${dialect.column(METHOD)} as m, ${path(dialect, dialect.column(TARGET))} as k from ${eventSource(context).from([TIME, ENTITY, STATUS, METHOD, TARGET], undefined, suspects)}`;
  const ends = sql`select a as u, max(l) as e from c group by a`;
  const good = isGood(raw('s'));
  const program = sql`${good} and ${dialect.matches(raw('k'), PROGRAM)}`;
  const part = {
    entity: raw('a'),
    later: dialect.countAll(),
    laterAnswered: dialect.countWhere(good),
    laterPosts: dialect.countWhere(sql`${good} and m = ${dialect.literal('POST')}`),
    laterPaths: dialect.distinctList(dialect.ifThen(good, raw('k'), raw('null')), LATER_KEPT),
    laterPrograms: dialect.distinctList(dialect.ifThen(program, raw('k'), raw('null')), PROGRAMS_KEPT),
  };
  return sql`select ${columnsOf(dialect, part)} from (${rows}) as x inner join (${ends}) as y on x.a = y.u where z > e group by a`;
};
