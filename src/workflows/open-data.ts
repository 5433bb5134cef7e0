import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type ChosenFormats, chosenFormats } from './chosen-formats.ts';
import { ingestRows, type TableStore } from '../ingest/ingest-rows.ts';
import type { Knowledge } from '../enrichment/knowledge.ts';
import type { ClientRule } from '../ingest/behind-proxies.ts';
import type { IngestStore } from '../ingest/ingest-options.ts';
import { ingestSource } from '../ingest/ingest-source.ts';
import { type FactStore, learnFacts } from '../ingest/learn-facts.ts';
import { InputError, ServiceError, UsageError } from '../kernel/errors.ts';
import { countText } from '../kernel/number-text.ts';
import { guessedYear, type InputAccount } from '../schema/accounting.ts';
import type { Source } from '../sources/source.ts';
import { knownInputs } from '../ingest/ledger.ts';
import { shownAddress } from '../sources/address.ts';
import type { OpenOptions } from '../sources/open.ts';
import type { Effects } from './effects.ts';
import { clientRuleOf, type EnrichmentOptions, knowledgeOf } from './enrichment-options.ts';
import { knownStore } from './known-store.ts';
import { spaceRemark } from './disk-space.ts';
import { IN_MEMORY_BYTES, openNamedStore, openPrivateStore, type StoreHandle } from './open-store.ts';

/** How far reading has come, for a progress line. */
export interface ReadingProgress {
  readonly path: string;
  /** Bytes as they are stored (compressed), or rows of a table. */
  readonly done: number;
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'rows';
}

/** What to read and how; shared by every command. */
export interface DataOptions {
  readonly inputs: readonly string[];
  /** A database file; a private one when absent. */
  readonly store?: string;
  readonly format?: string;
  /** See `FormatChoice`. */
  readonly pattern?: string;
  readonly mapping?: string;
  readonly timeZone?: string;
  readonly year?: number;
  readonly again?: boolean;
  /**
   * Nothing but these fields will be asked for (and the time, the line and its place, which
   * are always there): others are then unknown, and large files are read faster.
   */
  readonly onlyFields?: readonly string[];
  /** Decompressed bytes per compressed byte that are still believed (250). */
  readonly maxExpansion?: number;
  /** What is to be known about addresses beyond the log. */
  readonly enrichment?: EnrichmentOptions;
  /** File of labels: adds `label.attack` and `label.name` to every event. */
  readonly labels?: string;
  readonly effects: Effects;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadingProgress) => void;
  readonly onNote?: (note: string) => void;
  /** An input broke off, or a service failed to deliver it; the others and what came before that are read. */
  readonly onBroken?: (failure: InputError) => void;
  /** The caller shows the remarks of the accounts itself. */
  readonly showsRemarks?: boolean;
}

/** Events ready for questions. The caller closes it. */
export interface OpenData {
  /** Its events carry what look-up data say, too. */
  readonly store: IngestStore & FactStore;
  readonly knowledge: Knowledge;
  /** One account for each input of this run, or of the store when none was given. */
  readonly accounts: readonly InputAccount[];
  close(): Promise<void>;
}

/**
 * Reads the inputs into a store, or opens what was stored before.
 * @throws UsageError for wrong options, InputError for inputs that cannot be read.
 */
export const openData = async (options: DataOptions): Promise<OpenData> => {
  const { inputs, store: path } = options;
  if (inputs.length === 0 && path === undefined) {
    throw new UsageError('nothing to read: name a log file, a folder, an address or --store FILE');
  }
  checkYear(options.year);
  const formats = await chosenFormats(options);
  const client = clientRuleOf(options.enrichment, inputs.length > 0);
  const knowledge = knowledgeOf(options.enrichment);
  const sources = await openAll(options);
  const handle = await openStore(options, sources);
  const failures: string[] = [];
  const onBroken = (failure: InputError): void => {
    failures.push(failure.message);
    options.onBroken?.(failure);
  };
  try {
    const accounts = [];
    for (const source of sources) {
      const account = await readOne(
        handle.store,
        source,
        { ...options, onBroken },
        {
          formats,
          client,
          isOnly: sources.length === 1,
        },
      );
      if (account !== null) accounts.push(account);
    }
    const read =
      inputs.length === 0 ? (await knownInputs(handle.store)).map((input) => input.account) : accounts;
    if (inputs.length > 0 && accounts.length === 0) {
      throw new InputError(`no log found in ${inputs.map(shownAddress).join(', ')}`);
    }
    const broken = brokenOff(read, options.showsRemarks === true ? undefined : failures[0]);
    if (broken !== undefined) options.onNote?.(broken);
    const guessed = inputs.length > 0 && options.showsRemarks !== true ? guessedYear(read) : undefined;
    if (guessed !== undefined) options.onNote?.(guessed);
    if (inputs.length > 0 && path !== undefined) await learnForLater(handle.store, knowledge);
    const known = knownStore(handle.store, knowledge, onlyFieldsOf(options));
    const store = await labelled(known, options);
    return {
      store,
      knowledge,
      accounts: read,
      close: () => (store === known ? handle.close() : closeBoth(store, handle)),
    };
  } catch (error) {
    await handle.close();
    throw error;
  } finally {
    for (const source of sources) await source.close();
  }
};

/** Labels may be of any field. */
const onlyFieldsOf = ({ labels, onlyFields }: DataOptions): readonly string[] | undefined =>
  labels === undefined ? onlyFields : undefined;

/** The years whose moments both engines hold. */
const [FIRST_YEAR, LAST_YEAR] = [1901, 2298];

const checkYear = (year: number | undefined): void => {
  if (year !== undefined && (year < FIRST_YEAR || year > LAST_YEAR))
    throw new UsageError(`--year takes ${FIRST_YEAR} to ${LAST_YEAR}, not ${year}`);
};

/** One line about inputs that are there only in part, with the reason where it is not told elsewhere; undefined where all are whole. */
const brokenOff = (accounts: readonly InputAccount[], failure: string | undefined): string | undefined => {
  const [first, ...others] = accounts.filter((account) => account.status === 'partial');
  if (first === undefined) return failure;
  const more = others.length === 0 ? '' : ` and ${others.length} more broke off`;
  const what = `broke off after ${countText(first.lines, 'line')}${more}; answers know nothing of what came later`;
  return failure === undefined ? `${first.path} ${what}` : `${failure}; ${what}`;
};

/**
 * Keeps what is known now in a store that others will ask later: facts about addresses
 * always, the others where files say something that a later question would lack.
 */
const learnForLater = async (store: FactStore, knowledge: Knowledge): Promise<void> => {
  await learnFacts(store, knowledge, 'hosts');
  if (!('names' in knowledge.versions) && !('indicators' in knowledge.versions)) return;
  await learnFacts(store, knowledge, 'agents');
  await learnFacts(store, knowledge, 'names');
};

/** The store with labels from the file that was named; the same store when none was. */
const labelled = async <Store extends IngestStore>(store: Store, options: DataOptions): Promise<Store> => {
  const { labels, timeZone = 'UTC', onNote, effects } = options;
  if (labels === undefined) return store;
  const { readTruthText, localTime } = await import('./truth-file.ts');
  const { labelStore } = await import('./label-store.ts');
  const text = await readTruthText(labels);
  const suffix = String(Math.floor(effects.now()));
  const result = await labelStore(store, text, { suffix, local: localTime(timeZone) });
  for (const note of result.notes) onNote?.(note);
  return result.store;
};

/** Closing a labelled store drops the labels and closes the one below; the handle then only tidies up. */
const closeBoth = async (store: IngestStore, handle: StoreHandle): Promise<void> => {
  await store.close();
  await handle.close();
};

export const openAll = async (options: DataOptions): Promise<readonly Source[]> => {
  const { openSources } = await import('../sources/open.ts');
  const opened: Source[] = [];
  for (const input of options.inputs) {
    const { sources, skipped } = await openSources(input, sourceOptions(options));
    for (const item of skipped) options.onNote?.(`${item.path}: passed over, ${item.reason}`);
    opened.push(...sources);
  }
  return opened;
};

const sourceOptions = ({ effects, signal, maxExpansion }: DataOptions): OpenOptions => ({
  environment: effects.environment,
  standardInput: effects.standardInput,
  ...(signal === undefined ? {} : { signal }),
  ...(maxExpansion === undefined ? {} : { limits: { maxExpansion } }),
});

/** Compressed logs are taken for some ten times their size. */
const estimatedBytes = (source: Source): number => {
  if (source.kind === 'rows') return Number.POSITIVE_INFINITY;
  return (
    source.sizeBytes ??
    (source.storedBytes === undefined ? Number.POSITIVE_INFINITY : source.storedBytes * 10)
  );
};

const openStore = async (options: DataOptions, sources: readonly Source[]): Promise<StoreHandle> => {
  const { store, effects, onNote, inputs } = options;
  const logBytes = sources.reduce((sum, source) => sum + estimatedBytes(source), 0);
  const folder = placeOnDisk(store, logBytes);
  const remark = folder === undefined ? undefined : await spaceRemark(folder, logBytes);
  if (remark !== undefined) onNote?.(remark);
  if (store !== undefined) {
    return openNamedStore(effects, store, {
      create: inputs.length > 0,
      ...(onNote === undefined ? {} : { onWait: onNote }),
    });
  }
  return openPrivateStore(effects, logBytes);
};

/** The folder whose disk a load fills; undefined for a server and for what is held in memory. */
const placeOnDisk = (store: string | undefined, logBytes: number): string | undefined => {
  if (store === undefined) return logBytes <= IN_MEMORY_BYTES ? undefined : tmpdir();
  return store.includes('://') ? undefined : dirname(resolve(store));
};

/** Why an input cannot be read, without its name and, as many may be passed over, without the list of all formats. */
const reasonOf = (path: string, message: string): string =>
  (message.startsWith(path) ? message.slice(path.length).replace(/^:? /, '') : message).replace(
    /^(fits none of the known formats) \([^)]*\)/,
    '$1',
  );

/** A plain local file does not pass through the source's own meter: the reader tells how far it is. */
const progressOf = (source: Source, readBytes?: number): ReadingProgress => {
  const { rowsYielded, storedBytesRead } = source.progress;
  return rowsYielded > 0 || source.kind === 'rows'
    ? { path: source.path, done: rowsYielded, total: source.storedRows, unit: 'rows' }
    : {
        path: source.path,
        done: storedBytesRead > 0 ? storedBytesRead : (readBytes ?? 0),
        total: source.storedBytes,
        unit: 'bytes',
      };
};

const readOne = async (
  store: IngestStore & TableStore,
  source: Source,
  options: DataOptions,
  {
    formats,
    client,
    isOnly,
  }: {
    readonly formats: ChosenFormats;
    readonly client: ClientRule | undefined;
    readonly isOnly: boolean;
  },
): Promise<InputAccount | null> => {
  const { effects, signal, onProgress, onBroken, timeZone = 'UTC', year, again } = options;
  const onlyFields = onlyFieldsOf(options);
  const common = {
    timeZone,
    now: () => effects.now(),
    onProgress: (readBytes?: number) => onProgress?.(progressOf(source, readBytes)),
    ...(onBroken === undefined ? {} : { onBroken }),
    ...(again === undefined ? {} : { again }),
    ...(signal === undefined ? {} : { signal }),
  };
  const once = isOnly && options.store === undefined;
  try {
    if (source.kind === 'rows') {
      return await ingestRows(store, source, {
        ...common,
        once,
        keepOriginals: options.store !== undefined,
      });
    }
    return await ingestSource(store, source, {
      ...common,
      ...formats,
      takeLastLine: options.store === undefined,
      once,
      ...(client === undefined ? {} : { client }),
      ...(onlyFields === undefined ? {} : { onlyFields }),
      ...(year === undefined ? {} : { year }),
    });
  } catch (error) {
    if (source.origin !== 'found' || !(error instanceof InputError)) throw error;
    options.onNote?.(`${source.path}: passed over, ${reasonOf(source.path, error.message)}`);
    if (error instanceof ServiceError) onBroken?.(error);
    return null;
  }
};
