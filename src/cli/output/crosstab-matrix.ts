import type { RowValue } from '../../workflows/library.ts';
import { displayWidth } from '../../kernel/display-width.ts';
import { visibleText } from '../../kernel/visible-text.ts';
import type { Answer } from '../../workflows/questions.ts';
import { countText } from '../../kernel/number-text.ts';

/** An answer whose columns stand below other words than their names. */
export interface Matrix extends Answer {
  readonly headings?: ReadonlyMap<string, string>;
}

export interface CrosstabView {
  readonly rowField: string;
  readonly normalize: 'row' | 'column' | 'all' | undefined;
  /** Rows at most. */
  readonly limit: number;
  /** Signs in a line. */
  readonly width: number;
}

/** What stands in the first cell of a line or column of this value; the sign for a missing one is told from a text. */
const shown = (value: RowValue | undefined): string =>
  value === null || value === undefined ? '·' : value === '·' ? '"·"' : visibleText(String(value));

/**
 * A contingency table as people write it, a row per value of one field and a column per
 * value of the other, with the sum of each row; the largest cells where that is too wide.
 */
export const crosstabForPeople = (answer: Answer, view: CrosstabView): Matrix => {
  const { rowField, normalize, limit, width } = view;
  const places = new Map<string, string>();
  for (const { column } of answer.rows) {
    const key = JSON.stringify(column);
    if (!places.has(key)) places.set(key, shown(column));
  }
  // Columns have names of their own: a value of the log may be any text, such as "__proto__".
  const columnOf = new Map([...places.keys()].map((key, index) => [key, `c${index}`]));
  const sums = normalize === undefined ? ['all'] : [];
  const taken = [...places.values(), ...sums].reduce(
    (sum, name) => sum + Math.max(displayWidth(name), 6) + 2,
    rowField.length,
  );
  if (taken > width) return largestCells(answer, limit);
  const rows = new Map<string, Record<string, RowValue>>();
  for (const cell of answer.rows) {
    const key = JSON.stringify(cell['row']);
    const row = rows.get(key) ?? { row: cell['row'] ?? null };
    rows.set(key, row);
    row[columnOf.get(JSON.stringify(cell['column'])) ?? ''] =
      cell[normalize === undefined ? 'count' : 'share'] ?? null;
    if (normalize === undefined) row['all'] = Number(row['all'] ?? 0) + Number(cell['count']);
  }
  const columns = ['row', ...columnOf.values(), ...sums].map((name) => ({ name, type: 'any' as const }));
  const headings = new Map([...places].map(([key, name]) => [columnOf.get(key) ?? '', name]));
  return {
    ...answer,
    columns,
    rows: [...rows.values()].slice(0, limit),
    total: rows.size,
    headings: headings.set('row', rowField),
  };
};

const largestCells = (answer: Answer, limit: number): Answer => {
  const filled = answer.rows.filter((cell) => cell['count'] !== 0);
  const sorted = [...filled].sort((left, right) => Number(right['count']) - Number(left['count']));
  const empty = answer.rows.length - filled.length;
  const notes = empty === 0 ? [] : [`${countText(empty, 'empty cell')} not shown; --json gives all`];
  return {
    ...answer,
    rows: sorted.slice(0, limit),
    total: filled.length,
    notes: [...answer.notes, ...notes],
  };
};
