import { rowPredicate } from '../filter/evaluate.ts';
import { compareUtf8 } from '../kernel/text-order.ts';
import type { Row, RowValue } from '../store/event-store.ts';
import type { Answer, Column, QuestionOptions } from './answer.ts';
import { readResultOptions, type SortKey } from './result-options.ts';

/** `having`, `sort`, `fields` and `limit` for rows that a question has made itself, with the engines' order. */
export const shapeRows = (
  rows: readonly Row[],
  columns: readonly Column[],
  options: QuestionOptions,
  order: readonly SortKey[],
  notes: readonly string[] = [],
): Answer => {
  const shape = readResultOptions(columns, options, order);
  const kept = shape.having === undefined ? [...rows] : rows.filter(rowPredicate(shape.having));
  if (shape.order.length > 0) kept.sort(rowOrder(shape.order));
  const shown = shape.limit === undefined ? kept : kept.slice(0, shape.limit);
  const picked = shown.map((row) =>
    Object.fromEntries(shape.columns.map(({ name }) => [name, row[name] ?? null])),
  );
  return { columns: shape.columns, rows: picked, total: kept.length, notes };
};

const rowOrder =
  (keys: readonly SortKey[]) =>
  (left: Row, right: Row): number => {
    for (const { column, descending } of keys) {
      const order = compareValues(left[column] ?? null, right[column] ?? null, descending);
      if (order !== 0) return order;
    }
    return 0;
  };

/** Order of two values of one column: numbers by size, texts by UTF-8 bytes, nulls last in both directions. */
const compareValues = (left: RowValue, right: RowValue, descending: boolean): number => {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  const order =
    typeof left === 'number' && typeof right === 'number'
      ? left - right
      : compareUtf8(String(left), String(right));
  return descending ? -order : order;
};
