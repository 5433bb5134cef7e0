import { delimitedShape } from '../delimited.ts';
import type { FormatDefinition } from '../definition.ts';
import type { ColumnMapping } from '../column-mapping.ts';
import { ownFields, withOwnFields } from '../own-columns.ts';

interface Kind {
  readonly name: string;
  readonly title: string;
  readonly delimiters: readonly string[];
  readonly quoted: boolean;
  readonly example: string;
}

/** Cuts a line of a header or sample as the shape does. */
const cells = (line: string, delimiter: string, quoted: boolean): readonly string[] => {
  if (!quoted) return line.split(delimiter);
  const found: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${delimiter}][^${delimiter}]*|))(${delimiter}|$)`, 'y');
  for (;;) {
    const match = cell.exec(line);
    if (match === null) return [];
    found.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return found;
  }
};

/** A first line that names columns: different names, none of them a number or empty. */
const isHeader = (names: readonly string[]): boolean =>
  names.length > 1 &&
  new Set(names).size === names.length &&
  names.every((name) => name.trim() !== '' && !/^-?[0-9.]+$/.test(name.trim()) && name.length <= 100);

const definition = (
  kind: Kind,
  head: readonly string[],
  mapping: ColumnMapping | undefined,
): FormatDefinition | null => {
  const lines = head.filter((line) => line.trim() !== '');
  for (const delimiter of kind.delimiters) {
    const names = cells(lines[0] ?? '', delimiter, kind.quoted);
    if (!isHeader(names)) continue;
    const rows = lines
      .slice(1)
      .map((line) => cells(line, delimiter, kind.quoted))
      .filter((row) => row.length === names.length);
    if (lines.length > 1 && rows.length * 3 < lines.length - 1) continue;
    const captures = names.map((_, index) => `column ${index + 1}`);
    const own = ownFields(
      kind.name,
      names.map((name, index) => ({
        name: name.trim(),
        captures: [`column ${index + 1}`],
        sample: rows.map((row) => row[index] ?? ''),
      })),
      mapping,
    );
    const shape = delimitedShape({
      delimiter,
      columns: captures,
      fields: own.fields,
      quoted: kind.quoted,
      skip: (lines[0] ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`),
    });
    return withOwnFields({ ...kind, shapeFor: () => shape }, own);
  }
  return null;
};

const valuesFormat = (kind: Kind, mapping?: ColumnMapping): FormatDefinition => ({
  name: kind.name,
  title: kind.title,
  dataset: kind.name,
  example: kind.example,
  general: true,
  shapeFor: () => null,
  fields: {},
  forLog: (head) => definition(kind, head, mapping),
  withMapping: (chosen) => valuesFormat(kind, chosen),
});

/** Comma- or semicolon-separated values (RFC 4180) below a line of names. */
export const csv = valuesFormat({
  name: 'csv',
  title: 'Comma- or semicolon-separated values with a line of names',
  delimiters: [',', ';'],
  quoted: true,
  example: '2021-06-21 20:59:55,203.0.113.9,alice,"read, then wrote",512,true,1.5',
});

/** Tab-separated values below a line of names; a quote is a character like any other. */
export const tsv = valuesFormat({
  name: 'tsv',
  title: 'Tab-separated values with a line of names',
  delimiters: ['\t'],
  quoted: false,
  example: '1624309195\t203.0.113.9\tsaid "no\t5',
});
