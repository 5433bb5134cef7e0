import { LABEL_FIELDS } from '../schema/label-fields.ts';
import type { Dialect } from '../sql/dialect.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, LineStaging, LoadedDataset } from '../store/event-store.ts';

/** Neighbouring lines of one source that belong to an attack. */
export interface LabelledLines {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly attack: string;
}

type LabelStore = EventStore & Pick<LineStaging, 'keepRows'>;

const ROWS_PER_INSERT = 1000;
/** From so many lines on, a range is cheaper as a series of numbers than written out. */
const LONG_RANGE = 20;
let tables = 0;

/**
 * The same store with two more fields on every event: `label.attack` (true or false) and
 * `label.name`. The labels stay in a table of their own until the store that is given
 * back is closed, which closes the other one, too.
 */
export const labelEvents = async <Store extends LabelStore>(
  store: Store,
  lines: readonly LabelledLines[],
  suffix: string,
): Promise<Store> => {
  tables += 1;
  const table = `label_lines_${suffix.replaceAll(/[^a-z0-9]/g, '')}_${tables}`;
  await fillTable(store, table, lines);
  const datasets = async (): Promise<readonly LoadedDataset[]> =>
    (await store.datasets()).map((dataset) => labelled(store.dialect, dataset, table));
  const close = async (): Promise<void> => {
    await store.execute(sql`drop table if exists ${store.dialect.identifier(table)}`);
    await store.close();
  };
  const overrides: Readonly<Record<PropertyKey, unknown>> = { datasets, close };
  return new Proxy(store, {
    get: (target, key) => {
      if (Object.hasOwn(overrides, key)) return overrides[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

const fillTable = async (
  store: LabelStore,
  table: string,
  lines: readonly LabelledLines[],
): Promise<void> => {
  const { dialect } = store;
  const name = dialect.identifier(table);
  const typed = (item: Sql, type: 'keyword' | 'long', column: string): Sql =>
    sql`cast(${item} as ${dialect.columnType(type)}) as ${dialect.identifier(column)}`;
  const row = (path: Sql, line: Sql, attack: Sql): Sql =>
    sql`select ${join([typed(path, 'keyword', 'path'), typed(line, 'long', 'line'), typed(attack, 'keyword', 'attack')])}`;
  await store.keepRows(table, sql`${row(sql`${''}`, sql`0`, sql`${''}`)} where 1 = 0`);
  const long = lines.filter(isLong);
  for (const { path, firstLine, lastLine, attack } of long) {
    const numbers = dialect.series(firstLine, lastLine - firstLine + 1, 1);
    await store.execute(
      sql`insert into ${name} ${row(sql`${path}`, sql`s.n`, sql`${attack}`)} from ${numbers} as s`,
    );
  }
  const short = lines.filter((range) => !isLong(range)).flatMap(singleLines);
  for (let start = 0; start < short.length; start += ROWS_PER_INSERT) {
    const values = short
      .slice(start, start + ROWS_PER_INSERT)
      .map(({ path, line, attack }) => sql`(${dialect.literal(path)}, ${line}, ${dialect.literal(attack)})`);
    await store.execute(sql`insert into ${name} values ${join(values)}`);
  }
};

const isLong = ({ firstLine, lastLine }: LabelledLines): boolean => lastLine - firstLine >= LONG_RANGE;

const singleLines = ({ path, firstLine, lastLine, attack }: LabelledLines) =>
  Array.from({ length: lastLine - firstLine + 1 }, (_, index) => ({ path, line: firstLine + index, attack }));

const labelled = (dialect: Dialect, dataset: LoadedDataset, table: string): LoadedDataset => {
  const column = (alias: string, name: string): Sql =>
    sql`${dialect.identifier(alias)}.${dialect.identifier(name)}`;
  const own = dataset.fields.filter((field) => !LABEL_FIELDS.some((label) => label.name === field.name));
  const from = dataset.source ?? dialect.identifier(dataset.table);
  const isAttack = sql`cast(${column('l', 'attack')} is not null as ${dialect.columnType('boolean')})`;
  const columns = [
    ...own.map((field) => sql`${column('t', field.name)} as ${dialect.identifier(field.name)}`),
    sql`${isAttack} as ${dialect.identifier('label.attack')}`,
    sql`${column('l', 'attack')} as ${dialect.identifier('label.name')}`,
  ];
  const labels = sql`(select path, line, min(attack) as attack from ${dialect.identifier(table)} group by path, line)`;
  const joined = sql`${from} as t left join ${labels} as l on ${column('l', 'path')} = ${column('t', 'log.file.path')} and ${column('l', 'line')} = ${column('t', 'log.line')}`;
  return {
    ...dataset,
    fields: [...own, ...LABEL_FIELDS],
    source: sql`(select ${join(columns)} from ${joined})`,
  };
};
