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

/** Rows as an aligned table: numbers to the right, long texts cut in the middle of a terminal's width. */
export const tableText = (rows: readonly OutputRow[], options: TableOptions): string => {
  const columns = options.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const widest = options.cellWidth ?? Math.max(24, Math.floor((options.width - columns.length * 2) * 0.6));
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: columns.map(options.bold),
    colAligns: columns.map((column) => (isNumeric(rows, column) ? 'right' : 'left')),
  });
  for (const row of rows) table.push(columns.map((column) => cut(cellText(row[column]), widest)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
};

const cut = (text: string, width: number): string =>
  text.length <= width
    ? text
    : `${text.slice(0, Math.ceil(width / 2) - 1)}…${text.slice(-Math.floor(width / 2))}`;
