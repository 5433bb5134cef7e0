import { lineParser, type ParsedValue } from '../formats/compile-javascript.ts';
import { FORMATS } from '../formats/registry.ts';
import { chooseFormat } from '../ingest/choose-format.ts';
import { LineBlocks } from '../ingest/line-blocks.ts';
import { PeekedBytes } from '../ingest/sample.ts';
import { settleYear } from '../ingest/year-hint.ts';
import { microsToIso } from '../kernel/time.ts';
import type { ByteSource } from '../sources/source.ts';
import { type DataOptions, formatOf, openAll } from './open-data.ts';

/** One line as a nested ECS document, or as a refusal. */
export type ParsedDocument = Readonly<Record<string, unknown>>;

/**
 * Every line of the inputs in order, parsed one by one without a store: events as
 * nested documents, refused lines with the reason. Blank lines and comments are left out.
 * @throws UsageError, InputError.
 */
export async function* parseInputs(options: DataOptions): AsyncGenerator<ParsedDocument> {
  const format = formatOf(options);
  const sources = await openAll(options);
  try {
    for (const source of sources) {
      if (source.kind !== 'bytes') {
        options.onNote?.(`${source.path} is a table of typed columns and has no lines to parse`);
        continue;
      }
      yield* parseSource(source, { ...options, ...(format === undefined ? {} : { chosen: format }) });
    }
  } finally {
    for (const source of sources) await source.close();
  }
}

async function* parseSource(
  source: ByteSource,
  options: DataOptions & { readonly chosen?: (typeof FORMATS)[number] },
): AsyncGenerator<ParsedDocument> {
  const peeked = await PeekedBytes.peek(source.bytes(options.signal));
  if (peeked.head.length === 0) {
    options.onNote?.(`${source.path} is empty`);
    return;
  }
  const chosen = chooseFormat(source.path, peeked.head, {
    formats: FORMATS,
    ...(options.chosen === undefined ? {} : { format: options.chosen }),
  });
  options.onNote?.(`${source.path}: ${chosen.format.name}`);
  const { timeZone = 'UTC', year, effects } = options;
  const hint = await settleYear(chosen, source, undefined, {
    timeZone,
    now: () => effects.now(),
    ...(year === undefined ? {} : { year }),
  });
  if (hint.note !== undefined) options.onNote?.(`${source.path}: ${hint.note}`);
  const parse = lineParser(chosen.format, chosen.shape, hint.options);
  let line = 0;
  for await (const block of new LineBlocks(peeked, () => true)) {
    const tooLong = new Set(block.marks.filter((mark) => mark.kind === 'too long').map((mark) => mark.index));
    for (const [index, text] of block.text.split('\n').entries()) {
      line += 1;
      const log = { file: { path: source.path }, line };
      if (tooLong.has(index + 1)) {
        yield { error: { message: 'longer than 16 MiB' }, event: { original: text }, log };
        continue;
      }
      const parsed = parse(text);
      if (parsed.kind === 'rejected') {
        yield { error: { message: parsed.reason() }, event: { original: text }, log };
      } else if (parsed.kind === 'event') {
        yield nested({
          ...parsed.fields,
          'event.dataset': chosen.format.dataset,
          'event.original': text,
          'log.file.path': source.path,
          'log.line': BigInt(line),
        });
      }
    }
  }
}

/** Dotted names become nested objects; missing fields are left out. */
const nested = (fields: Readonly<Record<string, ParsedValue>>): ParsedDocument => {
  const document: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    const path = name.split('.');
    let place = document;
    for (const part of path.slice(0, -1)) {
      place[part] = place[part] ?? {};
      place = place[part] as Record<string, unknown>;
    }
    place[path.at(-1) ?? name] = plainValue(name, value);
  }
  return document;
};

const plainValue = (name: string, value: Exclude<ParsedValue, null>): Exclude<ParsedValue, null | bigint> => {
  if (typeof value !== 'bigint') return value;
  if (name === '@timestamp') return microsToIso(value);
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value.toString();
};
