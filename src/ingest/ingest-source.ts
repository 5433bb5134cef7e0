import { stat } from 'node:fs/promises';
import { compileFormat } from '../formats/compile-sql.ts';
import type { FormatDefinition, ParseOptions } from '../formats/definition.ts';
import { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import { DATASET_FIELDS } from '../schema/fields.ts';
import type { ByteSource } from '../sources/source.ts';
import type { Sql } from '../sql/sql.ts';
import type {
  DatasetMaking,
  EventStore,
  FileCutting,
  FileStaging,
  LineStaging,
  StagedLines,
} from '../store/event-store.ts';
import { type ClientRule, clientRuleFor } from './behind-proxies.ts';
import { type BytePass, bytePass } from './byte-pass.ts';
import { type ChosenFormat, chooseFormat, emptyAccount } from './choose-format.ts';
import { type KnownInput, knownInputs, nextInputId, writeLedger } from './ledger.ts';
import { LineBlocks } from './line-blocks.ts';
import { type LoadCounts, loadLines } from './load-lines.ts';
import { PrefixHash } from './prefix-hash.ts';
import { type Recognition, recognise, wantedPrefixes } from './recognise.ts';
import { PeekedBytes } from './sample.ts';
import { unchanged } from './unchanged.ts';
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
  /** Reads a source again that is stored already. */
  readonly again?: boolean;
  /** The only source of a store that nobody sees again: nothing to recognise it by is needed. */
  readonly once?: boolean;
  /** Keeps every line's text, for sources that cannot be read a second time. */
  readonly keepOriginals?: boolean;
  /** Finds the client behind proxies. */
  readonly client?: ClientRule;
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

export type IngestStore = EventStore &
  LineStaging &
  DatasetMaking &
  Partial<FileStaging> &
  Partial<FileCutting>;

/**
 * Reads one source of lines into the store: byte pass, staging, events, ledger, in one
 * transaction. What is stored already is recognised by content and not stored twice.
 * Gives the account of every line.
 * @throws InputError when the source is no log of a known format; nothing is stored then.
 */
export const ingestSource = async (
  store: IngestStore,
  source: ByteSource,
  options: IngestOptions,
): Promise<InputAccount> => {
  const known = options.again === true ? [] : await knownInputs(store);
  const wanted = options.once === true ? undefined : wantedPrefixes(known);
  const pass = source.file === undefined ? undefined : await bytePass(source.file, wanted, options.signal);
  const seen = pass && recognise(known, source.path, storableBytes(pass, options), pass.prefixes);
  if (seen?.kind === 'known') return unchanged(source.path, seen.input);

  const hashed = new HashedBytes(limited(source, pass, options), wanted);
  const peeked = await PeekedBytes.peek(hashed);
  if (peeked.head.length === 0) return emptyAccount(source);
  const chosen = chooseFormat(source.path, peeked.head, options);
  const hint = await settleYear(chosen, source, pass, options);
  const staging = await stageSource(store, source, {
    pass,
    bytes: peeked,
    chosen,
    options,
    seen,
    parse: hint.options,
  });
  try {
    const completeBytes = hashed.bytes - staging.pendingBytes;
    const recognition = seen ?? recognise(known, source.path, completeBytes, hashed.hash.prefixes);
    if (recognition.kind === 'known' && staging.failure === undefined)
      return unchanged(source.path, recognition.input);
    return await commitInput(store, source, options, {
      ...staging,
      chosen,
      parseOptions: hint.options,
      pass,
      recognition: recognition.kind === 'known' ? { kind: 'new' } : recognition,
      fingerprint: fingerprintOf(pass, hashed, staging),
      notes: hint.note === undefined ? [] : [hint.note],
    });
  } finally {
    await store.dropLines(staging.staged);
    await peeked.close();
  }
};

const storableBytes = (pass: BytePass, options: IngestOptions): number =>
  options.takeLastLine ? pass.sizeBytes : pass.completeBytes;

/** With a last line that was read, or a source that broke off, the byte pass does not cover what is stored. */
const fingerprintOf = (pass: BytePass | undefined, hashed: HashedBytes, staging: Staging): string => {
  if (pass !== undefined && staging.pendingBytes === pass.sizeBytes - pass.completeBytes)
    return pass.fingerprint;
  return staging.pendingBytes === 0 && staging.failure === undefined ? hashed.hash.digest() : '';
};

/** Bytes that are hashed as they pass. */
class HashedBytes implements AsyncIterable<Buffer> {
  bytes = 0;
  readonly hash: PrefixHash;
  readonly #source: AsyncIterable<Buffer>;

  constructor(source: AsyncIterable<Buffer>, prefixLengths: readonly number[] | undefined) {
    this.#source = source;
    this.hash = new PrefixHash(prefixLengths);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of this.#source) {
      this.bytes += chunk.length;
      this.hash.update(chunk);
      yield chunk;
    }
  }
}

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

interface Staging {
  readonly staged: StagedLines;
  readonly pendingBytes: number;
  /** The source broke off; what came before counts. */
  readonly failure?: unknown;
}

interface StageRequest {
  readonly pass: BytePass | undefined;
  readonly bytes: AsyncIterable<Buffer>;
  readonly chosen: ChosenFormat;
  readonly options: IngestOptions;
  readonly seen: Recognition | undefined;
  readonly parse: ParseOptions;
}

const stageSource = async (
  store: IngestStore,
  source: ByteSource,
  request: StageRequest,
): Promise<Staging> => {
  const { pass, chosen, options } = request;
  const strict = chosen.shape.strict?.pattern;
  const whole = pass !== undefined && pass.obstacles.length === 0 && pass.completeBytes === pass.sizeBytes;
  if (whole && source.file !== undefined && store.stageFile !== undefined) {
    const staged =
      (await cutWhole(store, source.file, request)) ??
      (await store.stageFile(source.file, strict, pass.lineEnd));
    if ((await stat(source.file)).size === pass.sizeBytes) return { staged, pendingBytes: 0 };
    await store.dropLines(staged);
  }
  const ended = async (): Promise<boolean> => {
    if (source.file === undefined || pass === undefined) return true;
    return options.takeLastLine && (await stat(source.file)).size === pass.sizeBytes;
  };
  return stageBlocks(store, request.bytes, strict, ended);
};

/** Stages and cuts a large clean file in one pass, where the store can and nothing of it is stored. */
const cutWhole = async (
  store: IngestStore,
  file: string,
  { pass, chosen, options, seen, parse }: StageRequest,
): Promise<StagedLines | undefined> => {
  const { format, shape } = chosen;
  const isNew = seen === undefined || seen.kind === 'new';
  if (store.cutFile === undefined || pass === undefined || !isNew) return;
  if (!(format.dataset in DATASET_FIELDS) || (format.columns ?? []).length > 0) return;
  if (options.client !== undefined) return;
  if (pass.sizeBytes < (store.cutFrom ?? 0) || options.keepOriginals === true) return;
  const { fields, strict, isStrict } = compileFormat(store.dialect, format, shape, parse);
  if (strict === null || isStrict === null) return;
  return store.cutFile({
    file,
    lineEnd: pass.lineEnd,
    dataset: format.dataset,
    inputId: await nextInputId(store),
    fits: isStrict,
    cutsAnyLine: shape.strict?.pieces !== undefined,
    columns: fields.map((field, index) => ({ field, value: strict[index] as Sql })),
  });
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
  readonly chosen: ChosenFormat;
  readonly parseOptions: ParseOptions;
  readonly pass: BytePass | undefined;
  readonly recognition: Recognition;
  readonly fingerprint: string;
  readonly notes: readonly string[];
}

const commitInput = (
  store: IngestStore,
  source: ByteSource,
  options: IngestOptions,
  commit: Commit,
): Promise<InputAccount> =>
  store.transaction(async () => {
    const earlier = commit.recognition.kind === 'grown' ? commit.recognition.input : undefined;
    const inputId = earlier?.id ?? (await nextInputId(store));
    const { format, shape } = commit.chosen;
    if (format.columns !== undefined && format.columns.length > 0)
      await store.makeDataset(format.dataset, format.columns);
    const counts = await loadLines({
      store,
      staged: commit.staged,
      format,
      shape,
      options: commit.parseOptions,
      inputId,
      afterLine: earlier?.lines ?? 0,
      keepOriginals: options.keepOriginals ?? !source.reopenable,
      client: clientRuleFor(options.client, format, source.origin === 'found'),
    });
    const account = accountOf(source, commit, counts, earlier);
    await writeLedger(store, {
      id: inputId,
      dataset: format.dataset,
      account,
      fingerprint: commit.fingerprint,
      options: {
        timeZone: commit.parseOptions.timeZone,
        newestMicros: commit.parseOptions.newestMicros.toString(),
      },
      lineIndex: counts.lineIndex,
      nowMicros: BigInt(options.now()) * 1000n,
    });
    return account;
  });

const accountOf = (
  source: ByteSource,
  commit: Commit,
  counts: LoadCounts,
  earlier: KnownInput | undefined,
): InputAccount => {
  const { lineIndex: _, ...sums } = counts;
  return {
    path: source.path,
    format: commit.chosen.format.name,
    status: commit.failure === undefined ? 'complete' : 'partial',
    ...sums,
    bytes: counts.bytes + commit.pendingBytes,
    pendingBytes: commit.pendingBytes,
    notes: [...commit.notes, ...source.notes, ...accountNotes(commit, counts, earlier)],
  };
};

const accountNotes = (
  commit: Commit,
  counts: LoadCounts,
  earlier: KnownInput | undefined,
): readonly string[] => {
  const { failure, pendingBytes, pass } = commit;
  return [
    ...(earlier === undefined
      ? []
      : [
          `goes on after ${earlier.lines} lines stored before${earlier.path === commit.chosen.path ? '' : ` as ${earlier.path}`}`,
        ]),
    ...(failure instanceof Error ? [`${failure.message}; kept the complete lines before that`] : []),
    ...(pendingBytes > 0 ? [`the last line has no line end: ${pendingBytes} bytes left for later`] : []),
    ...(counts.repaired > 0 ? [`${counts.repaired} lines held invalid UTF-8, replaced by U+FFFD`] : []),
    ...(pass !== undefined && pass.obstacles.length > 0
      ? [`read line by line because of ${pass.obstacles.join(', ')}`]
      : []),
  ];
};
