import type { TableBatch, TableValue } from './table.ts';

const CHUNK_BYTES = 512 * 1024;
const LINE_FEED = Buffer.from('\n');

/**
 * Values of one column as the bytes of a log, one line a row, so that line numbers are
 * row numbers. A line end that closes a value is the line's own; line feeds inside one
 * become the two characters `\n`, for they must not make lines that were never written;
 * a null is an empty line. Both are remarked on.
 */
export async function* rowsAsLines(
  batches: AsyncIterable<TableBatch>,
  note: (text: string) => void,
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  let missing = 0;
  let broken = 0;
  const flush = (): Buffer => {
    const chunk = Buffer.concat(pieces, length);
    pieces = [];
    length = 0;
    return chunk;
  };
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const batch of batches) {
      for (const [value = null] of batch) {
        if (value === null) missing += 1;
        const line = lineOf(value);
        if (line.wasBroken) broken += 1;
        pieces.push(line.bytes, LINE_FEED);
        length += line.bytes.length + 1;
      }
      if (length >= CHUNK_BYTES) yield flush();
    }
  } catch (error) {
    failure = { error };
  }
  if (length > 0) yield flush();
  if (missing > 0) note(`${missing} rows without a line (null) were read as empty lines`);
  if (broken > 0)
    note(`${broken} rows with line feeds inside were read as one line each, with \\n in their place`);
  if (failure) throw failure.error;
}

const lineOf = (value: TableValue): { readonly bytes: Buffer; readonly wasBroken: boolean } => {
  const whole = typeof value === 'string' ? Buffer.from(value) : (value ?? Buffer.alloc(0));
  const end =
    whole.at(-1) !== 0x0a ? whole.length : whole.at(-2) === 0x0d ? whole.length - 2 : whole.length - 1;
  const bytes = whole.subarray(0, end);
  if (!bytes.includes(0x0a)) return { bytes, wasBroken: false };
  // Latin-1 keeps every byte as it is.
  return { bytes: Buffer.from(bytes.toString('latin1').replaceAll('\n', '\\n'), 'latin1'), wasBroken: true };
};
