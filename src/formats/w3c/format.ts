import { DATASET_FIELDS, type FieldDefinition } from '../../schema/fields.ts';
import type { CaptureStep, FieldRule, FormatDefinition, LineShape, PatternPart } from '../definition.ts';
import { exactPattern } from '../shape-pattern.ts';
import { typeOfRule } from '../sql-fields.ts';
import { columnsInOrder } from './without-header.ts';

const text = (from: string): FieldRule => ({ kind: 'text', from });
const number = (from: string, type: 'integer' | 'long'): FieldRule => ({ kind: 'number', from, type });
/** W3C logs write `+` for a space, and a plus sign as it is. */
const spaced = (from: string): FieldRule => ({ kind: 'text', from, replace: ['+', ' '] });

/** Names of the extended log format (W3C working draft WD-logfile-960323, IIS 10). */
const COLUMNS: Readonly<Record<string, readonly [string, FieldRule]>> = {
  'c-ip': ['source.ip', text('c-ip')],
  'c-port': ['source.port', number('c-port', 'integer')],
  's-ip': ['destination.ip', text('s-ip')],
  's-port': ['destination.port', number('s-port', 'integer')],
  'cs-username': ['user.name', text('cs-username')],
  'cs-method': ['http.request.method', text('cs-method')],
  'cs-host': ['url.domain', text('cs-host')],
  'cs(Host)': ['url.domain', text('cs(Host)')],
  'cs(User-Agent)': ['user_agent.original', spaced('cs(User-Agent)')],
  'cs(Referer)': ['http.request.referrer', text('cs(Referer)')],
  'cs(Referrer)': ['http.request.referrer', text('cs(Referrer)')],
  'sc-status': ['http.response.status_code', number('sc-status', 'integer')],
  'sc-bytes': ['http.response.bytes', number('sc-bytes', 'long')],
  'cs-bytes': ['http.request.bytes', number('cs-bytes', 'long')],
  'time-taken': ['event.duration', { kind: 'number', from: 'time-taken', type: 'double', scale: 0.001 }],
  's-computername': ['observer.hostname', text('s-computername')],
  's-sitename': ['service.name', text('s-sitename')],
};

/** Columns that other fields are made of. */
const USED = new Set([
  'date',
  'time',
  'date-local',
  'time-local',
  'cs-uri-stem',
  'cs-uri-query',
  'cs-uri',
  'cs-version',
]);

const STEPS: readonly CaptureStep[] = [
  { name: 'stamp', join: [{ capture: 'date' }, ' ', { capture: 'time' }, 'Z'] },
  { name: 'local stamp', join: [{ capture: 'date-local' }, ' ', { capture: 'time-local' }] },
  {
    from: 'cs-uri-query',
    oneOf: [{ parts: ['-'] }, { parts: [{ name: 'query', exact: '[^ ]+' }], set: { mark: '?' } }],
  },
  { name: 'url', join: [{ capture: 'cs-uri-stem' }, { capture: 'mark' }, { capture: 'query' }] },
  { from: 'cs-version', parts: ['HTTP/', { name: 'version', exact: '[0-9.]+' }] },
];

const isHeader = (line: string): boolean => line.startsWith('#Fields:');

const headerColumns = (head: readonly string[]): readonly string[] | null => {
  const header = head.find(isHeader);
  const names =
    header
      ?.slice('#Fields:'.length)
      .trim()
      .split(/[ \t]+/) ?? [];
  return names.length < 3 || new Set(names).size !== names.length ? null : names;
};

const PLAIN = '[^ \\t]+';
/** Some writers put texts that may hold blanks in quotes, and double a quote inside. */
const QUOTED = '(?:"(?:[^"]|"")*"|[^ \\t"][^ \\t]*)';

const partsOf = (columns: readonly string[], exact: string): readonly PatternPart[] =>
  columns.flatMap((name, index): PatternPart[] =>
    index === 0
      ? [{ name, exact }]
      : [
          { name: `gap ${index}`, exact: '[ \\t]+' },
          { name, exact },
        ],
  );

const fitting = (parts: readonly PatternPart[], head: readonly string[]): number => {
  const whole = new RegExp(exactPattern(parts), 'u');
  return head.filter((line) => !line.startsWith('#') && whole.test(line)).length;
};

/** A quote means nothing in most logs; it does where more lines fit that way. */
const linesOf = (columns: readonly string[], head: readonly string[]): LineShape => {
  const [plain, quoted] = [partsOf(columns, PLAIN), partsOf(columns, QUOTED)];
  const isQuoted = fitting(quoted, head) > fitting(plain, head);
  const shape = { inner: STEPS, skip: '#[^\\n]*' };
  return isQuoted ? { ...shape, parts: quoted, quoted: true } : { ...shape, parts: plain };
};

const definition = (columns: readonly string[], head: readonly string[]): FormatDefinition => {
  const fields: Record<string, FieldRule> = {
    '@timestamp': {
      kind: 'first',
      of: [
        { kind: 'isoTime', from: 'stamp' },
        { kind: 'isoTime', from: 'local stamp' },
      ],
    },
    'url.original': { kind: 'first', of: [text('url'), text('cs-uri')] },
    'http.version': text('version'),
  };
  for (const column of columns) {
    const known = COLUMNS[column];
    if (known !== undefined && !(known[0] in fields)) fields[known[0]] = known[1];
    else if (!USED.has(column)) fields[`w3c.${column.replace(/[^A-Za-z0-9_-]+/g, '_')}`] = text(column);
  }
  const builtIn = new Set(DATASET_FIELDS.web.map((field) => field.name));
  const shape = linesOf(columns, head);
  return {
    ...w3c,
    shapeFor: () => shape,
    fields,
    columns: Object.entries(fields).flatMap(([name, rule]): FieldDefinition[] =>
      builtIn.has(name) || name === '@timestamp' ? [] : [{ name, type: typeOfRule(rule), description: '' }],
    ),
  };
};

/** Whether there are lines, and none has the columns that the header names. */
const isOfNoLine = (format: FormatDefinition | null, head: readonly string[]): boolean => {
  const parts = format?.shapeFor(head)?.parts ?? [];
  return head.some((line) => line !== '' && !line.startsWith('#')) && fitting(parts, head) === 0;
};

/** W3C extended log format as IIS writes it: the columns that `#Fields:` names, or those that a line shows where it was lost. */
export const w3c: FormatDefinition = {
  name: 'w3c',
  title: 'W3C extended log format (IIS), columns by #Fields: or in the order of IIS',
  dataset: 'web',
  example:
    '2021-06-21 20:59:55 192.0.2.10 GET /shop/default.aspx id=7 443 - 203.0.113.9 Mozilla/5.0+(Windows+NT+10.0) - 200 0 0 15',
  shapeFor: () => null,
  fields: {},
  forLog: (head: readonly string[]) => {
    const named = headerColumns(head);
    if (named === null && head.some(isHeader)) return null;
    const read = named === null ? null : definition(named, head);
    const isUntrue = named !== null && isOfNoLine(read, head);
    const columns = named === null || isUntrue ? columnsInOrder(head) : null;
    return columns === null ? read : definition(columns, head);
  },
};
