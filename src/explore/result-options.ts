import { checkFilter, type FieldTypes } from '../filter/check.ts';
import type { Condition } from '../filter/condition.ts';
import { parseFilter } from '../filter/parse.ts';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import type { Column, QuestionOptions } from './answer.ts';

export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** The options that work on the rows of a result, looked up among its columns. */
export interface ResultOptions {
  readonly having: Condition | undefined;
  readonly order: readonly SortKey[];
  readonly columns: readonly Column[];
  readonly limit: number | undefined;
}

const columnTypes = (columns: readonly Column[]): FieldTypes => ({
  typeOf: (name) => {
    const type = columns.find((column) => column.name === name)?.type;
    if (type === undefined) return undefined;
    if (type === 'share') return 'double';
    return type === 'any' ? 'keyword' : type;
  },
  names: () => columns.map((column) => column.name),
  kind: 'column',
  hint: `there are ${columns.map((column) => column.name).join(', ')}`,
});

/**
 * Reads `sort`, `having`, `fields` and `limit`. A given sort goes before the question's
 * own order, which breaks its ties.
 * @throws UsageError that names the nearest column for an unknown one
 */
export const readResultOptions = (
  columns: readonly Column[],
  options: QuestionOptions,
  order: readonly SortKey[],
): ResultOptions => {
  const { having, sort, fields, limit } = options;
  const known = columns.map((column) => column.name);
  const sorted = sort === undefined ? [] : [sortKey(sort, known)];
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw new UsageError(`--limit takes a whole number from 0, not ${limit}`);
  }
  return {
    having:
      having === undefined
        ? undefined
        : checkFilter(parseFilter(having, 'having'), columnTypes(columns), { what: 'having', text: having }),
    order: [...sorted, ...order],
    columns: fields === undefined ? columns : fields.map((name) => pickColumn(columns, name)),
    limit,
  };
};

const sortKey = (text: string, known: readonly string[]): SortKey => {
  const match = /^(.*?)(?::(asc|desc))?$/s.exec(text.trim());
  const whole = known.includes(text) ? text : (match?.[1] ?? text);
  if (!known.includes(whole)) throw unknownName('column', whole, known, `there are ${known.join(', ')}`);
  return { column: whole, descending: whole !== text && match?.[2] === 'desc' };
};

const pickColumn = (columns: readonly Column[], name: string): Column => {
  const known = columns.map((column) => column.name);
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw unknownName('column', name, known, `there are ${known.join(', ')}`);
  return found;
};
