import { UsageError } from '../kernel/errors.ts';
import { join, sql } from '../sql/sql.ts';
import type { EventStore, Row, RowValue } from '../store/event-store.ts';
import type { Answer, QuestionOptions } from './answer.ts';
import { openScope } from './scope.ts';
import { shapeRows } from './shape-rows.ts';

export interface CrosstabOptions extends QuestionOptions {
  readonly row: string;
  readonly column: string;
  /** What the shares of a table add up to 1 over: each row, each column, or all cells (the default). */
  readonly normalize?: 'row' | 'column' | 'all';
}

const MAXIMUM_CELLS = 1_000_000;

/**
 * Contingency table of two fields: one row per cell, empty cells and missing values
 * included, `{row, column, count, share}`, ordered by row and column value. A share of
 * nothing is null.
 * @throws UsageError when the table would have more than a million cells
 */
export const crosstab = async (store: EventStore, options: CrosstabOptions): Promise<Answer> => {
  const scope = await openScope(store, options);
  const { dialect, catalog } = scope;
  const fields = [options.row, options.column].map((field) => catalog.require(field));
  const [row, column] = fields.map((field) => dialect.column(field.name));
  const { row: rowField, column: columnField } = options;
  if (row === undefined || column === undefined) throw new UsageError('crosstab takes two fields');
  const found = await scope.ask(
    sql`select ${row} as ${dialect.identifier('row')}, ${column} as ${dialect.identifier('column')}, ${scope.count()} as ${dialect.identifier('count')} from ${scope.from([...fields.map((field) => field.name), ...scope.countFields])} group by ${join([row, column])}`,
  );
  const rows = withShares(allCells(found, rowField, columnField), options.normalize ?? 'all');
  const [rowType, columnType] = fields.map((field) => field.type);
  return shapeRows(
    rows,
    [
      { name: 'row', type: rowType ?? 'keyword' },
      { name: 'column', type: columnType ?? 'keyword' },
      { name: 'count', type: 'long' },
      { name: 'share', type: 'share' },
    ],
    options,
    [
      { column: 'row', descending: false },
      { column: 'column', descending: false },
    ],
  );
};

interface Cell {
  readonly row: RowValue;
  readonly column: RowValue;
  readonly count: number;
}

const keyOf = (value: RowValue): string => JSON.stringify(value);

const allCells = (found: readonly Row[], rowField: string, columnField: string): readonly Cell[] => {
  const rows = new Map(found.map((cell) => [keyOf(cell['row'] ?? null), cell['row'] ?? null]));
  const columns = new Map(found.map((cell) => [keyOf(cell['column'] ?? null), cell['column'] ?? null]));
  if (rows.size * columns.size > MAXIMUM_CELLS) {
    throw new UsageError(
      `${rows.size} values of ${rowField} by ${columns.size} of ${columnField} make too large a table; narrow it with --where or use counts ${columnField} --given ${rowField}`,
    );
  }
  const filled = new Map(
    found.map((cell) => [
      `${keyOf(cell['row'] ?? null)} ${keyOf(cell['column'] ?? null)}`,
      Number(cell['count']),
    ]),
  );
  return [...rows].flatMap(([rowKey, row]) =>
    [...columns].map(([columnKey, column]) => ({
      row,
      column,
      count: filled.get(`${rowKey} ${columnKey}`) ?? 0,
    })),
  );
};

const withShares = (cells: readonly Cell[], normalize: 'row' | 'column' | 'all'): readonly Row[] => {
  const side = (cell: Cell): string => (normalize === 'all' ? '' : keyOf(cell[normalize]));
  const totals = new Map<string, number>();
  for (const cell of cells) totals.set(side(cell), (totals.get(side(cell)) ?? 0) + cell.count);
  return cells.map((cell) => {
    const total = totals.get(side(cell)) ?? 0;
    return { ...cell, share: total === 0 ? null : cell.count / total };
  });
};
