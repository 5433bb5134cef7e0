import { expect, it } from 'vitest';
import { fields } from '../../src/explore/fields.ts';
import { FORMATS, findFormat } from '../../src/formats/registry.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { textSource } from '../helpers/log-source.ts';

const lines = (count: number, line: (index: number) => string): string =>
  `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;

const clock = (index: number): string =>
  `06:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;

/** Logs whose lines after the 200th show columns that no line before has; `user` stands once, in line 701. */
const LOGS: Readonly<
  Record<string, { readonly text: string; readonly field: string; readonly value: string }>
> = {
  'late.json': {
    text: lines(900, (index) =>
      JSON.stringify({
        time: `2026-03-10T${clock(index)}Z`,
        text: `say "who": {"name": "no column ${index}"}`,
        ...(index === 700 ? { who: { name: 'a "quoted": name', 'source.ip': '203.0.113.9' } } : {}),
      }),
    ),
    field: 'who.name',
    value: 'a "quoted": name',
  },
  'late.logfmt': {
    text: lines(
      900,
      (index) =>
        `time=2026-03-10T${clock(index)}Z msg="said user=nobody ${index}"${index === 700 ? ' user="alice b"' : ''}`,
    ),
    field: 'user',
    value: 'alice b',
  },
  'late.cef': {
    text: lines(
      900,
      (index) =>
        `Mar 10 ${clock(index)} gate CEF:0|Example|Gate|1.0|10${index % 7}|rule ${index}|5|src=203.0.113.9 msg=seen ${index} times${index === 700 ? ' suser=alice b' : ''}`,
    ),
    field: 'user.name',
    value: 'alice b',
  },
  'late.leef': {
    text: lines(
      900,
      (index) =>
        `Mar 10 ${clock(index)} gate LEEF:1.0|Example|Gate|1.0|10${index % 7}|src=203.0.113.9\tmsg=seen ${index} times${index === 700 ? '\tusrName=alice b' : ''}`,
    ),
    field: 'user.name',
    value: 'alice b',
  },
  'zeek.json': {
    text: lines(900, (index) =>
      JSON.stringify({
        ts: 1_614_945_600 + index,
        uid: `C${index}`,
        'id.orig_h': '192.0.2.7',
        'id.orig_p': 1024 + index,
        'id.resp_h': '198.51.100.53',
        'id.resp_p': 22,
        auth_success: false,
        ...(index === 700 ? { site_tag: 'alice b' } : {}),
      }),
    ),
    field: 'zeek.ssh.site_tag',
    value: 'alice b',
  },
};

forEachEngine((engine) => {
  it.each(Object.entries(LOGS))(
    '%s: a column that begins after line 200 is stored and said',
    async (path, log) => {
      const store = await engine.open();
      const account = await ingestSource(store, textSource(path, log.text), {
        formats: FORMATS,
        timeZone: 'UTC',
        year: 2026,
        now: () => Date.UTC(2026, 2, 11),
        takeLastLine: true,
      });
      expect(account).toMatchObject({ lines: 900, parsed: 900 });
      const note = account.notes.find((text) => text.includes('below the first 200 lines'));
      expect(note).toContain(log.field);
      const { rows } = await fields(store);
      const row = rows.find((item) => item['field'] === log.field);
      expect(row).toMatchObject({ present: 1, missing: 899, distinct: 1 });
      expect(rows.some((item) => String(item['field']).includes('no column'))).toBe(false);
    },
  );

  it('a mapping that names a column which the log does not have is said', async () => {
    const store = await engine.open();
    const format = findFormat('csv')?.withMapping?.({
      place: 'own.yaml',
      fields: { who: 'user.name', from: 'source.ip' },
    });
    const account = await ingestSource(store, textSource('own.csv', 'when,who\n2026-03-10 06:00:00,a\n'), {
      formats: FORMATS,
      ...(format === undefined ? {} : { format }),
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 2, 11),
      takeLastLine: true,
    });
    expect(account.notes).toContain('the mapping names a column that this log does not have: from');
  });

  it('more kinds of lines than are looked at are said', async () => {
    const store = await engine.open();
    // Every line has its own choice of eleven keys.
    const keys = (index: number): readonly (readonly [string, number])[] =>
      Array.from({ length: 11 }, (_, bit) => [`key_${bit}`, bit] as const).filter(
        ([, bit]) => ((index >> bit) & 1) === 1,
      );
    const text = lines(1500, (index) =>
      JSON.stringify({ time: '2026-03-10T06:00:00Z', ...Object.fromEntries(keys(index)) }),
    );
    const account = await ingestSource(store, textSource('kinds.json', text), {
      formats: FORMATS,
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 2, 11),
      takeLastLine: true,
    });
    expect(account).toMatchObject({ lines: 1500, parsed: 1500 });
    expect(account.notes.join(' ')).toContain('more than 1000 kinds of lines');
  });
});
