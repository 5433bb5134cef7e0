import { describe, expect, it } from 'vitest';
import { crosstabForPeople } from '../../src/cli/output/crosstab-matrix.ts';
import { csvText } from '../../src/cli/output/csv.ts';
import { tableText } from '../../src/cli/output/rows.ts';
import { displayWidth } from '../../src/kernel/display-width.ts';

const bold = (text: string): string => text;
const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('a crosstab for people', () => {
  const values = ['__proto__', 'a\u001b[31mx', '\u202ecba', '·', null, 'all', 'constructor'];
  const answer = {
    columns: [],
    rows: values.flatMap((column, index) => [
      { row: 'one', column, count: index + 1, share: 0 },
      { row: '·', column, count: 0, share: 0 },
    ]),
    total: 14,
    notes: [],
  };
  const view = { rowField: 'user.name', normalize: undefined, limit: 20, width: 120 };
  const matrix = crosstabForPeople(answer, view);
  const text = tableText(matrix.rows, {
    width: 120,
    bold,
    columns: matrix.columns.map((column) => column.name),
    ...(matrix.headings === undefined ? {} : { headings: matrix.headings }),
  });

  it('has a column of its own for each value, whatever its text', () => {
    const numbers = lines(text).map((line) => line.split(/ {2,}/));
    expect(numbers[0]).toEqual([
      'user.name',
      '__proto__',
      'a\\x1b[31mx',
      '\\u202ecba',
      '"·"',
      '·',
      'all',
      'constructor',
      'all',
    ]);
    expect(numbers[1]).toEqual(['one', '1', '2', '3', '4', '5', '6', '7', '28']);
    expect(numbers[2]).toEqual(['"·"', '0', '0', '0', '0', '0', '0', '0', '0']);
  });
});

describe('a table', () => {
  it('shows no control character in the name of a column, which a log may have named', () => {
    const [head] = lines(tableText([{ 'a\u001b[31m': 1 }], { width: 80, bold }));
    expect(head).toBe('a\\x1b[31m');
  });
  it('is as wide as the terminal where wide signs stand in it', () => {
    const rows = ['日本語'.repeat(30), 'x'.repeat(90), 'short'].map((value, count) => ({ value, count }));
    for (const width of [60, 80, 200]) {
      const shown = lines(tableText(rows, { width, bold, bar: 'count' }));
      for (const line of shown) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(shown.at(-1)).toContain('short');
    }
  });
  it('stands in blocks on a terminal that is too narrow for it, each with the names of the rows', () => {
    const row = (entity: string) => ({
      entity,
      ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`metric ${index}`, 1234567 + index])),
    });
    const rows = [row('203.0.113.7'), row('203.0.113.200')];
    const blocks = tableText(rows, { width: 50, bold, inBlocks: true }).trimEnd().split('\n\n');
    expect(blocks.length).toBeGreaterThan(1);
    const found = blocks.flatMap((block) => {
      const [head = '', first = ''] = lines(block);
      expect(head.startsWith('entity')).toBe(true);
      expect(first.startsWith('203.0.113.7 ')).toBe(true);
      for (const line of lines(block)) expect(displayWidth(line)).toBeLessThanOrEqual(50);
      return first.trim().split(/ {2,}/).slice(1);
    });
    expect(found).toEqual(Array.from({ length: 9 }, (_, index) => `1,234,${567 + index}`));
    expect(lines(tableText(rows, { width: 50, bold }))).toHaveLength(3);
  });
  it('never cuts an address or a time', () => {
    const row = {
      a: '2001:0db8:0000:0000:0000:0000:0000:1234',
      b: '2026-03-10T12:00:00.123456Z',
      c: 'word '.repeat(20),
    };
    const [, shown] = lines(tableText([row], { width: 40, bold }));
    expect(shown).toContain(row.a);
    expect(shown).toContain(row.b);
    expect(shown).not.toContain(row.c.trim());
  });
});

describe('comma-separated values', () => {
  it('hold nothing that a spreadsheet runs, and zones and signed numbers as they are', () => {
    const harmless = ['+02:00', '-0530', '-5', '+1.5', 'a=1'];
    const formulas = ['=1+1', '+cmd', '-1+1', '@SUM(A1)', '+1-A1', '-', '+02:00\n=1', '\t=1', '+1|x'];
    const shown = (value: string): unknown => csvText([{ value }], undefined, false).replace(/\n$/, '');
    for (const text of harmless) expect(shown(text)).toBe(text);
    for (const text of formulas)
      expect(String(shown(text)).replace(/^"/, '')).toBe(
        `'${text}${String(shown(text)).startsWith('"') ? '"' : ''}`,
      );
  });
});
