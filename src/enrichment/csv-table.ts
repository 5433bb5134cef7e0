import { InputError } from '../kernel/errors.ts';

/** Rows of a small CSV text as objects, with the line each begins in. */
export interface TableRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

const CELL = /(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n|$)/y;

/**
 * Reads CSV with a header line (RFC 4180); `#` begins a comment line.
 * @throws InputError that names file and line of a row that cannot be read.
 */
export const readTable = (text: string, path: string): readonly TableRow[] => {
  const plain = text.replace(/^\u{feff}/u, '').replaceAll('\r\n', '\n');
  const rows: { readonly line: number; readonly cells: readonly string[] }[] = [];
  let position = 0;
  let line = 1;
  while (position < plain.length) {
    const lineEnd = plain.indexOf('\n', position);
    const whole = plain.slice(position, lineEnd === -1 ? plain.length : lineEnd);
    if (whole.trim() === '' || whole.startsWith('#')) {
      position += whole.length + 1;
      line += 1;
      continue;
    }
    const { cells, end } = rowAt(plain, position, `${path} line ${line}`);
    rows.push({ line, cells });
    line += plain.slice(position, end).split('\n').length - 1;
    position = end;
  }
  const header = rows[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  return rows.slice(1).map((row) => {
    if (row.cells.length !== header.length) {
      throw new InputError(
        `${path} line ${row.line} has ${row.cells.length} columns, the header ${header.length}; quote values that hold a comma`,
      );
    }
    return {
      line: row.line,
      values: Object.fromEntries(header.map((name, index) => [name, (row.cells[index] ?? '').trim()])),
    };
  });
};

const rowAt = (
  text: string,
  start: number,
  where: string,
): { readonly cells: readonly string[]; readonly end: number } => {
  const cells: string[] = [];
  CELL.lastIndex = start;
  for (;;) {
    const match = CELL.exec(text);
    if (match === null)
      throw new InputError(`${where} has a quote that is not closed; double quotes inside quotes`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') return { cells, end: CELL.lastIndex };
  }
};
