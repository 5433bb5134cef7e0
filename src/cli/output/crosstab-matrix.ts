import type { RowValue } from '../../workflows/library.ts';
import type { Answer } from '../../workflows/questions.ts';
import { countText } from '../../kernel/number-text.ts';

export interface CrosstabView {
  readonly rowField: string;
  readonly normalize: 'row' | 'column' | 'all' | undefined;
  /** Rows at most. */
  readonly limit: number;
  /** Signs in a line. */
  readonly width: number;
}

const MISSING = '·';

const shown = (value: unknown): string => (value === null || value === undefined ? MISSING : String(value));

/**
 * A contingency table as people write it, a row per value of one field and a column per
 * value of the other, with the sum of each row; the largest cells where that is too wide.
 */
export const crosstabForPeople = (answer: Answer, view: CrosstabView): Answer => {
  const { rowField, normalize, limit, width } = view;
  const names = [...new Set(answer.rows.map((cell) => shown(cell['column'])))];
  const sums = normalize === undefined ? ['all'] : [];
  const taken = [...names, ...sums].reduce(
    (sum, name) => sum + Math.max(name.length, 6) + 2,
    rowField.length,
  );
  if (taken > width || [rowField, 'all'].some((name) => names.includes(name)))
    return largestCells(answer, limit);
  const rows = new Map<string, Record<string, RowValue>>();
  for (const cell of answer.rows) {
    const key = JSON.stringify(cell['row']);
    const row = rows.get(key) ?? { [rowField]: cell['row'] ?? null };
    rows.set(key, row);
    row[shown(cell['column'])] = cell[normalize === undefined ? 'count' : 'share'] ?? null;
    if (normalize === undefined) row['all'] = Number(row['all'] ?? 0) + Number(cell['count']);
  }
  const columns = [rowField, ...names, ...sums].map((name) => ({ name, type: 'any' as const }));
  return { ...answer, columns, rows: [...rows.values()].slice(0, limit), total: rows.size };
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
