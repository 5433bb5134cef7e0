import { expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { sql } from '../../src/sql/sql.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { textSource } from '../helpers/log-source.ts';

/** The years that Windows and placeholders write: stamps, but no times that can be kept. */
const STAMPS = ['1601-01-01T00:00:00Z', '2026-03-01T10:00:00Z', '9999-12-31T23:59:59Z'];

const LOGS: Readonly<Record<string, string>> = {
  'years.json': STAMPS.map((time, index) => JSON.stringify({ time, src: `203.0.113.${index}` })).join('\n'),
  'years.csv': ['time,src', ...STAMPS.map((time, index) => `${time},203.0.113.${index}`)].join('\n'),
  'years.logfmt': STAMPS.map((time, index) => `time=${time} src=203.0.113.${index}`).join('\n'),
};

forEachEngine((engine) => {
  it.each(Object.entries(LOGS))(
    '%s: stamps of 1601 and 9999 are counted as lines without time, and take no time from the others',
    async (path, text) => {
      const store = await engine.open();
      const account = await ingestSource(store, textSource(path, `${text}\n`), {
        formats: FORMATS,
        timeZone: 'UTC',
        now: () => Date.UTC(2026, 2, 11),
        takeLastLine: true,
      });
      expect(account).toMatchObject({ parsed: 3, rejected: 0, withoutTime: 2 });
      const [dataset] = await store.datasets();
      const time = store.dialect.column('@timestamp');
      const rows = await store.query(
        sql`select ${time} as time from ${store.dialect.identifier(dataset?.table ?? '')} as e where ${time} is not null`,
      );
      expect(rows).toEqual([{ time: '2026-03-01T10:00:00.000000Z' }]);
    },
  );
});
