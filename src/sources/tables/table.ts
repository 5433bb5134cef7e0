import type { FieldType } from '../../kernel/field-type.ts';
import { InputError } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import { oneLine } from '../failure.ts';

/** A column as the database describes it. */
export interface TableColumn {
  readonly name: string;
  readonly type: FieldType;
  /** The database's own name of the type, where the driver needs it. */
  readonly kind?: string;
  /** True for text or bytes of any length, which may hold raw lines. */
  readonly isText: boolean;
  /** True for a part of the primary key. */
  readonly isKey: boolean;
}

/** A value as a driver gives it: text, bytes of unknown text, or null. */
export type TableValue = string | Buffer | null;
export type TableBatch = readonly (readonly TableValue[])[];

/**
 * The column whose values are raw lines: the one asked for, or the only text column of
 * a table that has nothing else but its key. Undefined where the columns are typed ones.
 * Throws InputError for an unknown column.
 */
export const lineColumn = (
  path: string,
  columns: readonly TableColumn[],
  asked: string | undefined,
): string | undefined => {
  const names = columns.map((column) => column.name);
  if (asked !== undefined) {
    if (names.includes(asked)) return asked;
    throw new InputError(
      `${path}: no column "${oneLine(asked, 80)}"; ${suggestion(asked, names, 'columns')}`,
    );
  }
  const [text, second] = columns.filter((column) => column.isText);
  if (text === undefined || second !== undefined) return undefined;
  return columns.every((column) => column === text || column.isKey) ? text.name : undefined;
};

/**
 * The table asked for, or the only one there is. Throws InputError that names the
 * nearest table or offers those there are.
 */
export const chooseTable = (path: string, tables: readonly string[], asked: string | undefined): string => {
  if (asked !== undefined) {
    if (tables.includes(asked)) return asked;
    throw new InputError(`${path}: no table "${oneLine(asked, 80)}"; ${suggestion(asked, tables, 'tables')}`);
  }
  const [only, second] = tables;
  if (only === undefined) throw new InputError(`${path}: holds no tables; check which database it is`);
  if (second === undefined) return only;
  throw new InputError(
    `${path}: holds the tables ${listed(tables)}; choose one with ?table=${encodeURIComponent(only)}`,
  );
};

/** "did you mean X?" or what there is. */
export const suggestion = (asked: string, known: readonly string[], what: string): string => {
  const [near] = nearest(asked, known, 1);
  if (near !== undefined) return `did you mean "${oneLine(near, 80)}"?`;
  return known.length === 0 ? `there are no ${what}` : `there are the ${what} ${listed(known)}`;
};

const listed = (names: readonly string[]): string => {
  const shown = names
    .slice(0, 12)
    .map((name) => oneLine(name, 80))
    .join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
};

/** `scheme://host:port/database?table=T&line=C`: where rows come from, without who reads them. */
export const tableAddress = (database: string, table: string, line: string | undefined): string => {
  const part = (text: string) => encodeURIComponent(text).replaceAll('%2F', '/');
  return `${database}?table=${part(table)}${line === undefined ? '' : `&line=${part(line)}`}`;
};
