import { lineParser, type ParsedValue } from '../formats/compile-javascript.ts';
import { type ClientRule, clientRuleFor } from '../ingest/behind-proxies.ts';
import { chooseFormat } from '../ingest/choose-format.ts';
import type { FormatDefinition } from '../formats/definition.ts';
import { LineBlocks } from '../ingest/line-blocks.ts';
import { PeekedBytes } from '../ingest/sample.ts';
import { settleYear } from '../ingest/year-hint.ts';
import { type Facts, type FactTable, lookupFields } from '../schema/facts.ts';
import { DATASET_FIELDS } from '../schema/fields.ts';
import { DOMAIN as DOMAIN_PATTERN, ORIGIN as ORIGIN_PATTERN } from '../sql/derive-text.ts';
import { InputError } from '../kernel/errors.ts';
import { microsToIso } from '../kernel/time.ts';
import type { ByteSource } from '../sources/source.ts';
import { type ChosenFormats, chosenFormats } from './chosen-formats.ts';
import { clientRuleOf, type EnrichmentOptions, knowledgeOf } from './enrichment-options.ts';
import { type DataOptions, openAll } from './open-data.ts';

/** One line as a nested ECS document, or as a refusal. */
export type ParsedDocument = Readonly<Record<string, unknown>>;

/**
 * Every line of the inputs in order, parsed one by one without a store: events as
 * nested documents, refused lines with the reason. Blank lines and comments are left out.
 * Of an input that breaks off, the lines before that are given.
 * @throws UsageError, InputError.
 */
export async function* parseInputs(options: DataOptions): AsyncGenerator<ParsedDocument> {
  const formats = await chosenFormats(options);
  const sources = await openAll(options);
  try {
    for (const source of sources) {
      if (source.kind !== 'bytes') {
        options.onNote?.(`${source.path} is a table of typed columns and has no lines to parse`);
        continue;
      }
      let given = 0;
      try {
        for await (const document of parseSource(source, options, formats)) {
          yield document;
          given += 1;
        }
      } catch (error) {
        if (!(error instanceof InputError) || given === 0) throw error;
        options.onNote?.(`${error.message}; gave the complete lines before that`);
        options.onBroken?.(error);
      }
    }
  } finally {
    for (const source of sources) await source.close();
  }
}

async function* parseSource(
  source: ByteSource,
  options: DataOptions,
  formats: ChosenFormats,
): AsyncGenerator<ParsedDocument> {
  const peeked = await PeekedBytes.peek(source.bytes(options.signal));
  if (peeked.head.length === 0) {
    options.onNote?.(`${source.path} is empty`);
    return;
  }
  const chosen = chooseFormat(source.path, peeked.head, formats);
  options.onNote?.(`${source.path}: ${chosen.format.name}`);
  const { timeZone = 'UTC', year, effects } = options;
  const hint = await settleYear(chosen, source, undefined, {
    timeZone,
    now: () => effects.now(),
    ...(year === undefined ? {} : { year }),
  });
  for (const note of hint.notes) options.onNote?.(`${source.path}: ${note}`);
  const parse = lineParser(chosen.format, chosen.shape, hint.options);
  const rule = clientRuleOf(options.enrichment, true);
  const clients = clientRuleFor(rule, chosen.format, source.origin === 'found');
  const known = knownFields(chosen.format, options.enrichment);
  const format = { logfence: { format: chosen.format.name } };
  let line = 0;
  for await (const block of new LineBlocks(peeked, () => true)) {
    const tooLong = new Set(block.marks.filter((mark) => mark.kind === 'too long').map((mark) => mark.index));
    for (const [index, text] of block.text.split('\n').entries()) {
      line += 1;
      const log = { file: { path: source.path }, line };
      if (tooLong.has(index + 1)) {
        yield { ...format, error: { message: 'longer than 16 MiB' }, event: { original: text }, log };
        continue;
      }
      const parsed = parse(text);
      if (parsed.kind === 'rejected') {
        yield { ...format, error: { message: parsed.reason() }, event: { original: text }, log };
      } else if (parsed.kind === 'event') {
        const unmapped = parsed.unmapped();
        const fields = {
          ...withClient(parsed.fields, clients),
          ...urlParts(parsed.fields),
          ...outcomeOf(parsed.fields),
        };
        const document = nested({
          ...fields,
          ...known(fields),
          'event.dataset': chosen.format.dataset,
          'event.original': text,
          'log.file.path': source.path,
          'log.line': BigInt(line),
        });
        yield {
          ...document,
          logfence: { ...format.logfence, ...(Object.keys(unmapped).length === 0 ? {} : { unmapped }) },
        };
      }
    }
  }
}

type Fields = Readonly<Record<string, ParsedValue>>;

/** What is known about the addresses, agents and names of an event, where the user named files that know of them. */
const knownFields = (
  { dataset, columns = [] }: FormatDefinition,
  enrichment: EnrichmentOptions = {},
): ((fields: Fields) => Fields) => {
  const { names, indicators, databases } = enrichment;
  if (names === undefined && indicators === undefined && databases === undefined) return () => ({});
  const knowledge = knowledgeOf(enrichment);
  const builtIn = Object.entries(DATASET_FIELDS).find(([name]) => name === dataset)?.[1] ?? [];
  const wanted = lookupFields([...builtIn, ...columns]);
  return (fields) => {
    const facts = new Map<string, Facts>();
    const factsOf = (table: FactTable, input: string): Facts => {
      const entity = fields[input];
      const known = facts.get(`${table} ${input}`);
      if (known !== undefined || typeof entity !== 'string') return known ?? {};
      const found = knowledge.lookUp(table, entity);
      facts.set(`${table} ${input}`, found);
      return found;
    };
    return Object.fromEntries(
      wanted.flatMap(({ name, places }) => {
        const [value] = places.flatMap(({ table, input, column }) => factsOf(table, input)[column] ?? []);
        return value === undefined || (fields[name] ?? null) !== null ? [] : [[name, value]];
      }),
    );
  };
};

/** The same fields with the client in place of a trusted proxy. */
const withClient = (
  fields: Readonly<Record<string, ParsedValue>>,
  rule: ClientRule | undefined,
): Readonly<Record<string, ParsedValue>> => {
  const peer = fields['source.ip'];
  const forwarded = rule === undefined ? null : fields[rule.field];
  if (rule === undefined || typeof peer !== 'string' || typeof forwarded !== 'string') return fields;
  return { ...fields, 'source.ip': rule.client(peer, forwarded) };
};

const ORIGIN = new RegExp(ORIGIN_PATTERN, 'u');
const DOMAIN = new RegExp(DOMAIN_PATTERN, 'u');

/** The derived fields `url.path`, `url.query` and `url.domain` (schema/derived-fields), as the engines cut them. */
const urlParts = (fields: Readonly<Record<string, ParsedValue>>): Readonly<Record<string, ParsedValue>> => {
  const target = fields['url.original'];
  if (typeof target !== 'string') return {};
  const path = /^[^?#]*/.exec(target.replace(ORIGIN, ''))?.[0] ?? '';
  const query = /^[^?#]*[?]([^#]*)/u.exec(target)?.[1] ?? '';
  return {
    ...('url.domain' in fields ? {} : { 'url.domain': DOMAIN.exec(target)?.[1] ?? null }),
    'url.path': path === '' ? null : path,
    'url.query': query === '' ? null : query,
  };
};

/** The derived field `event.outcome` of what has a status of HTTP and no outcome of its own. */
const outcomeOf = (fields: Readonly<Record<string, ParsedValue>>): Readonly<Record<string, ParsedValue>> => {
  const status = fields['http.response.status_code'];
  if (typeof status !== 'bigint' || 'event.outcome' in fields || status < 100n || status > 599n) return {};
  return { 'event.outcome': status < 400n ? 'success' : 'failure' };
};

/** Dotted names become nested objects; missing fields are left out. */
const nested = (fields: Readonly<Record<string, ParsedValue>>): ParsedDocument => {
  const document: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    const path = name.split('.');
    const place = placeFor(document, path.slice(0, -1));
    const key = path.at(-1) ?? name;
    // A log may have both a and a.b: the second keeps its dotted name.
    if (place === null || Object.hasOwn(place, key)) put(document, name, plainValue(name, value));
    else put(place, key, plainValue(name, value));
  }
  return document;
};

/** The object at a path, made where it is missing; null where something else stands there. */
const placeFor = (
  document: Record<string, unknown>,
  path: readonly string[],
): Record<string, unknown> | null => {
  let place = document;
  for (const part of path) {
    if (!Object.hasOwn(place, part)) put(place, part, {});
    const next = place[part];
    if (typeof next !== 'object' || next === null || Array.isArray(next)) return null;
    place = next as Record<string, unknown>;
  }
  return place;
};

/** Names come from logs: `__proto__` is a name like any other. */
const put = (place: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(place, key, { value, enumerable: true, writable: true, configurable: true });
};

const plainValue = (name: string, value: Exclude<ParsedValue, null>): Exclude<ParsedValue, null | bigint> => {
  if (typeof value !== 'bigint') return value;
  if (name === '@timestamp') return microsToIso(value);
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value.toString();
};
