import type { FieldType } from '../../kernel/field-type.ts';
import { byteSource, Meter } from '../byte-source.ts';
import { type SourceContext, throwIfAborted } from '../context.ts';
import type { ByteSource, MappedColumn, RowSource } from '../source.ts';
import { dottedAddress, holdsAddresses } from './integer-addresses.ts';
import { rowsAsLines } from './lines.ts';
import type { TableBatch, TableColumn, TableValue } from './table.ts';

/** What a driver must give for a table to become a source. */
export interface TableParts {
  readonly path: string;
  readonly table: string;
  /** True where the rows come in the order of a key. */
  readonly isOrdered: boolean;
  readonly origin: 'named' | 'found';
  readonly reopenable: boolean;
  readonly storedRows?: number;
  readonly storedBytes?: number;
  readonly modifiedMilliseconds?: number;
  /** Remarks that hold before anything is read. */
  readonly notes?: readonly string[];
  /** Opens the table anew and gives its rows; InputError after the last one that came. */
  batches(signal: AbortSignal | undefined): AsyncIterable<TableBatch>;
  close?(): Promise<void>;
}

/** A table of raw lines in one column, as bytes. */
export const lineTable = (parts: TableParts, context: SourceContext): ByteSource => {
  const { batches, notes = [], storedBytes: _, table: __, isOrdered: ___, ...facts } = parts;
  return byteSource(
    {
      ...facts,
      repeatable: true,
      isTable: true,
      asStored: true,
      stored: (signal, note, progress) => {
        for (const text of notes) note(text);
        return rowsAsLines(counted(batches(signal), progress, signal), note);
      },
    },
    context,
  );
};

/** What is known of a schema beforehand. */
export interface KnownSchema {
  readonly schema: string;
  readonly dataset: string;
  readonly mapping: Readonly<Record<string, MappedColumn>>;
}

/**
 * A table of typed columns, as rows of text. The first rows are looked at now, to tell
 * integers that are addresses (they become dotted text). Empty text becomes null.
 */
export const typedTable = (
  parts: TableParts,
  columns: readonly TableColumn[],
  sample: TableBatch,
  context: SourceContext,
  known?: KnownSchema,
): RowSource => {
  const { batches, close, notes: firstNotes = [], ...facts } = parts;
  const isAddress = columns.map((column, index) =>
    holdsAddresses(
      column.name,
      column.type,
      sample.map((row) => textOf(row[index] ?? null)),
    ),
  );
  const progress = new Meter();
  const addressNames = columns.filter((_, index) => isAddress[index]).map((column) => column.name);
  const notes: string[] = [
    ...firstNotes,
    ...(addressNames.length > 0
      ? [`integers in ${addressNames.join(', ')} were read as IPv4 addresses`]
      : []),
  ];
  async function* rows(signal = context.signal): AsyncGenerator<readonly (readonly (string | null)[])[]> {
    progress.reset();
    for await (const batch of counted(batches(signal), progress, signal))
      yield batch.map((row) => row.map((value, index) => cell(value, isAddress[index] === true)));
  }
  const key = known === undefined ? columns.filter(({ isKey }) => isKey).map(({ name }) => name) : [];
  const types: FieldType[] = columns.map((column, index) => (isAddress[index] ? 'ip' : column.type));
  return {
    kind: 'rows',
    ...facts,
    repeatable: true,
    schema: known?.schema ?? 'table',
    columns: columns.map((column) => column.name),
    types,
    ...(key.length === 0 ? {} : { key }),
    ...(known === undefined ? {} : { dataset: known.dataset, mapping: known.mapping }),
    progress,
    notes,
    rows,
    close: close ?? (async () => undefined),
  };
};

async function* counted(
  batches: AsyncIterable<TableBatch>,
  progress: Meter,
  signal: AbortSignal | undefined,
): AsyncGenerator<TableBatch> {
  for await (const batch of batches) {
    throwIfAborted(signal);
    progress.rowsYielded += batch.length;
    yield batch;
  }
}

const cell = (value: TableValue, isAddress: boolean): string | null => {
  const text = textOf(value);
  if (text === null || text === '') return null;
  return isAddress ? (dottedAddress(text) ?? text) : text;
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const textOf = (value: TableValue): string | null => {
  if (value === null || typeof value === 'string') return value;
  try {
    return utf8.decode(value);
  } catch {
    return `\\x${value.toString('hex')}`;
  }
};
