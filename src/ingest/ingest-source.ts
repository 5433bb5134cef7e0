import { open, stat } from 'node:fs/promises';
import { detectFormat } from '../formats/detect.ts';
import type { FormatDefinition, LineShape } from '../formats/definition.ts';
import { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { ByteSource } from '../sources/source.ts';
import { join, sql } from '../sql/sql.ts';
import type { EventStore, FileStaging, LineStaging, StagedLines } from '../store/event-store.ts';
import { eventTable, INPUT_COLUMN } from '../store/tables.ts';
import { type BytePass, bytePass } from './byte-pass.ts';
import { LineBlocks } from './line-blocks.ts';
import { type LoadCounts, loadLines } from './load-lines.ts';
import { looksBinary, PeekedBytes, sampleLines } from './sample.ts';
import { settleYear } from './year-hint.ts';

export interface IngestOptions {
  readonly formats: readonly FormatDefinition[];
  /** Taken instead of what the content looks like. */
  readonly format?: FormatDefinition;
  readonly timeZone: string;
  readonly year?: number;
  /** The clock: milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Whether a last line without line end is read, where the source might still be
   * written. A source that has not grown meanwhile is taken as ended.
   */
  readonly takeLastLine: boolean;
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

type IngestStore = EventStore & LineStaging & Partial<FileStaging>;

/**
 * Reads one source of lines into the store: byte pass, staging, events, ledger, in one
 * transaction. Gives the account of every line.
 * @throws InputError when the source is no log of a known format; nothing is stored then.
 */
export const ingestSource = async (
  store: IngestStore,
  source: ByteSource,
  options: IngestOptions,
): Promise<InputAccount> => {
  const sizeAtStart = source.file === undefined ? 0 : (await stat(source.file)).size;
  const pass = source.file === undefined ? undefined : await bytePass(source.file, options.signal);
  const peeked = await PeekedBytes.peek(limited(source, pass, options));
  const { format, shape, lines } = chooseFormat(source, peeked.head, options);
  const hint = settleYear(format, shape, await withTail(source, pass, lines), {
    timeZone: options.timeZone,
    modifiedMicros: BigInt(Math.floor(source.modifiedMilliseconds ?? options.now())) * 1000n,
    ...(options.year === undefined ? {} : { year: options.year }),
  });
  const ended = async (): Promise<boolean> => {
    if (source.file === undefined) return true;
    return options.takeLastLine && (await stat(source.file)).size === sizeAtStart;
  };
  const staging = await stageSource(store, source, pass, peeked, shape, ended);
  try {
    return await commitInput(store, source, options, {
      ...staging,
      format,
      shape,
      parseOptions: hint.options,
      pass,
      notes: hint.note === undefined ? [] : [hint.note],
    });
  } finally {
    await store.dropLines(staging.staged);
  }
};

/** The bytes of the source; of a plain file only what the byte pass has seen. */
async function* limited(
  source: ByteSource,
  pass: BytePass | undefined,
  options: IngestOptions,
): AsyncGenerator<Buffer> {
  let given = 0;
  const limit = pass?.sizeBytes ?? Number.POSITIVE_INFINITY;
  for await (const chunk of source.bytes(options.signal)) {
    const part = given + chunk.length > limit ? chunk.subarray(0, limit - given) : chunk;
    given += part.length;
    options.onProgress?.(given, pass?.sizeBytes ?? source.sizeBytes);
    if (part.length > 0) yield part;
    if (given >= limit) return;
  }
}

interface Chosen {
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  readonly lines: readonly string[];
}

const chooseFormat = (source: ByteSource, head: Buffer, options: IngestOptions): Chosen => {
  const lines = sampleLines(head);
  if (options.format !== undefined) {
    const shape = options.format.shapeFor(lines);
    if (shape === null && lines.some((line) => line !== '')) {
      throw new InputError(
        `${source.path} does not begin like a ${options.format.name} log; leave --format out to have it detected`,
      );
    }
    return { format: options.format, shape: shape ?? { parts: [{ name: 'line', exact: '' }] }, lines };
  }
  const found = detectFormat(options.formats, lines);
  if (found !== null) return { ...found, lines };
  const names = options.formats.map((format) => format.name).join(', ');
  if (head.length === 0) throw new EmptyInput(source.path);
  if (looksBinary(head))
    throw new InputError(`${source.path} is a binary file, not a log; give a text log or a compressed one`);
  throw new InputError(
    `${source.path} fits none of the known formats (${names}); name one with --format, or see logfence formats`,
  );
};

/** An empty log has no format and no events; it is accounted for and is no error. */
export class EmptyInput extends InputError {
  constructor(path: string) {
    super(`${path} is empty`);
    this.name = 'EmptyInput';
  }
}

const TAIL_BYTES = 64 * 1024;

/** The sample and, of a plain file, its last lines: enough to see which way the stamps run. */
const withTail = async (
  source: ByteSource,
  pass: BytePass | undefined,
  lines: readonly string[],
): Promise<readonly string[]> => {
  if (source.file === undefined || pass === undefined) return lines;
  const handle = await open(source.file, 'r');
  try {
    const length = Math.min(TAIL_BYTES, pass.completeBytes);
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, pass.completeBytes - length);
    return [...lines, ...tail.toString('utf8').split('\n').slice(1, -1)];
  } finally {
    await handle.close();
  }
};

interface Staging {
  readonly staged: StagedLines;
  readonly pendingBytes: number;
  /** The source broke off; what came before counts. */
  readonly failure?: unknown;
}

const stageSource = async (
  store: IngestStore,
  source: ByteSource,
  pass: BytePass | undefined,
  bytes: AsyncIterable<Buffer>,
  shape: LineShape,
  ended: () => Promise<boolean>,
): Promise<Staging> => {
  const strict = shape.strict?.pattern;
  const whole = pass !== undefined && pass.obstacles.length === 0 && pass.completeBytes === pass.sizeBytes;
  if (whole && source.file !== undefined && store.stageFile !== undefined && pass.sizeBytes > 0) {
    const staged = await store.stageFile(source.file, strict, pass.lineEnd);
    if ((await stat(source.file)).size === pass.sizeBytes) return { staged, pendingBytes: 0 };
    await store.dropLines(staged);
  }
  return stageBlocks(store, bytes, strict, ended);
};

const stageBlocks = async (
  store: IngestStore,
  bytes: AsyncIterable<Buffer>,
  strict: string | undefined,
  ended: () => Promise<boolean>,
): Promise<Staging> => {
  const staged = await store.beginLines(strict);
  const blocks = new LineBlocks(bytes, ended);
  try {
    for await (const block of blocks) await store.appendLines(staged, block);
  } catch (failure) {
    if (!(failure instanceof InputError)) {
      await store.dropLines(staged);
      throw failure;
    }
    return { staged, pendingBytes: blocks.pending, failure };
  }
  return { staged, pendingBytes: blocks.pending };
};

interface Commit extends Staging {
  readonly format: FormatDefinition;
  readonly shape: LineShape;
  readonly parseOptions: { readonly timeZone: string; readonly newestMicros: bigint };
  readonly pass: BytePass | undefined;
  readonly notes: readonly string[];
}

const commitInput = async (
  store: IngestStore,
  source: ByteSource,
  options: IngestOptions,
  commit: Commit,
): Promise<InputAccount> =>
  store.transaction(async () => {
    const ids = await store.query(sql`select coalesce(max(id), 0) + 1 as id from inputs`);
    const inputId = Number(ids[0]?.['id'] ?? 1);
    const counts = await loadLines({
      store,
      staged: commit.staged,
      format: commit.format,
      shape: commit.shape,
      options: commit.parseOptions,
      inputId,
      linesBefore: 0,
      bytesBefore: 0,
    });
    const withoutTime = await countWithoutTime(store, commit.format.dataset, inputId);
    const account = accountOf(source, commit, counts, withoutTime);
    await writeLedger(store, inputId, account, commit, counts, options.now());
    return account;
  });

const countWithoutTime = async (store: EventStore, dataset: string, inputId: number): Promise<number> => {
  const name = (text: string) => store.dialect.identifier(text);
  const rows = await store.query(
    sql`select count(*) as events from ${name(eventTable(dataset))} where ${name(INPUT_COLUMN)} = ${inputId} and ${name('@timestamp')} is null`,
  );
  return Number(rows[0]?.['events'] ?? 0);
};

const accountOf = (
  source: ByteSource,
  commit: Commit,
  counts: LoadCounts,
  withoutTime: number,
): InputAccount => {
  const failed = commit.failure instanceof Error ? [`${commit.failure.message}; kept what came before`] : [];
  const pending =
    commit.pendingBytes > 0
      ? [`last line has no line end yet: ${commit.pendingBytes} bytes left for later`]
      : [];
  const { lineIndex: _, ...sums } = counts;
  return {
    path: source.path,
    format: commit.format.name,
    status: commit.failure === undefined ? 'complete' : 'partial',
    ...sums,
    bytes: counts.bytes + commit.pendingBytes,
    pendingBytes: commit.pendingBytes,
    withoutTime,
    notes: [...commit.notes, ...failed, ...pending, ...repairNotes(counts, commit.pass)],
  };
};

const repairNotes = (counts: LoadCounts, pass: BytePass | undefined): readonly string[] => [
  ...(counts.repaired > 0 ? [`${counts.repaired} lines held invalid UTF-8, replaced by U+FFFD`] : []),
  ...(pass !== undefined && pass.obstacles.length > 0
    ? [`read line by line because of ${pass.obstacles.join(', ')}`]
    : []),
];

const writeLedger = async (
  store: EventStore,
  inputId: number,
  account: InputAccount,
  commit: Commit,
  counts: LoadCounts,
  nowMilliseconds: number,
): Promise<void> => {
  const now = store.dialect.timeFromMicros(sql`${BigInt(nowMilliseconds) * 1000n}`);
  const values = [
    sql`${inputId}`,
    ...[account.path, account.format, commit.format.dataset, account.status].map((item) => sql`${item}`),
    ...[account.lines, account.parsed, account.rejected, account.skipped, account.repaired].map(
      (item) => sql`${item}`,
    ),
    ...[account.bytes, account.parsedBytes, account.rejectedBytes, account.skippedBytes].map(
      (item) => sql`${item}`,
    ),
    sql`${account.pendingBytes}`,
    sql`${account.withoutTime}`,
    sql`${commit.pass?.fingerprint ?? ''}`,
    sql`${JSON.stringify({ timeZone: commit.parseOptions.timeZone, newestMicros: commit.parseOptions.newestMicros.toString() })}`,
    sql`${JSON.stringify(account.notes)}`,
    sql`${JSON.stringify(counts.lineIndex)}`,
    now,
    now,
  ];
  await store.execute(sql`insert into inputs values (${join(values)})`);
};
