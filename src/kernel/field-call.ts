import type { FieldType } from './field-type.ts';

/** A derived field written as a call: `subnet(source.ip,16)`. Arguments are trimmed texts. */
export interface FieldCall {
  readonly name: string;
  readonly arguments: readonly string[];
}

/** What a call gives, what field it takes as its first argument, and how many numbers follow. */
export interface CallShape {
  readonly type: FieldType;
  readonly takes: 'text' | 'number' | 'time' | 'address' | 'any';
  readonly numbers: readonly [minimum: number, maximum: number];
  readonly usage: string;
}

const shape = (
  type: FieldType,
  takes: CallShape['takes'],
  usage: string,
  numbers: readonly [number, number] = [0, 0],
): CallShape => Object.freeze({ type, takes, usage, numbers });

/** Every derivation there is, by name. Their SQL is in sql/derivations. */
export const CALL_SHAPES: Readonly<Record<string, CallShape>> = Object.freeze({
  path: shape('keyword', 'text', 'path(url.original)'),
  query: shape('keyword', 'text', 'query(url.original)'),
  extension: shape('keyword', 'text', 'extension(url.original)'),
  domain: shape('keyword', 'text', 'domain(url.original)'),
  path_template: shape('keyword', 'text', 'path_template(url.original)'),
  agent: shape('keyword', 'text', 'agent(user_agent.original)'),
  length: shape('long', 'text', 'length(url.original)'),
  hour: shape('integer', 'time', 'hour(@timestamp)'),
  weekday: shape('integer', 'time', 'weekday(@timestamp)'),
  day: shape('date', 'time', 'day(@timestamp)'),
  megabytes: shape('double', 'number', 'megabytes(http.response.body.bytes)'),
  outcome: shape('keyword', 'number', 'outcome(http.response.status_code)'),
  size_class: shape('keyword', 'number', 'size_class(http.response.body.bytes,1000,1000000)', [1, 50]),
  subnet: shape('keyword', 'address', 'subnet(source.ip,24,64)', [0, 2]),
  since_previous: shape('double', 'any', 'since_previous(user.name)'),
});

const CALL = /^([a-z_][a-z0-9_]*)\(([^()]*)\)$/;

/** Reads `name(argument, ...)`; undefined for a plain field name. */
export const parseFieldCall = (text: string): FieldCall | undefined => {
  const match = CALL.exec(text.trim());
  if (match === null) return undefined;
  const inside = (match[2] ?? '').trim();
  return {
    name: match[1] ?? '',
    arguments: inside === '' ? [] : inside.split(',').map((argument) => argument.trim()),
  };
};

/** One spelling per field: calls lose their blanks, plain names stay as they are. */
export const normalFieldName = (text: string): string => {
  const call = parseFieldCall(text);
  return call === undefined ? text : `${call.name}(${call.arguments.join(',')})`;
};

/** Cuts a list of fields at its commas, but not inside the parentheses of a call. */
export const splitFieldList = (text: string): readonly string[] =>
  text.split(/,(?![^()]*\))/).map((field) => field.trim());

const PLAIN_NAME = '[\\p{L}\\p{N}_@][\\p{L}\\p{N}_@.-]*';

/** Whether a name is one that `namesIn` finds. */
export const isPlainName = (name: string): boolean => new RegExp(`^${PLAIN_NAME}$`, 'u').test(name);

/** Whatever may be a plain name of a field in expressions and filters; rather too much than too little. */
export const namesIn = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.match(new RegExp(PLAIN_NAME, 'gu')) ?? [])),
];
