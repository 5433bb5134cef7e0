import { stringify } from 'csv-stringify/sync';
import type { OutputRow } from './rows.ts';

/** What is only digits behind its sign, such as `+02:00` or `-5`, can be no formula. */
const SIGNED = /^[+-][0-9][0-9.:]*$/;

/** A text a spreadsheet would run as a formula gets a leading apostrophe. */
const harmless = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !SIGNED.test(text) ? `'${text}` : text;

const csvValue = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return String(value);
  const text = Array.isArray(value) ? value.map((item) => String(item)).join(' ') : String(value);
  return harmless(text);
};

/** Rows as RFC 4180 CSV with a header; missing is empty. */
export const csvText = (rows: readonly OutputRow[], columns?: readonly string[], header = true): string => {
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return stringify(
    rows.map((row) => names.map((name) => csvValue(row[name]))),
    { header, columns: [...names] },
  );
};
