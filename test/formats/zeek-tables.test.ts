import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fields } from '../../src/explore/fields.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { definitionFor } from '../../src/formats/detect.ts';
import { zeek } from '../../src/formats/zeek/format.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { textSource } from '../helpers/log-source.ts';
import { readShared, sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';
import { fixtureLogs } from './fixtures.ts';
import { zeekAsJson } from './zeek-as-json.ts';

const fixture = (name: string): readonly string[] =>
  fixtureLogs('zeek').find((log) => log.name === name)?.lines ?? [];

const tableOf = (lines: readonly string[], name: string) => {
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

it.each(['dns', 'kerberos'])('the same %s.log as TSV and as JSON gives the same table', (name) => {
  const table = tableOf(fixture(`${name}.log`), name);
  expect(table.rows).toHaveLength(2);
  expect(tableOf(fixture(`${name}-json.log`), `${name}-json`)).toEqual(table);
});

/** Logs of several kinds, unset, empty, sets, vectors, escapes and types that JSON has no word for. */
const OWN = `#separator \\x09
#set_separator\t;
#empty_field\tEMPTY
#unset_field\t~
#path\tfiles
#fields\tts\tfuid\ttx_hosts\trx_hosts\tconn_uids\tsource\tdepth\tanalyzers\tmime_type\tfilename\tduration\tlocal_orig
#types\ttime\tstring\tset[addr]\tset[addr]\tset[string]\tstring\tcount\tset[string]\tstring\tstring\tinterval\tbool
1614945600.000001\tF1\t192.0.2.1;2001:db8::1\tEMPTY\t~\tHTTP\t0\tMD5;SHA1\ttext/plain\t\\xc3\\xa4 "b" \\xff.txt\t0.000012\tT
1614945601.5\tF2\t~\t192.0.2.2\tC1;C2\tEMPTY\t4294967296\tEMPTY\t~\tEMPTY\t36.000000\tF
1614945602.123456\tF3\tEMPTY\tEMPTY\tEMPTY\t-\t0\t-\t~\t~\t~\t~
`;

const shared = sharedDataMissing === undefined;
const sharedLogs = shared
  ? readdirSync(sharedPath('data/zeek/')).filter((name) => name.endsWith('.log'))
  : [];

describe('a log and what another program makes of it as JSON', () => {
  const logs = [
    ['own', OWN],
    ...sharedLogs.map((name): readonly [string, string] => [name, readShared(`data/zeek/${name}`)]),
  ] as const;

  it('all logs of the reference data are there', () => {
    if (shared) expect(sharedLogs.length).toBeGreaterThanOrEqual(13);
  });

  forEachEngine((engine) => {
    // Another engine reads alike (three-equal.test.ts): a few logs are enough there.
    it.each(engine.name === 'duckdb' ? logs : logs.slice(0, 3))(
      '%s: equal answers of fields',
      async (_name, text) => {
        const json = zeekAsJson(text);
        if (json === '') return;
        const answers = [];
        for (const content of [text, json]) {
          const store = await engine.open();
          const account = await ingestSource(store, textSource('zeek.log', content), {
            formats: FORMATS,
            timeZone: 'UTC',
            now: () => Date.UTC(2026, 0, 1),
            takeLastLine: true,
          });
          expect(account.rejected).toBe(0);
          const { rows } = await fields(store);
          // Line numbers and the examples taken by them differ: TSV has a header above.
          answers.push(
            rows
              .filter((row) => row['field'] !== 'log.line')
              .map(({ field, type, present, missing, distinct }) => ({
                field,
                type,
                present,
                missing,
                distinct,
              })),
          );
        }
        expect(answers[0]?.some((row) => Number(row.present) > 0)).toBe(true);
        expect(answers[1]).toEqual(answers[0]);
      },
    );
  });

  it.each(logs)('%s: equal values', (name, text) => {
    const json = zeekAsJson(text);
    if (json === '') return;
    const [tsv, other] = [text, json].map((content) => tableOf(content.trimEnd().split('\n'), name));
    expect(other?.rows).toEqual(tsv?.rows);
  });
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
