import { readFile } from 'node:fs/promises';
import type { FormatDefinition } from '../formats/definition.ts';
import { FORMATS, findFormat } from '../formats/registry.ts';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { isTimeZone } from '../kernel/time-zone.ts';
import { fileReason } from './file-reason.ts';

export interface FormatChoice {
  readonly format?: string;
  /** An Apache LogFormat, an nginx log_format or a regular expression with named groups. */
  readonly pattern?: string;
  /** File that says which ECS field each column is. */
  readonly mapping?: string;
  readonly timeZone?: string;
}

export interface ChosenFormats {
  /** Those that detection may take. */
  readonly formats: readonly FormatDefinition[];
  /** The one that is taken without detection. */
  readonly format?: FormatDefinition;
}

/**
 * The formats that the options leave to choose from.
 * @throws UsageError for a name, pattern, mapping or zone that is wrong.
 */
export const chosenFormats = async (options: FormatChoice): Promise<ChosenFormats> => {
  const { format: name, pattern, mapping, timeZone } = options;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new UsageError(`"${timeZone}" is no time zone; use a name such as UTC or Europe/Berlin`);
  }
  if (name !== undefined && pattern !== undefined) {
    throw new UsageError('--format and --pattern both say what the lines are; leave one of them out');
  }
  const named =
    pattern === undefined
      ? namedFormat(name)
      : (await import('../formats/pattern/format.ts')).patternFormat(pattern);
  if (mapping === undefined) return { formats: FORMATS, ...(named === undefined ? {} : { format: named }) };
  const table = await readMapping(mapping);
  const mapped = (format: FormatDefinition): FormatDefinition[] => {
    const definition = format.withMapping?.(table);
    return definition === undefined ? [] : [definition];
  };
  const formats = FORMATS.flatMap(mapped);
  if (named === undefined) return { formats };
  const [format] = mapped(named);
  if (format !== undefined) return { formats, format };
  throw new UsageError(
    `--mapping: ${named.name} has fields of its own; a mapping is for ${formats.map((item) => item.name).join(', ')} and regular expressions`,
  );
};

const namedFormat = (name: string | undefined): FormatDefinition | undefined => {
  if (name === undefined) return undefined;
  const found = findFormat(name);
  if (found !== undefined) return found;
  const names = FORMATS.map((item) => item.name);
  throw unknownName('format', name, names, 'the command formats lists them');
};

const readMapping = async (file: string) => {
  const [{ readRuleDocument }, { checkMapping }] = await Promise.all([
    import('../rules/rule-document.ts'),
    import('../formats/check-mapping.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--mapping ${file}: ${fileReason(error)}`);
  });
  const { value } = readRuleDocument(text, file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${file}: it must be a table with fields, such as "fields: {src: source.ip}"`);
  }
  return checkMapping(file, value, (message) => new UsageError(message));
};
