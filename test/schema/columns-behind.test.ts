import { describe, expect, it } from 'vitest';
import { namesIn } from '../../src/kernel/field-call.ts';
import { fieldCatalog } from '../../src/schema/catalog.ts';
import { columnsBehind, narrowed } from '../../src/schema/columns-behind.ts';
import { derivedFields } from '../../src/schema/derived-fields.ts';
import { DATASET_FIELDS, type FieldDefinition } from '../../src/schema/fields.ts';

const column = (name: string, type: FieldDefinition['type'] = 'keyword'): FieldDefinition => ({
  name,
  type,
  description: '',
});

const COLUMNS = [
  column('@timestamp', 'date'),
  column('source.ip', 'ip'),
  column('user_agent.original'),
  column('url.original'),
  column('url.domain'),
  column('http.response.status_code', 'integer'),
  column('http.response.body.bytes', 'long'),
  column('Reply Size', 'long'),
];

const behind = (...names: readonly string[]): readonly string[] =>
  [...columnsBehind(names, COLUMNS)].filter((name) => name !== 'Reply Size' && name !== '@timestamp').sort();

describe('the columns behind fields', () => {
  it.each([
    [['source.ip'], ['source.ip']],
    [['url.path_template'], ['url.original']],
    [['event.outcome'], ['http.response.status_code']],
    [['event.hour'], []],
    [['url.domain'], ['url.domain']],
    [['domain(url.original)'], ['url.original']],
    [
      ['subnet(source.ip,16)', 'length(url.path)'],
      ['source.ip', 'url.original'],
    ],
    [['source.subnet'], ['source.ip']],
    [['http.response.body.size_class'], ['http.response.body.bytes']],
    [['event.since_previous'], ['source.ip']],
    [['source.geo.country_name'], ['source.ip']],
    [['user_agent.kind'], ['user_agent.original']],
    [['threat.indicator.name'], ['source.ip', 'url.domain', 'user_agent.original']],
    [['nothing', 'count', '404'], []],
  ])('%j are %j', (names, expected) => {
    expect(behind(...names)).toEqual(expected);
  });

  it('time and names that no expression could hold unquoted are always among them', () => {
    expect([...columnsBehind([], COLUMNS)].sort()).toEqual(['@timestamp', 'Reply Size']);
  });

  it('a column that may hold nothing brings along what its values are looked up by', () => {
    expect(columnsBehind(['source.geo.country_iso_code'], DATASET_FIELDS.network)).toContain('source.ip');
  });
});

it('names are found in filters, metrics and lists', () => {
  const found = namesIn([
    'url.path : "/a*" and not (http.response.status_code >= 500)',
    'x=distinct(user.name)',
  ]);
  expect(found).toEqual(expect.arrayContaining(['url.path', 'http.response.status_code', 'user.name']));
});

describe('a narrowed dataset', () => {
  const whole = { fields: [...COLUMNS, column('log.line', 'long')], derived: derivedFields(COLUMNS) };
  const narrow = narrowed(whole, ['url.path', 'source.ip']);

  it('has what was named, what is behind it, and the place of each event', () => {
    expect(narrow.fields.map(({ name }) => name)).toEqual([
      '@timestamp',
      'source.ip',
      'url.original',
      'Reply Size',
      'log.line',
    ]);
  });

  it('tells a field that was not read from one that does not exist, and still offers its name', () => {
    const catalog = fieldCatalog([narrow]);
    expect(catalog.require('url.path')).toEqual({ name: 'url.path', type: 'keyword' });
    for (const field of ['user_agent.original', 'event.outcome', 'length(user_agent.original)'])
      expect(() => catalog.require(field)).toThrow(`the field ${field} was not read`);
    expect(() => catalog.require('user_agent.orginal')).toThrow(/user_agent\.original/);
    expect(() => catalog.require('user_agent.orginal')).not.toThrow(/was not read/);
  });
});
