import { InputError } from '../kernel/errors.ts';
import { countText, numberText } from '../kernel/number-text.ts';
import type { RowSource } from '../sources/source.ts';
import type { KnownInput } from './ledger.ts';
import type { StagedRows } from './stage-rows.ts';

/** Hashes of rows, or of their keys, that the ledger keeps of an input. */
export const marksOf = (input: KnownInput, kind: 'marks' | 'keys'): readonly string[] =>
  (input.options[kind] ?? '').split(' ').filter((mark) => mark !== '');

/** Which rows of a table are new, and which input they belong to. */
export interface Place {
  readonly input: KnownInput;
  /** Rows of the source up to this one are stored already. */
  readonly afterRow: number;
  /** Inputs whose events tell which rows are stored, where their place does not. */
  readonly amongst?: readonly KnownInput[];
  readonly note: string;
}

// Of a table whose rows were removed, more are stored than it had.
export const grownFrom = (input: KnownInput): Place => ({
  input,
  afterRow: Number(input.options['rows'] ?? input.lines),
  note: `goes on after ${countText(input.lines, 'row')} stored before`,
});

const CHANGED =
  'rows stored before were changed, removed or parted by new ones in the table and stay as they were stored';

/**
 * How to tell the new rows of a table that does not begin as it was stored: by their key;
 * by their content where they have neither key nor order; else by the last row that was
 * stored. Undefined for a table with nothing of the old in it.
 */
export const placeAmongst = (
  source: RowSource,
  earlier: readonly KnownInput[],
  { found }: StagedRows,
): Place | undefined => {
  const isAmongst = (marks: readonly string[]): boolean => marks.some((mark) => found.has(mark));
  for (const input of earlier.toReversed()) {
    const marks = marksOf(input, 'marks');
    const sameColumns = input.options['columns'] === columnsOf(source);
    // The same keys with other content may be the old rows after a change, or others in their place.
    const isTold = isAmongst(marks) || !isAmongst(marksOf(input, 'keys'));
    if (source.key !== undefined && sameColumns && isTold)
      return { input, afterRow: 0, amongst: earlier, note: `${CHANGED}; told by its key` };
    if (source.key === undefined && !source.isOrdered && sameColumns)
      return { input, afterRow: 0, amongst: [input], note: 'the table has no key; told by their content' };
    const last = found.get(marks.at(-1) ?? '');
    if (source.key === undefined && source.isOrdered && last?.length === 1)
      return {
        input,
        afterRow: last[0] ?? 0,
        note: `rows stored before were changed or removed in the table and stay as they were stored; goes on after the last of them, row ${last[0]}`,
      };
    if (isAmongst([...marks, ...marksOf(input, 'keys')]))
      throw untold(source, 'rows that are stored already were changed');
    if (!sameColumns) throw untold(source, 'the table has other columns than when its rows were stored');
  }
  return undefined;
};

export const untold = ({ path }: RowSource, why: string): InputError =>
  new InputError(
    `${path}: ${why}, so new ones cannot be told from old ones; take the stored ones away with "logfence store forget" and read it anew, or add all rows with --again`,
  );

/** Says how the new rows were told, and where nothing of what was stored is left. */
export const placeNotes = (
  { place, isRefilled }: { readonly place: Place | undefined; readonly isRefilled: boolean },
  { rows, failure }: StagedRows,
  added: number,
): readonly string[] => {
  const lost =
    failure === undefined
      ? [
          'none of the rows stored before is in the table any more, so all of it was taken as new; if they were only changed, take the old ones away with "logfence store forget"',
        ]
      : [];
  if (place === undefined) return isRefilled ? lost : [];
  if (place.amongst === undefined) return [place.note];
  const counted = `${place.note}, ${numberText(added)} of ${countText(rows, 'row')} were new`;
  return added === rows ? [counted, ...lost] : [counted];
};

export const columnsOf = ({ schema, columns }: RowSource): string => JSON.stringify([schema, columns]);
