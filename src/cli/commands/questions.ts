import { existsSync } from 'node:fs';
import { UsageError } from '../../kernel/errors.ts';
import { visibleText } from '../../kernel/visible-text.ts';
import { namesIn, splitFieldList } from '../../kernel/field-call.ts';
import { type DataOptions, type OpenData, openData } from '../../workflows/open-data.ts';
import {
  type Answer,
  type AskedQuestion,
  askBaselineTable,
  askSql,
  QUESTIONS,
} from '../../workflows/questions.ts';
import type { CommandContext, Options, Runner } from '../command-context.ts';
import { crosstabForPeople, type Matrix } from '../output/crosstab-matrix.ts';
import { printRows } from '../output/print-rows.ts';
import { dataOptions, given, narrowing, whereOf } from './data-options.ts';

interface Asked {
  readonly inputs: readonly string[];
  readonly ask: AskedQuestion;
  /** All that may name a field, where nothing else is asked for; undefined where anything may be. */
  readonly about?: readonly string[];
  /** The answer as a person reads it best in so many columns. */
  readonly forPeople?: (answer: Answer, width: number) => Matrix;
}

type Words = readonly string[];

const DEFAULT_ROWS = 20;
/** Answers whose length is known and small: shown whole. */
const WHOLE = new Set(['fields', 'describe', 'baseline']);

const texts = (value: unknown): readonly string[] | undefined => value as readonly string[] | undefined;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Options every question takes, as the explore room names them. */
const common = (name: string, options: Options, isTable: boolean) => ({
  ...narrowing(options),
  ...given({
    sort: text(options['sort']),
    having: text(options['having']),
    fields: texts(options['fields']),
  }),
  ...(typeof options['limit'] === 'number'
    ? { limit: options['limit'] }
    : isTable && !WHOLE.has(name)
      ? { limit: DEFAULT_ROWS }
      : {}),
});

const prefixBits = (value: unknown): number | readonly [number, number] | undefined => {
  if (value === undefined) return undefined;
  const bits = (value as readonly string[]).map(Number);
  const [first, second] = bits;
  if (first === undefined || bits.length > 2 || bits.some((bit) => !Number.isInteger(bit))) {
    throw new UsageError('--by-prefix takes 0 to 32 for IPv4, or IPv4 and IPv6 bits such as 24,48');
  }
  return second === undefined ? first : [first, second];
};

/** `--top` goes before the usual number of rows; of `--top` and `--limit` the smaller counts. */
const least = (top: number | undefined, limit: number | undefined, said: unknown): number | undefined =>
  top === undefined || limit === undefined ? (top ?? limit) : said === undefined ? top : Math.min(top, limit);

type Common = ReturnType<typeof common>;
type Builder = (words: Words, options: Options, shared: Common) => Asked;

const BUILDERS: Readonly<Record<string, Builder>> = {
  fields: (words, options, shared) => {
    const derived = options['derived'] === true;
    return { inputs: words, ask: (store) => QUESTIONS.fields(store, { ...shared, derived }) };
  },
  hosts: (words, _options, shared) => ({ inputs: words, ask: (store) => QUESTIONS.hosts(store, shared) }),
  counts: ([field = '', ...inputs], options, shared) => {
    const byPrefix = prefixBits(options['byPrefix']);
    const top = options['top'] as number | undefined;
    const { limit, ...rest } = shared;
    const asked = {
      field,
      ...rest,
      ...given({ given: text(options['given']), byPrefix, limit: least(top, limit, options['limit']) }),
    };
    const about = [field, text(options['given']) ?? ''];
    return { inputs, about, ask: (store) => QUESTIONS.counts(store, asked) };
  },
  crosstab: ([row = '', column = '', ...inputs], options, shared) => {
    const normalize = options['normalize'] as 'row' | 'column' | 'all' | undefined;
    const asked = { row, column, ...shared, ...given({ normalize }) };
    const shapes = [options['sort'], options['having'], options['fields'], options['limit']];
    if (shapes.some((shape) => shape !== undefined))
      return { inputs, about: [row, column], ask: (store) => QUESTIONS.crosstab(store, asked) };
    const { limit = Number.POSITIVE_INFINITY, ...all } = asked;
    return {
      inputs,
      about: [row, column],
      ask: (store) => QUESTIONS.crosstab(store, all),
      forPeople: (answer, width) => crosstabForPeople(answer, { rowField: row, normalize, limit, width }),
    };
  },
  describe: (words, options, shared) => {
    const said = options['ofCounts'] as string | true | undefined;
    const by = text(options['by']);
    // With --by it takes no field: the word behind it is an input.
    const isInput = by !== undefined && typeof said === 'string';
    const more = given({ ofCounts: isInput ? true : said, by, metric: text(options['metric']) });
    return {
      inputs: isInput ? [said, ...words] : words,
      ask: (store) => QUESTIONS.describe(store, { ...shared, ...more }),
    };
  },
  resample: (words, options, shared) => {
    const more = given({
      mode: texts(options['mode']),
      distinct: texts(options['distinct']),
      sum: texts(options['sum']),
      mean: texts(options['mean']),
      metrics: texts(options['metric']),
      by: text(options['by']),
      averageOverEntities: options['averageOverEntities'] as boolean | undefined,
      span: options['span'] as 'own' | 'all' | undefined,
    });
    const every = text(options['every']) ?? '1h';
    const { mode = [], distinct = [], sum = [], mean = [], metrics = [] } = more;
    const about = [...mode, ...distinct, ...sum, ...mean, ...metrics, more.by ?? ''];
    return {
      inputs: words,
      about,
      ask: (store) => QUESTIONS.resample(store, { every, ...shared, ...more }),
    };
  },
  pivot: (words, options, shared) => {
    const by = splitFieldList(text(options['by']) ?? 'source.ip');
    const more = given({ metrics: texts(options['metric']), every: text(options['every']) });
    // Without metrics it shows whatever there is.
    const about = more.metrics === undefined ? {} : { about: [...by, ...more.metrics] };
    return { inputs: words, ...about, ask: (store) => QUESTIONS.pivot(store, { by, ...shared, ...more }) };
  },
  sql: ([query = '', ...inputs], _options, shared) => ({
    inputs,
    ask: (store) => askSql(store, query, shared),
  }),
  baseline: (words, options, { since: _since, until: _until, ...shared }) => {
    const windows = options['windows'] === true;
    const more = { rule: String(options['rule']), windows, ...given({ where: whereOf(options) }) };
    return { inputs: words, ask: (store) => askBaselineTable(store, { ...shared, ...more }) };
  },
};

/** The same answer after name servers were asked about the addresses in it. */
const withNames = async (
  answer: Answer,
  askAgain: () => Promise<Answer>,
  { store, knowledge }: OpenData,
  { effects, enrichment = {}, signal, onNote }: DataOptions,
): Promise<Answer> => {
  const { resolveNames } = await import('../../workflows/resolve-names.ts');
  const addresses = answer.rows.flatMap((row) =>
    typeof row['address'] === 'string' ? [row['address']] : [],
  );
  onNote?.(await resolveNames(addresses, { store, knowledge, options: enrichment, effects, signal }));
  return askAgain();
};

/** All columns, or for people those in which something stands. */
const shownColumns = ({ columns, rows }: Answer, onlyFilled: boolean): readonly string[] =>
  columns
    .map((column) => column.name)
    .filter((name) => !onlyFilled || rows.length === 0 || rows.some((row) => row[name] !== null));

/** Shares are seen as bars, and what changes over time. */
const barColumn = (name: string, columns: Answer['columns']): { readonly bar?: string } => {
  const share = columns.find((column) => column.type === 'share')?.name;
  const timed =
    name === 'resample'
      ? (
          columns.find((column) => column.name === 'mean') ??
          columns.find((column) => column.name === 'events')
        )?.name
      : undefined;
  const bar = share ?? timed;
  return bar === undefined ? {} : { bar };
};

/** Words in front of the inputs. */
const FIRST_WORDS: Readonly<Record<string, string>> = {
  counts: 'a field',
  crosstab: 'two fields, one for the rows and one for the columns,',
};

/** Where nothing is left to read because a file stands in the place of a field, says so. */
const refuseFileAsField = (
  name: string,
  words: Words,
  { inputs, store }: { readonly inputs: Words; readonly store?: unknown },
): void => {
  const last = words.at(-1);
  const expected = FIRST_WORDS[name];
  if (expected === undefined || last === undefined || inputs.length > 0 || store !== undefined) return;
  if (existsSync(last))
    throw new UsageError(`${name} takes ${expected} before its inputs, and "${visibleText(last)}" is a file`);
};

/** Runs one exploring question by its name and prints its rows. */
export const questionCommand =
  (name: string): Runner =>
  async (context: CommandContext, words: Words, options: Options): Promise<void> => {
    const build = BUILDERS[name];
    if (build === undefined) throw new UsageError(`unknown question ${name}`);
    const isTable = options['json'] !== true && options['csv'] !== true;
    const { inputs, ask, about, forPeople } = build(words, options, common(name, options, isTable));
    refuseFileAsField(name, words, { ...options, inputs });
    const { finishProgress, ...data } = dataOptions(context, inputs, options);
    const onlyFields = about && namesIn([...about, text(options['where']) ?? '']);
    const opened = await openData({ ...data, ...given({ onlyFields }) });
    finishProgress();
    try {
      const first = await ask(opened.store);
      const whole =
        options['resolveNames'] === true
          ? await withNames(first, () => ask(opened.store), opened, data)
          : first;
      const answer: Matrix = isTable ? (forPeople?.(whole, context.terminal.columns) ?? whole) : whole;
      await printRows(context, options, {
        command: name,
        accounts: opened.accounts,
        rows: answer.rows,
        columns: shownColumns(answer, isTable && name === 'hosts' && options['fields'] === undefined),
        total: answer.total,
        headings: answer.headings,
        notes: answer.notes,
        ...barColumn(name, answer.columns),
      });
    } finally {
      await opened.close();
    }
  };
