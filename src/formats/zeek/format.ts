import { delimitedShape } from '../delimited.ts';
import type { FormatDefinition, LineShape } from '../definition.ts';
import { jsonAt, type JsonObject, type JsonValue, readJsonObject } from '../json-reader.ts';
import { JSON_SKELETON } from '../json-text.ts';
import { isZeekLine, pathOfKeys, standardColumns, type ZeekColumn } from './columns.ts';
import { DEFAULT_MARKS, ICMP_STEPS, PORTS, type ZeekMarks, zeekLog } from './log.ts';

const EXAMPLE =
  '{"ts":1614945600.123456,"uid":"CmES5u32sYpV7JYN","id.orig_h":"192.0.2.7","id.orig_p":53172,"id.resp_h":"198.51.100.53","id.resp_p":53,"proto":"udp","trans_id":41,"query":"www.example.org","qclass":1,"qclass_name":"C_INTERNET","qtype":1,"qtype_name":"A","rcode":0,"rcode_name":"NOERROR","AA":false,"TC":false,"RD":true,"RA":true,"Z":0,"answers":["203.0.113.80"],"TTLs":[300.0],"rejected":false}';

const TITLE = 'Zeek logs (TSV by their own header, or JSON)';

/** Zeek's name for a sign: `\\x09` or the sign itself. */
const signOf = (text: string): string => {
  const code = /^\\x([0-9a-fA-F]{2})$/.exec(text)?.[1];
  return code === undefined ? text : String.fromCharCode(Number.parseInt(code, 16));
};

interface Header {
  readonly separator: string;
  readonly path: string;
  readonly columns: readonly ZeekColumn[];
  readonly marks: ZeekMarks;
}

/** The header of a TSV log; null where there is none or it lacks the columns' names. */
const readHeader = (head: readonly string[]): Header | null => {
  const first = head.find((line) => line.startsWith('#separator'));
  const separator = first === undefined ? '\t' : signOf(first.slice('#separator'.length).trim() || '\t');
  if (separator.length !== 1) return null;
  const headerValue = (name: string): string | undefined =>
    head.find((line) => line.startsWith(`#${name}${separator}`))?.slice(name.length + 2);
  const names = headerValue('fields')?.split(separator);
  if (names === undefined || new Set(names).size !== names.length || names.includes('')) return null;
  const path = headerValue('path') ?? 'log';
  const types = headerValue('types')?.split(separator) ?? [];
  const known = new Map(standardColumns(path).map((column) => [column.name, column.type]));
  return {
    separator,
    path,
    columns: names.map((name, index) => ({ name, type: types[index] ?? known.get(name) ?? 'string' })),
    marks: {
      unset: headerValue('unset_field') ?? DEFAULT_MARKS.unset,
      empty: headerValue('empty_field') ?? DEFAULT_MARKS.empty,
      setSeparator: headerValue('set_separator') ?? DEFAULT_MARKS.setSeparator,
    },
  };
};

/** The default columns of a log, empty where it lacks them, then its others: TSV and JSON give equal tables. */
const withStandard = (path: string, columns: readonly ZeekColumn[]): readonly ZeekColumn[] => {
  const standard = standardColumns(path);
  const own = new Map(columns.map((column) => [column.name, column]));
  const names = new Set(standard.map((column) => column.name));
  return [
    ...standard.map((column) => own.get(column.name) ?? column),
    ...columns.filter((column) => !names.has(column.name)),
  ];
};

const tsvLog = ({ separator, path, columns, marks }: Header): FormatDefinition =>
  zeekLog({
    path,
    columns: withStandard(path, columns),
    json: false,
    marks,
    title: `Zeek ${path}.log (TSV)`,
    example: EXAMPLE,
    shape: (fields, inner) => {
      const shape = delimitedShape({
        delimiter: separator,
        columns: columns.map((column) => column.name),
        fields,
        skip: '#[^\\n]*',
        escapes: true,
        inner,
        ...(inner === ICMP_STEPS
          ? { aliases: swapped(PORTS), classes: { proto: '(?:tcp|udp|unknown_transport)' } }
          : {}),
      });
      // What other steps find is not cut out of a strict line.
      return inner.length === 0 || inner === ICMP_STEPS ? shape : withoutStrict(shape);
    },
  });

const withoutStrict = ({ strict: _, ...shape }: LineShape): LineShape => shape;

const swapped = (table: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [value, key]));

const FIRST_DOCUMENTS = 200;

const documentsOf = (head: readonly string[]): readonly JsonObject[] =>
  head.flatMap((line) => {
    if (!line.trimStart().startsWith('{')) return [];
    const document = readJsonObject(line);
    return document.kind === 'object' ? [document] : [];
  });

const isZeek = (document: JsonObject): boolean => isZeekLine(new Set(document.members.keys()));

/** The log that JSON lines are of: as they say themselves, else as their keys tell. */
const pathOf = (documents: readonly JsonObject[]): string => {
  for (const document of documents) {
    const named = jsonAt(document, ['_path']);
    if (named?.kind === 'text' && /^[A-Za-z0-9_-]+$/.test(named.text)) return named.text;
  }
  // Columns that are found further below never make another log of it.
  const first = documents.slice(0, FIRST_DOCUMENTS);
  return pathOfKeys(new Set(first.flatMap((document) => [...document.members.keys()])));
};

/** The Zeek type of what JSON shows. */
const typeOfValue = (value: JsonValue): string => {
  if (value?.kind === 'list') return 'vector[string]';
  if (value?.kind !== 'bare') return 'string';
  if (value.text === 'true' || value.text === 'false') return 'bool';
  return /^-?[0-9]+$/.test(value.text) ? 'count' : 'double';
};

const jsonColumns = (path: string, documents: readonly JsonObject[]): readonly ZeekColumn[] => {
  const types = new Map(standardColumns(path).map((column) => [column.name, column.type]));
  const seen = new Map<string, string>();
  for (const document of documents) {
    for (const [name, value] of document.members) {
      if (types.has(name) || /["\\*]/.test(name) || value === null) continue;
      const type = typeOfValue(value);
      const before = seen.get(name);
      const both = new Set([before ?? type, type]);
      seen.set(name, both.size === 1 ? type : both.has('count') && both.has('double') ? 'double' : 'string');
    }
  }
  return withStandard(
    path,
    [...seen].map(([name, type]) => ({ name, type: name === 'ts' ? 'time' : type })),
  );
};

const jsonLog = (documents: readonly JsonObject[]): FormatDefinition => {
  const path = pathOf(documents);
  const columns = jsonColumns(path, documents).filter((column) => column.name !== '_path');
  return zeekLog({
    path,
    columns,
    json: true,
    marks: DEFAULT_MARKS,
    title: `Zeek ${path}.log (JSON)`,
    example: EXAMPLE,
    skeleton: JSON_SKELETON,
    shape: (_fields, inner) => ({
      parts: [],
      json: Object.fromEntries(columns.map((column) => [column.name, [column.name]])),
      inner,
    }),
  });
};

/** Every Zeek log: TSV by its own header and types, JSON by its keys. */
export const zeek: FormatDefinition = {
  name: 'zeek',
  title: TITLE,
  dataset: 'dns',
  example: EXAMPLE,
  shapeFor: () => null,
  fields: {},
  forLog: (head: readonly string[]) => {
    const header = readHeader(head);
    if (header !== null) return tsvLog(header);
    const documents = documentsOf(head).filter(isZeek);
    return documents.length === 0 ? null : jsonLog(documents);
  },
};
