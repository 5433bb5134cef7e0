import type { ParseOptions } from '../formats/definition.ts';
import type { InputError } from '../kernel/errors.ts';
import { countText } from '../kernel/number-text.ts';
import type { InputAccount } from '../schema/accounting.ts';
import type { ByteSource } from '../sources/source.ts';
import type { DatasetMaking, EventStore, LineStaging, StagedLines } from '../store/event-store.ts';
import { type ClientRule, clientRuleFor } from './behind-proxies.ts';
import type { BytePass } from './byte-pass.ts';
import type { ChosenFormat } from './choose-format.ts';
import { type KnownInput, nextInputId, writeLedger } from './ledger.ts';
import { INDEX_STEP, type LoadCounts, loadLines } from './load-lines.ts';
import { contentMarks, type Recognition } from './recognise.ts';

/** Lines on their way into the store. */
export interface Staging {
  readonly staged: StagedLines;
  /** By the engine itself, from blocks of bytes, or only what a stored file has grown by. */
  readonly way: 'engine' | 'blocks' | 'end';
  readonly pendingBytes: number;
  /** The source broke off; what came before counts. */
  readonly failure?: InputError;
}

/** What was read of a source, as the ledger knows it. */
export interface Content {
  /** Bytes of the lines that are stored. */
  readonly completeBytes: number;
  readonly fingerprint: string;
  readonly prefixes: ReadonlyMap<number, string>;
}

export interface Commit extends Staging {
  readonly chosen: ChosenFormat;
  readonly parseOptions: ParseOptions;
  readonly pass: BytePass | undefined;
  readonly recognition: Recognition;
  readonly content: Content;
  readonly notes: readonly string[];
}

/** Whether the text of every line is stored: where the source cannot be read a second time. */
export const keepsOriginals = (
  source: ByteSource,
  { keepOriginals = !source.reopenable }: { readonly keepOriginals?: boolean },
): boolean => keepOriginals;

/** Turns staged lines into events and writes the ledger, in one transaction. */
export const commitInput = (
  store: EventStore & LineStaging & DatasetMaking,
  source: ByteSource,
  options: { readonly keepOriginals?: boolean; readonly client?: ClientRule; readonly now: () => number },
  commit: Commit,
): Promise<InputAccount> =>
  store.transaction(async () => {
    const earlier = commit.recognition.kind === 'grown' ? commit.recognition.input : undefined;
    const inputId = earlier?.id ?? (await nextInputId(store));
    const { format, shape } = commit.chosen;
    const nowMicros = BigInt(options.now()) * 1000n;
    if (format.columns !== undefined && format.columns.length > 0)
      await store.makeDataset(format.dataset, format.columns);
    const loaded = await loadLines({
      store,
      staged: commit.staged,
      format,
      shape,
      options: commit.parseOptions,
      inputId,
      input: { path: source.path, ingestedMicros: nowMicros },
      afterLine: earlier?.lines ?? 0,
      startBytes: commit.way === 'end' ? (earlier?.completeBytes ?? 0) : 0,
      keepOriginals: keepsOriginals(source, options),
      client: clientRuleFor(options.client, format, source.origin === 'found'),
    });
    const counts = earlier !== undefined && commit.way === 'end' ? addedUp(earlier, loaded) : loaded;
    const account = accountOf(source, commit, counts, earlier);
    await writeLedger(store, {
      id: inputId,
      dataset: format.dataset,
      account,
      fingerprint: commit.content.fingerprint,
      options: {
        ...contentMarks(commit.content.completeBytes, commit.content.prefixes, earlier),
        timeZone: commit.parseOptions.timeZone,
        newestMicros: commit.parseOptions.newestMicros.toString(),
      },
      lineIndex: counts.lineIndex,
      nowMicros,
    });
    return account;
  });

/** What is stored of a file with what it has grown by. */
const addedUp = (earlier: KnownInput, added: LoadCounts): LoadCounts => {
  const { account, lineIndex } = earlier;
  return {
    lines: account.lines + added.lines,
    parsed: account.parsed + added.parsed,
    rejected: account.rejected + added.rejected,
    skipped: account.skipped + added.skipped,
    repaired: account.repaired + added.repaired,
    bytes: earlier.completeBytes + added.bytes,
    parsedBytes: account.parsedBytes + added.parsedBytes,
    rejectedBytes: account.rejectedBytes + added.rejectedBytes,
    skippedBytes: account.skippedBytes + added.skippedBytes,
    // Counted among all events of the input.
    withoutTime: added.withoutTime,
    // The first new line seldom begins a stretch of the index.
    lineIndex: [...lineIndex, ...added.lineIndex.slice(account.lines % INDEX_STEP === 0 ? 0 : 1)],
  };
};

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
          `goes on after ${countText(earlier.lines, 'line')} stored before${earlier.path === commit.chosen.path ? '' : ` as ${earlier.path}`}`,
        ]),
    ...(failure !== undefined ? [`${failure.message}; kept the complete lines before that`] : []),
    ...(pendingBytes > 0
      ? [`the last line has no line end: ${countText(pendingBytes, 'byte')} left for later`]
      : []),
    ...(counts.repaired > 0
      ? [`${countText(counts.repaired, 'line')} held invalid UTF-8, replaced by U+FFFD`]
      : []),
    ...(pass !== undefined && pass.obstacles.length > 0
      ? [`read line by line because of ${pass.obstacles.join(', ')}`]
      : []),
  ];
};
