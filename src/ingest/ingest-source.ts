import type { ParseOptions } from '../formats/definition.ts';
import { InputError } from '../kernel/errors.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { ByteSource } from '../sources/source.ts';
import { sql } from '../sql/sql.ts';
import type { Cutting, StagedLines } from '../store/event-store.ts';
import { type BytePass, bytePass } from './byte-pass.ts';
import { type ChosenFormat, chooseFormat, emptyAccount } from './choose-format.ts';
import { type KnownInput, knownInputs } from './ledger.ts';
import { commitInput, type Content, keepsOriginals, type Staging } from './commit-input.ts';
import { cutBlocks } from './cut-blocks.ts';
import { canCut, cuttingOf, wantedFields } from './cutting.ts';
import { EarlyCut } from './early-cut.ts';
import { HashedLines } from './hashed-lines.ts';
import type { IngestOptions, IngestStore } from './ingest-options.ts';
import { learnColumns } from './learn-columns.ts';
import { LineBlocks } from './line-blocks.ts';
import { FileChanged, PinnedFile } from './pinned-file.ts';
import { beginningOf, type Recognition, recognise, wantedPrefixes } from './recognise.ts';
import { PeekedBytes } from './sample.ts';
import { standingBeginning } from './standing-beginning.ts';
import { unchanged, unchangedBeginning } from './unchanged.ts';
import { settleYear } from './year-hint.ts';

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
  for (let attempt = 1; ; attempt += 1) {
    const pinned = source.file === undefined ? undefined : await openPinned(source);
    try {
      return await ingestOnce(store, source, pinned, options);
    } catch (error) {
      if (!(error instanceof FileChanged)) throw error;
      if (attempt === MOST_ATTEMPTS) {
        throw new InputError(
          `${source.path}: was replaced or cut again and again while it was read; run again when what rotates it is done`,
        );
      }
    } finally {
      if (pinned !== undefined) options.onProgress?.(source.sizeBytes ?? 0, source.sizeBytes);
      await pinned?.close();
    }
  }
};

/** A rotation in the middle of reading is met once or twice, not more often. */
const MOST_ATTEMPTS = 5;

const openPinned = async (source: ByteSource): Promise<PinnedFile> => {
  try {
    return await PinnedFile.open(source.file ?? source.path);
  } catch (cause) {
    throw new InputError(`${source.path}: cannot be read any more; check the path`, cause);
  }
};

interface IngestRequest {
  readonly pinned: PinnedFile | undefined;
  readonly options: IngestOptions;
  readonly known: readonly KnownInput[];
  readonly early: EarlyCut | undefined;
}

const ingestOnce = async (
  store: IngestStore,
  source: ByteSource,
  pinned: PinnedFile | undefined,
  options: IngestOptions,
): Promise<InputAccount> => {
  const known = options.again === true ? [] : await knownInputs(store);
  // What might be stored already must be recognised first.
  const early = known.length === 0 ? await EarlyCut.begin(store, source, pinned, options) : undefined;
  try {
    return await ingestUnknown(store, source, { pinned, options, known, early });
  } finally {
    await early?.abandon();
  }
};

const ingestUnknown = async (
  store: IngestStore,
  source: ByteSource,
  { pinned, options, known, early }: IngestRequest,
): Promise<InputAccount> => {
  const wanted = options.once === true ? undefined : wantedPrefixes(known);
  const pass = await passOver(source, pinned, wanted, options);
  const seen = pass && recognise(known, source.path, storableBytes(pass, options), pass.prefixes);
  if (seen?.kind === 'known') return unchanged(source.path, seen.input);
  if (seen?.kind === 'new' && pass !== undefined && storableBytes(pass, options) === pass.completeBytes) {
    const whole = await standingBeginning(known, pass, options.signal);
    if (whole !== undefined) return unchangedBeginning(source.path, whole);
  }

  const hashed = new HashedLines(limited(source, pinned, pass, options), wanted);
  const peeked = await PeekedBytes.peek(hashed);
  if (peeked.head.length === 0) return emptyAccount(source);
  const chosen = early?.chosen ?? chooseFormat(source.path, peeked.head, options);
  const hint = early?.hint ?? (await settleYear(chosen, source, pass?.completeBytes, options));
  const staging = await stageSource(store, source, {
    pinned,
    pass,
    hashed,
    bytes: peeked,
    chosen,
    options,
    seen,
    parse: hint.options,
    early,
  });
  try {
    const content = contentOf(pass, hashed, staging);
    const recognition = seen ?? recognise(known, source.path, content.completeBytes, content.prefixes);
    const told = staging.failure?.message;
    if (staging.failure !== undefined) options.onBroken?.(staging.failure);
    if (recognition.kind === 'known') return unchanged(source.path, recognition.input, told);
    if (told !== undefined && recognition.kind === 'new') {
      const whole = beginningOf(known, content.completeBytes, content.prefixes);
      if (whole !== undefined) return unchanged(source.path, whole, told);
    }
    if (recognition.kind === 'new') refuseChangedTable(known, source);
    const learned = await learnColumns(store, staging.staged, chosen);
    return await commitInput(store, source, options, {
      ...staging,
      chosen: learned.chosen,
      parseOptions: hint.options,
      pass,
      recognition,
      content,
      notes: [...hint.notes, ...learned.notes],
    });
  } finally {
    await store.dropLines(staging.staged);
    await peeked.close();
  }
};

/**
 * A file that no longer begins as stored was rotated. A table is another matter: what is
 * left of its rows is stored already, and lines do not tell which of them are new.
 */
const refuseChangedTable = (known: readonly KnownInput[], source: ByteSource): void => {
  if (source.isTable !== true || known.every((input) => input.path !== source.path)) return;
  throw new InputError(
    `${source.path}: rows that are stored already were removed or changed, so new ones cannot be told from old ones; take the stored ones away with "logfence store forget" and read it anew, or add all rows with --again`,
  );
};

/** Looks the held file over; one that lost its name meanwhile is opened anew. */
const passOver = async (
  source: ByteSource,
  pinned: PinnedFile | undefined,
  wanted: readonly number[] | undefined,
  options: IngestOptions,
): Promise<BytePass | undefined> => {
  if (source.file === undefined || pinned === undefined) return undefined;
  const pass = await bytePass(source.file, wanted, options.signal);
  if (!(await pinned.isInPlace(pass.sizeBytes))) throw new FileChanged();
  return pass;
};

const storableBytes = (pass: BytePass, options: IngestOptions): number =>
  options.takeLastLine ? pass.sizeBytes : pass.completeBytes;

/** What was read, as the ledger knows it; throws FileChanged when a file was not what the byte pass saw. */
const contentOf = (pass: BytePass | undefined, hashed: HashedLines, staging: Staging): Content => {
  if (staging.way === 'blocks') {
    const lines = hashed.fingerprint(false);
    const withTail = staging.pendingBytes === 0 && staging.failure === undefined;
    if (pass !== undefined && (hashed.bytes !== pass.sizeBytes || lines !== pass.fingerprint))
      throw new FileChanged();
    const fingerprint = hashed.fingerprint(withTail);
    return {
      completeBytes: hashed.bytes - staging.pendingBytes,
      fingerprint,
      prefixes: pass?.prefixes ?? hashed.prefixes,
    };
  }
  return {
    completeBytes: pass?.completeBytes ?? 0,
    fingerprint: pass?.fingerprint ?? '',
    prefixes: pass?.prefixes ?? new Map(),
  };
};

/** The bytes of the source; of a plain file only what the byte pass has seen. */
async function* limited(
  source: ByteSource,
  pinned: PinnedFile | undefined,
  pass: BytePass | undefined,
  options: IngestOptions,
): AsyncGenerator<Buffer> {
  const bytes =
    pinned === undefined || pass === undefined
      ? source.bytes(options.signal)
      : pinned.bytes(0, pass.sizeBytes, options.signal);
  let given = 0;
  for await (const chunk of bytes) {
    given += chunk.length;
    options.onProgress?.(given, pass?.sizeBytes ?? source.sizeBytes);
    yield chunk;
  }
}

interface StageRequest {
  readonly pinned: PinnedFile | undefined;
  readonly pass: BytePass | undefined;
  readonly hashed: HashedLines;
  readonly bytes: AsyncIterable<Buffer>;
  readonly chosen: ChosenFormat;
  readonly options: IngestOptions;
  readonly seen: Recognition | undefined;
  readonly parse: ParseOptions;
  readonly early: EarlyCut | undefined;
}

const stageSource = async (
  store: IngestStore,
  source: ByteSource,
  request: StageRequest,
): Promise<Staging> => {
  const { pinned, pass, chosen, options } = request;
  const strict = chosen.shape.strict?.pattern;
  const end = await stageEnd(store, request, strict);
  if (end !== undefined) return end;
  const keepsText = keepsOriginals(source, options);
  const cutting = canCut(store)
    ? await cuttingOf(store, {
        ...chosen,
        parse: request.parse,
        keepsText,
        onlyFields: wantedFields(options),
      })
    : undefined;
  const whole = pass !== undefined && pass.obstacles.length === 0 && pass.completeBytes === pass.sizeBytes;
  const { stageFile } = store;
  if (whole && source.file !== undefined && stageFile !== undefined) {
    options.onProgress?.(0, pass.sizeBytes);
    const file: WholeFile = {
      pass,
      cutting,
      stageFile: (path, lineEnd) => stageFile.call(store, path, strict, lineEnd),
    };
    const staged = (await request.early?.settle(pass)) ?? (await stageWhole(store, source.file, file));
    // The engine opened the file by its name and read to its end.
    const isSame = (await pinned?.isInPlace(0)) === true && (await pinned?.sizeBytes()) === pass.sizeBytes;
    if (isSame) return { staged, way: 'engine', pendingBytes: 0 };
    await store.dropLines(staged);
  }
  await request.early?.abandon();
  const ended = async (): Promise<boolean> => {
    if (pinned === undefined || pass === undefined) return true;
    return options.takeLastLine && (await pinned.sizeBytes()) === pass.sizeBytes;
  };
  const cutOff = (): number => request.hashed.tailBytes;
  const blocks = new LineBlocks(request.bytes, ended);
  if (cutting === undefined || !canCut(store)) return stageBlocks(store, blocks, strict, 'blocks', cutOff);
  return stageAll(store, await store.beginCut(cutting), (staged) => cutBlocks(store, staged, blocks), {
    way: 'blocks',
    cutOff,
    pending: () => blocks.pending,
  });
};

/** What a plain file has grown by, when that is the smaller part of it; undefined where all of it must be read. */
const stageEnd = async (
  store: IngestStore,
  { pinned, pass, seen, options }: StageRequest,
  strict: string | undefined,
): Promise<Staging | undefined> => {
  if (pinned === undefined || pass === undefined || seen?.kind !== 'grown') return undefined;
  const { completeBytes, lines } = seen.input;
  if (completeBytes < pass.sizeBytes / 2) return undefined;
  const bytes = pinned.bytes(completeBytes, pass.sizeBytes, options.signal);
  const ended = (): boolean => options.takeLastLine;
  const staging = await stageBlocks(store, new LineBlocks(bytes, ended, false), strict, 'end', () => 0);
  if (!(await pinned.isInPlace(pass.sizeBytes))) {
    await store.dropLines(staging.staged);
    throw new FileChanged();
  }
  const { staged } = staging;
  return { ...staging, staged: { ...staged, number: sql`(${staged.number} + ${lines})` } };
};

interface WholeFile {
  readonly pass: BytePass;
  readonly cutting: Cutting | undefined;
  stageFile(file: string, lineEnd: BytePass['lineEnd']): Promise<StagedLines>;
}

/** Stages a clean file; a large one is cut in one pass. */
const stageWhole = async (
  store: IngestStore,
  file: string,
  { pass, cutting, stageFile }: WholeFile,
): Promise<StagedLines> => {
  const { sizeBytes, lineEnd } = pass;
  if (cutting === undefined || !canCut(store) || sizeBytes < store.cutFrom) return stageFile(file, lineEnd);
  const staged = await store.beginCut(cutting);
  await store.cutFile(staged, file, lineEnd);
  await store.endCut(staged);
  return staged;
};

const stageBlocks = async (
  store: IngestStore,
  blocks: LineBlocks,
  strict: string | undefined,
  way: Staging['way'],
  cutOff: () => number,
): Promise<Staging> => {
  const append = async (staged: StagedLines): Promise<void> => {
    for await (const block of blocks) await store.appendLines(staged, block);
  };
  return stageAll(store, await store.beginLines(strict), append, {
    way,
    cutOff,
    pending: () => blocks.pending,
  });
};

/** Takes all lines in; when the source breaks off, what came before stays. */
const stageAll = async (
  store: IngestStore,
  staged: StagedLines,
  takeIn: (staged: StagedLines) => Promise<void>,
  {
    way,
    cutOff,
    pending,
  }: {
    readonly way: Staging['way'];
    /** Bytes of a line that was cut off. */
    readonly cutOff: () => number;
    readonly pending: () => number;
  },
): Promise<Staging> => {
  try {
    await takeIn(staged);
  } catch (failure) {
    if (!(failure instanceof InputError)) {
      await store.dropLines(staged);
      throw failure;
    }
    return { staged, way, pendingBytes: cutOff(), failure };
  }
  return { staged, way, pendingBytes: pending() };
};
