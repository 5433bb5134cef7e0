import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALL_SHAPES, parseFieldCall } from '../../src/kernel/field-call.ts';
import { derivedFields } from '../../src/schema/derived-fields.ts';
import {
  COMMON_FIELDS,
  DATASET_FIELDS,
  datasetFields,
  type FieldDefinition,
} from '../../src/schema/fields.ts';
import { LABEL_FIELDS } from '../../src/schema/label-fields.ts';
import { DERIVATIONS } from '../../src/sql/derivations.ts';

const PAGE = join(import.meta.dirname, '../../docs/data-model.md');
const updates = process.env['LOGFENCE_UPDATE_DOCS'] === '1' && process.env['CI'] !== 'true';

const datasets = Object.keys(DATASET_FIELDS) as (keyof typeof DATASET_FIELDS)[];
const derived = [
  ...new Map(
    datasets.flatMap((name) => derivedFields(datasetFields(name))).map((field) => [field.name, field]),
  ).values(),
];
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const fieldTable = (fields: readonly FieldDefinition[]): string =>
  table(
    ['field', 'type', 'meaning'],
    fields.map((field) => [`\`${field.name}\``, field.type, field.description]),
  );

const TABLES: Readonly<Record<string, string>> = {
  common: fieldTable(COMMON_FIELDS),
  ...Object.fromEntries(datasets.map((name) => [name, fieldTable(DATASET_FIELDS[name])])),
  derived: table(
    ['field', 'type', 'meaning', 'the same as'],
    derived.map((field) => [`\`${field.name}\``, field.type, field.description, `\`${field.expression}\``]),
  ),
  calls: table(
    ['call', 'type', 'takes'],
    Object.values(CALL_SHAPES).map((shape) => [
      `\`${shape.usage}\``,
      shape.type,
      shape.takes === 'any' ? 'any field' : `a ${shape.takes} field`,
    ]),
  ),
  labels: fieldTable(LABEL_FIELDS),
};

describe('the page on the data model', () => {
  const filled = (text: string): string =>
    text.replace(
      /<!-- table: (\w+) -->\n[\s\S]*?<!-- end -->/g,
      (_whole, name: string) => `<!-- table: ${name} -->\n\n${TABLES[name]}\n\n<!-- end -->`,
    );

  it('lists the fields as the program knows them', () => {
    const text = readFileSync(PAGE, 'utf8');
    if (updates) writeFileSync(PAGE, filled(text));
    expect(Object.keys(TABLES).filter((name) => !text.includes(`<!-- table: ${name} -->`))).toEqual([]);
    expect(updates ? filled(text) : text).toBe(filled(text));
  });
});

describe('derived fields', () => {
  it('are of the type that their call gives, and every call has its SQL', () => {
    for (const field of derived)
      expect(CALL_SHAPES[parseFieldCall(field.expression)?.name ?? '']?.type, field.name).toBe(field.type);
    const built = [...Object.keys(DERIVATIONS), 'since_previous'].sort();
    expect(built).toEqual(Object.keys(CALL_SHAPES).sort());
  });

  it('are offered only where their input is, and never over a column of the same name', () => {
    expect(
      derivedFields([{ name: 'source.ip', type: 'ip', description: '' }]).map((field) => field.name),
    ).toEqual(['event.since_previous', 'source.subnet']);
    const own = [
      { name: 'url.original', type: 'keyword', description: '' },
      { name: 'url.path', type: 'keyword', description: '' },
    ] as const;
    expect(derivedFields(own).map((field) => field.name)).not.toContain('url.path');
  });
});
