import Table from 'cli-table3';
import { displayWidth, fittedColumns } from '../../kernel/display-width.ts';
import { textBar } from '../../kernel/text-bar.ts';
import { visibleText } from '../../kernel/visible-text.ts';

export type Cell = unknown;
export type OutputRow = Readonly<Record<string, Cell>>;

const isNumeric = (rows: readonly OutputRow[], column: string): boolean =>
  rows.some((row) => typeof row[column] === 'number') &&
  rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === 'number');

/** Columns whose numbers name something, such as a port: no separators in them. */
const NAMES =
  /^(?:value|given|row|column|entity|line|examples)$|(?:^|\.)(?:port|status_code|pid|line|number|type|code)$|^(?:mode|first|last)\(/;

const numberCell = (value: number, isName: boolean): string => {
  if (!Number.isFinite(value)) return '';
  if (Number.isInteger(value)) return isName ? String(value) : value.toLocaleString('en-US');
  return String(Number(value.toPrecision(6)));
};

const MISSING = '·';

/** One value for a person's eye, on one line, without anything that could steer a terminal. */
const cellText = (value: Cell, isName: boolean): string => {
  if (value === null || value === undefined) return MISSING;
  if (typeof value === 'number') return numberCell(value, isName);
  if (Array.isArray(value)) return value.map((item) => cellText(item, isName)).join(', ');
  // A text that is the sign for a missing value is told apart from it.
  return value === MISSING ? `"${MISSING}"` : visibleText(String(value));
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
  /** What stands above a column where that is not its name. */
  readonly headings?: ReadonlyMap<string, string>;
  readonly width: number;
  /** Columns that do not fit beside each other stand below each other, instead of lines that the terminal breaks. */
  readonly inBlocks?: boolean;
  readonly bold: (text: string) => string;
  /** Column whose numbers are drawn as bars behind the table, where the terminal has room. */
  readonly bar?: string;
  /** Longest text shown of one cell. */
  readonly cellWidth?: number;
}

const GAP = 2;
/** Names of fields are never cut; a log may bring longer ones. */
const LONGEST_HEAD = 60;
/** A table grows beyond the terminal rather than cut texts shorter than this. */
const NARROWEST = 40;

/** Rows as an aligned table: numbers to the right, long texts cut in the middle so that it fits the terminal. */
export const tableText = (rows: readonly OutputRow[], options: TableOptions): string => {
  const columns = options.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const zeros = columns.map((column) => trailingZeros(rows, column));
  const isName = columns.map((column) => NAMES.test(column));
  const cells = rows.map((row) =>
    columns.map((column, index) =>
      shortTime(cellText(row[column], isName[index] === true), zeros[index] ?? ''),
    ),
  );
  // Names of columns may come from a log, too.
  const heads = columns.map((column) => visibleText(options.headings?.get(column) ?? column));
  const needed = heads.map((head, index) =>
    cells.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(head)),
  );
  const widest = options.cellWidth ?? widestCell(needed, options.width);
  const bars =
    options.bar === undefined
      ? undefined
      : barCells(rows, options.bar, barWidth(needed, widest, options.width));
  const fitted = cells.map((row) => row.map((cell) => fittedCell(cell, widest)));
  const fittedHeads = heads.map((head) => fittedColumns(head, Math.max(LONGEST_HEAD, widest)));
  const drawn = (shown: readonly number[]): string =>
    linesOf(
      [...shown.map((index) => options.bold(fittedHeads[index] ?? '')), ...(bars === undefined ? [] : [''])],
      shown.map((index) => (isNumeric(rows, columns[index] ?? '') ? 'right' : 'left')),
      fitted.map((row, number) => [
        ...shown.map((index) => row[index] ?? ''),
        ...(bars === undefined ? [] : [bars[number] ?? '']),
      ]),
    );
  const all = columns.map((_, index) => index);
  if (options.inBlocks !== true || bars !== undefined) return drawn(all);
  const widths = fittedHeads.map((head, index) =>
    fitted.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(head)),
  );
  return blocksOf(widths, options.width).map(drawn).join('\n');
};

type Align = 'left' | 'right';

const linesOf = (
  head: readonly string[],
  colAligns: readonly Align[],
  rows: readonly (readonly string[])[],
): string => {
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: [...head],
    colAligns: [...colAligns],
  });
  for (const row of rows) table.push([...row]);
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
};

/** The columns of each block, so that blocks fit the width; the first column, which names the row, begins each. */
const blocksOf = (widths: readonly number[], width: number): readonly (readonly number[])[] => {
  const [first = 0, ...others] = widths;
  const blocks: number[][] = [];
  let block = [0];
  let taken = first;
  for (const [index, own] of others.entries()) {
    if (block.length > 1 && taken + GAP + own > width) {
      blocks.push(block);
      block = [0];
      taken = first;
    }
    block.push(index + 1);
    taken += GAP + own;
  }
  return [...blocks, block];
};

const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$/;

/** What all times of a column end in, and a person need not read: `.000000Z`, or `:00.000000Z`. */
const trailingZeros = (rows: readonly OutputRow[], column: string): string => {
  const times = rows.flatMap((row) =>
    row[column] === null || row[column] === undefined ? [] : [row[column]],
  );
  if (times.length === 0 || !times.every((time) => typeof time === 'string' && TIME.test(time))) return '';
  return [':00.000000Z', '.000000Z'].find((end) => times.every((time) => String(time).endsWith(end))) ?? '';
};

const shortTime = (text: string, zeros: string): string =>
  zeros === '' || !text.endsWith(zeros) ? text : `${text.slice(0, -zeros.length)}Z`;

const LONGEST_BAR = 30;
const SHORTEST_BAR = 6;

/** The room that is left for bars; 0 when it is too little. */
const barWidth = (needed: readonly number[], widest: number, width: number): number => {
  const taken = needed.reduce((sum, own) => sum + Math.min(own, widest) + GAP, 0);
  return width - taken < SHORTEST_BAR ? 0 : Math.min(LONGEST_BAR, width - taken);
};

/** Bars of a column's numbers, the largest in full length; undefined where there is no room or nothing to draw. */
const barCells = (
  rows: readonly OutputRow[],
  column: string,
  width: number,
): readonly string[] | undefined => {
  const sizes = rows.map((row) => (typeof row[column] === 'number' ? row[column] : 0));
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  return width === 0 || largest === 0 || rows.length < 2
    ? undefined
    : sizes.map((size) => textBar(size / largest, width));
};

/** The width to which texts must be cut for the table to fit: narrow columns keep theirs, wide ones share the rest. */
const widestCell = (needed: readonly number[], width: number): number => {
  const rising = [...needed].sort((left, right) => left - right);
  let rest = width - GAP * (needed.length - 1);
  for (const [index, own] of rising.entries()) {
    const share = Math.floor(rest / (needed.length - index));
    if (own > share) return Math.max(NARROWEST, share);
    rest -= own;
  }
  return Number.POSITIVE_INFINITY;
};

/** An address, a time or a number: of use only as a whole. */
const WHOLE = /^[0-9a-fA-F:.,TZ+/-]{1,43}$/;

const fittedCell = (text: string, widest: number): string =>
  WHOLE.test(text) ? text : fittedColumns(text, widest);
