import { UsageError } from '../../kernel/errors.ts';
import { ecsType } from '../../schema/ecs-fields.ts';
import { DATASET_FIELDS } from '../../schema/fields.ts';
import type { ColumnMapping } from '../column-mapping.ts';
import type { FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { ownFields, withOwnFields } from '../own-columns.ts';
import { typeOfRule } from '../sql-fields.ts';
import { apacheTokens } from './apache-log-format.ts';
import { namedPattern } from './named-groups.ts';
import { nginxTokens } from './nginx-log-format.ts';
import { type Token, webPattern } from './web-captures.ts';

const wrong = (pattern: string, problem: string): UsageError =>
  new UsageError(`--pattern ${JSON.stringify(pattern)}: ${problem}`);

const columnsOf = (fields: Readonly<Record<string, FieldRule>>): FormatDefinition['columns'] => {
  const builtIn = new Set(DATASET_FIELDS.web.map((field) => field.name));
  return Object.entries(fields).flatMap(([name, rule]) => {
    if (builtIn.has(name) || name === '@timestamp') return [];
    const type = typeOfRule(rule);
    return [{ name, type: type === 'keyword' ? (ecsType(name) ?? type) : type, description: '' }];
  });
};

const webFormat = (pattern: string, tokens: readonly Token[], title: string): FormatDefinition => {
  const read = webPattern(tokens);
  if ('touching' in read) {
    throw wrong(
      pattern,
      `nothing stands between ${read.touching.join(' and ')}; put a blank or a sign between them`,
    );
  }
  const shape: LineShape = { parts: read.parts, inner: read.inner };
  return {
    name: 'pattern',
    title,
    dataset: 'web',
    example: pattern,
    shapeFor: () => shape,
    fields: read.fields,
    columns: columnsOf(read.fields) ?? [],
  };
};

/** The lines of a sample as the groups of a pattern; the captures are named for the groups. */
const groupFormat = (pattern: string, mapping?: ColumnMapping): FormatDefinition => {
  const read = namedPattern(pattern);
  if ('problem' in read) throw wrong(pattern, read.problem);
  const whole = new RegExp(`^(?:${read.pattern})$`, 'u');
  const withGroups: LineShape = {
    parts: [{ name: 'line', exact: withGroup(read.pattern, -1) }],
    inner: [
      {
        from: 'line',
        search: Object.fromEntries(
          read.names.map((name, index) => [name, `^(?:${withGroup(read.pattern, index)})$`]),
        ),
      },
    ],
  };
  const base = {
    name: 'pattern',
    title: 'Lines by a regular expression',
    example: pattern,
    shapeFor: () => withGroups,
  };
  return {
    ...withOwnFields(base, ownFields('pattern', [], mapping)),
    forLog: (head) => {
      const columns = read.names.map((name, index) => ({
        name,
        captures: [name],
        sample: head.flatMap((line) => whole.exec(line)?.[index + 1] ?? []),
      }));
      return withOwnFields(base, ownFields('pattern', columns, mapping));
    },
    withMapping: (chosen) => groupFormat(pattern, chosen),
  };
};

/** The same pattern with one of its groups kept, or none. */
const withGroup = (pattern: string, kept: number): string => {
  let index = -1;
  let inClass = false;
  let result = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at] as string;
    if (sign === '\\') {
      result += sign + (pattern[at + 1] ?? '');
      at += 1;
      continue;
    }
    if (sign === '[') inClass = true;
    if (sign === ']') inClass = false;
    const opens = sign === '(' && !inClass && pattern[at + 1] !== '?';
    if (opens) index += 1;
    result += opens && index !== kept ? '(?:' : sign;
  }
  return result;
};

/**
 * A format made of a pattern: an Apache LogFormat when it begins with `%` or holds a directive in
 * quotes, an nginx log_format when it holds `$name`, else a regular expression with named groups
 * that fits a line from its start to its end.
 * @throws UsageError that says which part of the pattern is not understood.
 */
export const patternFormat = (pattern: string): FormatDefinition => {
  if (pattern.trim() === '')
    throw wrong(pattern, 'it is empty; give a LogFormat, a log_format or a regular expression');
  if (pattern.startsWith('%') || (/%[>a-zA-Z{]/.test(pattern) && !pattern.includes('(?'))) {
    const tokens = apacheTokens(pattern);
    if ('unknown' in tokens) {
      throw wrong(
        pattern,
        `${tokens.unknown} is no directive of mod_log_config; see its list of format strings`,
      );
    }
    return webFormat(pattern, tokens, 'Lines by an Apache LogFormat');
  }
  if (/\$\{?[A-Za-z]/.test(pattern) && !pattern.includes('(?')) {
    return webFormat(pattern, nginxTokens(pattern), 'Lines by an nginx log_format');
  }
  return groupFormat(pattern);
};
