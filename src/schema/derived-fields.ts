import { parseFieldCall } from '../kernel/field-call.ts';
import type { FieldType } from '../kernel/field-type.ts';
import type { FieldDefinition } from './fields.ts';

/** A field that is computed from stored ones whenever it is asked for; `expression` is a call (see kernel/field-call). */
export interface DerivedField extends FieldDefinition {
  readonly expression: string;
}

const derived = (name: string, type: FieldType, expression: string, description: string): DerivedField =>
  Object.freeze({ name, type, expression, description });

/** Derived fields that have a name of their own; the others are written as calls. */
const NAMED: readonly DerivedField[] = Object.freeze([
  derived(
    'url.path',
    'keyword',
    'path(url.original)',
    'Request target without scheme, host, query and fragment',
  ),
  derived('url.query', 'keyword', 'query(url.original)', 'What follows the first question mark'),
  derived('url.domain', 'keyword', 'domain(url.original)', 'Host of a target with scheme and host'),
  derived(
    'url.extension',
    'keyword',
    'extension(url.original)',
    'What follows the last dot of the last path segment',
  ),
  derived(
    'url.path_template',
    'keyword',
    'path_template(url.original)',
    'Request target with numbers, UUIDs, hexadecimal runs and query values as placeholders (ours)',
  ),
  derived(
    'user_agent.name',
    'keyword',
    'agent(user_agent.original)',
    'Family of the agent, without versions',
  ),
  derived(
    'event.outcome',
    'keyword',
    'outcome(http.response.status_code)',
    'success for a status below 400, failure from there on',
  ),
  derived('event.hour', 'integer', 'hour(@timestamp)', 'Hour of the day, 0 to 23, UTC (ours)'),
  derived('event.weekday', 'integer', 'weekday(@timestamp)', 'Day of the week, 1 (Monday) to 7, UTC (ours)'),
  derived(
    'event.since_previous',
    'double',
    'since_previous(source.ip)',
    'Seconds since the previous event of the same source address (ours)',
  ),
]);

/** Whether a name is usually computed whenever it is asked for; a dataset may have a column of that name all the same. */
export const isUsuallyDerived = (field: string): boolean =>
  NAMED.some(({ name }) => name === field) || parseFieldCall(field) !== undefined;

const MEBIBYTE_SUFFIX = '.megabytes';

/**
 * The named derived fields that a dataset with these columns offers. A column of the
 * same name goes before a derived field.
 */
export const derivedFields = (fields: readonly FieldDefinition[]): readonly DerivedField[] => {
  const columns = new Set(fields.map((field) => field.name));
  const fitting = NAMED.filter((field) => columns.has(parseFieldCall(field.expression)?.arguments[0] ?? ''));
  return [...fitting, ...fields.flatMap(ofColumn)].filter((field) => !columns.has(field.name));
};

const ofColumn = ({ name, type }: FieldDefinition): readonly DerivedField[] => {
  if (type === 'ip' && name.endsWith('.ip')) {
    const description = `Network of ${name}: /24 for IPv4, /64 for IPv6 (ours)`;
    return [derived(`${name.slice(0, -3)}.subnet`, 'keyword', `subnet(${name},24,64)`, description)];
  }
  if (type !== 'long' || !name.endsWith('.bytes')) return [];
  const stem = name.slice(0, -'.bytes'.length);
  return [
    derived(stem + MEBIBYTE_SUFFIX, 'double', `megabytes(${name})`, `${name} in units of 2^20 bytes (ours)`),
    derived(
      `${stem}.size_class`,
      'keyword',
      `size_class(${name},1,1000,10000,100000,1000000,10000000)`,
      `${name} in classes by powers of ten (ours)`,
    ),
  ];
};
