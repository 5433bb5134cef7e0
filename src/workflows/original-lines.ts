import { open } from 'node:fs/promises';
import { InputError } from '../kernel/errors.ts';
import { knownInputs } from '../ingest/ledger.ts';
import { INDEX_STEP } from '../ingest/load-lines.ts';
import { rowAsJson } from '../ingest/stage-rows.ts';
import { LineBlocks } from '../ingest/line-blocks.ts';
import type { RowSource, Source } from '../sources/source.ts';
import { join, sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Effects } from './effects.ts';

/** A line by the address of its source and its number, from 1. */
export interface LineAddress {
  readonly path: string;
  readonly line: number;
}

/** Key of a line in the result of `originalLines`. */
export const lineKey = ({ path, line }: LineAddress): string => `${line}\u0000${path}`;

/**
 * The text of lines as they stand in their sources: kept in the store where the source
 * flows by once, else read again (a plain file near the line, others from the start).
 * A line whose source is gone or shorter now is missing from the result.
 */
export const originalLines = async (
  store: EventStore,
  effects: Effects,
  wanted: readonly LineAddress[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  const inputs = await knownInputs(store);
  const byPath = new Map<string, Set<number>>();
  for (const { path, line } of wanted) byPath.set(path, (byPath.get(path) ?? new Set()).add(line));
  for (const [path, lines] of byPath) {
    for (const input of inputs.filter((item) => item.path === path)) {
      const kept = await keptLines(store, input.id, [...lines]);
      const missing = [...lines].filter((line) => !kept.has(line));
      const read =
        missing.length === 0
          ? new Map<number, string>()
          : await readAgain(effects, path, missing, input.lineIndex);
      for (const [line, text] of [...kept, ...read]) found.set(lineKey({ path, line }), text);
    }
  }
  return found;
};

const keptLines = async (
  store: EventStore,
  inputId: number,
  lines: readonly number[],
): Promise<Map<number, string>> => {
  const kept = new Map<number, string>();
  for (let start = 0; start < lines.length; start += 5000) {
    const part = lines.slice(start, start + 5000).map((line) => sql`${line}`);
    const rows = await store.query(
      sql`select line, text from originals where input = ${inputId} and line in (${join(part)})`,
    );
    for (const row of rows) kept.set(Number(row['line']), String(row['text'] ?? ''));
  }
  return kept;
};

const readAgain = async (
  effects: Effects,
  path: string,
  lines: readonly number[],
  lineIndex: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const { openSources } = await import('../sources/open.ts');
  let opened: readonly Source[] = [];
  try {
    opened = (await openSources(path, { environment: effects.environment })).sources;
    const source = opened.find((item) => item.path === path);
    if (source === undefined) return new Map();
    const sorted = [...lines].sort((a, b) => a - b);
    if (source.kind === 'rows') return await readRows(source, sorted);
    return source.file === undefined
      ? await readStream(source.bytes(), sorted, 1)
      : await readFile(source.file, sorted, lineIndex);
  } catch (error) {
    if (error instanceof InputError) return new Map();
    throw error;
  } finally {
    for (const source of opened) await source.close();
  }
};

/** Rows of a table, each as one JSON object. */
const readRows = async (
  source: RowSource,
  lines: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const found = new Map<number, string>();
  const wanted = new Set(lines);
  let number = 0;
  for await (const batch of source.rows()) {
    for (const row of batch) {
      number += 1;
      if (wanted.has(number)) found.set(number, rowAsJson(source.columns, row));
    }
    if (number >= (lines.at(-1) ?? 0)) break;
  }
  return found;
};

/** Lines of a plain file: each stretch of the index that holds a wanted line is read once. */
const readFile = async (
  file: string,
  lines: readonly number[],
  lineIndex: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const found = new Map<number, string>();
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const chunks = new Set(lines.map((line) => Math.floor((line - 1) / INDEX_STEP)));
    for (const chunk of chunks) {
      const [start, end] = [lineIndex[chunk] ?? size, lineIndex[chunk + 1] ?? size];
      if (start >= size) continue;
      const buffer = Buffer.alloc(Math.min(end, size) - start);
      await handle.read(buffer, 0, buffer.length, start);
      const first = chunk * INDEX_STEP + 1;
      const inChunk = lines.filter((line) => line >= first && line < first + INDEX_STEP);
      for (const [line, text] of await readStream(oneBuffer(buffer), inChunk, first)) found.set(line, text);
    }
  } finally {
    await handle.close();
  }
  return found;
};

async function* oneBuffer(buffer: Buffer): AsyncGenerator<Buffer> {
  yield buffer;
}

const readStream = async (
  bytes: AsyncIterable<Buffer>,
  lines: readonly number[],
  firstLine: number,
): Promise<ReadonlyMap<number, string>> => {
  const found = new Map<number, string>();
  const wanted = new Set(lines);
  const last = lines.at(-1) ?? 0;
  let number = firstLine;
  for await (const block of new LineBlocks(bytes, () => true)) {
    if (block.lines + number > (lines[0] ?? 0)) {
      block.text.split('\n').forEach((text, index) => {
        if (wanted.has(number + index)) found.set(number + index, text);
      });
    }
    number += block.lines;
    if (number > last) break;
  }
  return found;
};
