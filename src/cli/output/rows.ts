import Table from 'cli-table3';
import { visibleText } from '../../kernel/visible-text.ts';

export type Cell = unknown;
export type OutputRow = Readonly<Record<string, Cell>>;

const isNumeric = (rows: readonly OutputRow[], column: string): boolean =>
  rows.some((row) => typeof row[column] === 'number') &&
  rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === 'number');

const numberCell = (value: number): string => {
  if (!Number.isFinite(value)) return '';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return String(Number(value.toPrecision(6)));
};

/** One value for a person's eye, on one line, without anything that could steer a terminal. */
const cellText = (value: Cell): string => {
  if (value === null || value === undefined) return '·';
  if (typeof value === 'number') return numberCell(value);
  if (Array.isArray(value)) return value.map(cellText).join(', ');
  return visibleText(String(value));
};

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

export interface TableOptions {
  readonly columns?: readonly string[];
  readonly width: number;
  readonly bold: (text: string) => string;
  /** Longest text shown of one cell. */
  readonly cellWidth?: number;
}

const GAP = 2;
/** No address and no time is cut, even where a table then grows beyond the terminal. */
const NARROWEST = 40;

/** Rows as an aligned table: numbers to the right, long texts cut in the middle so that it fits the terminal. */
export const tableText = (rows: readonly OutputRow[], options: TableOptions): string => {
  const columns = options.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  const widest = options.cellWidth ?? widestCell(columns, cells, options.width);
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: columns.map(options.bold),
    colAligns: columns.map((column) => (isNumeric(rows, column) ? 'right' : 'left')),
  });
  for (const row of cells) table.push(row.map((cell) => cut(cell, widest)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
};

/** The width to which texts must be cut for the table to fit: narrow columns keep theirs, wide ones share the rest. */
const widestCell = (
  columns: readonly string[],
  cells: readonly (readonly string[])[],
  width: number,
): number => {
  const needed = columns
    .map((column, index) =>
      cells.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), column.length),
    )
    .sort((left, right) => left - right);
  let rest = width - GAP * (columns.length - 1);
  for (const [index, own] of needed.entries()) {
    const share = Math.floor(rest / (needed.length - index));
    if (own > share) return Math.max(NARROWEST, share);
    rest -= own;
  }
  return Number.POSITIVE_INFINITY;
};

/** Keeps a little more of a text's beginning than of its end. */
const cut = (text: string, width: number): string => {
  if (text.length <= width) return text;
  const start = Math.ceil(width * 0.6) - 1;
  return `${text.slice(0, start)}…${text.slice(start + 1 - width)}`;
};
