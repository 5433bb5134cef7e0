import { InputError } from '../kernel/errors.ts';

/** One row of a CSV text with the line it begins on, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads comma-separated text (RFC 4180, LF or CRLF); blank lines are left out.
 * @throws InputError when a quoted cell never ends
 */
export const parseCsv = (text: string): CsvRow[] => {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  const token = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  let offset = 0;
  while (offset < text.length) {
    token.lastIndex = offset;
    const match = token.exec(text) as RegExpExecArray;
    cells.push(match[1]?.replaceAll('""', '"') ?? (match[2] as string));
    line += (match[1] ?? '').split('\n').length - 1;
    offset = token.lastIndex;
    if (text[offset] === ',') {
      offset += 1;
      if (offset < text.length) continue;
      cells.push('');
    }
    if (text[offset] === '"')
      throw new InputError(`line ${line}: a quoted cell does not end where it should`);
    offset += text.startsWith('\r\n', offset) ? 2 : 1;
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: begun, cells });
    cells = [];
    line += 1;
    begun = line;
  }
  return rows;
};
