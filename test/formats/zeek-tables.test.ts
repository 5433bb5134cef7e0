import { expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { definitionFor } from '../../src/formats/detect.ts';
import { zeek } from '../../src/formats/zeek/format.ts';
import { fixtureLogs } from './fixtures.ts';

const tableOf = (name: string) => {
  const lines = fixtureLogs('zeek').find((log) => log.name === name)?.lines ?? [];
  const found = definitionFor(zeek, lines);
  if (found === null) throw new Error(`${name} is no Zeek log`);
  const parse = lineParser(found.format, found.shape, { timeZone: 'UTC', newestMicros: 0n });
  const events = lines.map((line) => parse(line)).filter((item) => item.kind === 'event');
  return {
    dataset: found.format.dataset,
    names: Object.keys(found.format.fields),
    columns: found.format.columns,
    rows: events.map((event) => event.fields),
  };
};

it('the same Zeek log as TSV and as JSON gives the same table', () => {
  const table = tableOf('dns.log');
  expect(table.rows).toHaveLength(2);
  expect(tableOf('dns-json.log')).toEqual(table);
});

it('a header that lies about its columns leaves every line counted', () => {
  const lines = [
    '#fields\tts\tuid\tid.orig_h',
    '#types\ttime',
    '1614945600.5\tC1',
    '1614945600.5\tC1\t192.0.2.1',
  ];
  const found = definitionFor(zeek, lines);
  if (found === null) throw new Error('no Zeek log');
  const parse = lineParser(found.format, found.shape, { timeZone: 'UTC', newestMicros: 0n });
  expect(lines.map((line) => parse(line).kind)).toEqual(['skipped', 'skipped', 'rejected', 'event']);
});
