import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import type { IngestOptions, IngestStore } from '../../src/ingest/ingest-options.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { knownInputs } from '../../src/ingest/ledger.ts';
import type { InputAccount } from '../../src/schema/accounting.ts';
import { eventTable } from '../../src/store/tables.ts';
import { sql } from '../../src/sql/sql.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { openBytes } from '../sources/helpers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let files = 0;

interface Read {
  readonly account: InputAccount;
  readonly times: readonly unknown[];
  /** The ledger's notes. */
  readonly kept: readonly string[] | undefined;
}

forEachEngine((engine) => {
  /** Reads lines from a file that was changed last at the given time. */
  const read = async (
    lines: readonly string[],
    modified: string,
    options: Partial<Pick<IngestOptions, 'timeZone' | 'year'>> = {},
  ): Promise<Read> => {
    files += 1;
    const path = join(folder, `${files}.log`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    utimesSync(path, new Date(modified), new Date(modified));
    const store: IngestStore = await engine.open();
    const account = await ingestSource(store, await openBytes(path), {
      formats: FORMATS,
      timeZone: 'UTC',
      now: () => Date.UTC(2030, 5, 1),
      takeLastLine: true,
      ...options,
    });
    const name = (text: string) => store.dialect.identifier(text);
    const rows = await store.query(
      sql`select e.${name('@timestamp')} as time from ${name(eventTable('auth'))} as e order by e.${name('log.line')}`,
    );
    const times = rows.map((row) => String(row['time']).replace(/\.0+Z$/, 'Z'));
    return { account, times, kept: (await knownInputs(store)).at(-1)?.account.notes };
  };

  const logins = (...stamps: readonly string[]): readonly string[] => [
    'datetime,source_ip,username,success,failure_reason',
    ...stamps.map((stamp) => `${stamp},203.0.113.32,vkim,False,error_wrong_password`),
  ];
  const sshd = (...stamps: readonly string[]): readonly string[] =>
    stamps.map(
      (stamp) => `${stamp} gate sshd[812]: Failed password for root from 203.0.113.9 port 4242 ssh2`,
    );
  const zoneNote = (zone: string): string =>
    `times carry no zone and were read as ${zone}; --time-zone names another`;

  describe('a log without years that crosses New Year', () => {
    const stamps = ['Dec 30 22:15:01', 'Dec 31 23:59:59', 'Jan  1 00:00:00', 'Jan  2 07:30:00'] as const;
    const days = (before: number): readonly string[] => [
      `${before}-12-30T22:15:01Z`,
      `${before}-12-31T23:59:59Z`,
      `${before + 1}-01-01T00:00:00Z`,
      `${before + 1}-01-02T07:30:00Z`,
    ];

    it('ends in the year of the last change, which is said beside the zone and kept in the ledger', async () => {
      const { account, times, kept } = await read(sshd(...stamps), '2026-01-02T07:31:00Z');
      expect(times).toEqual(days(2025));
      expect(account.notes).toEqual([
        zoneNote('UTC'),
        'stamps carry no year, taken as 2026 from the time of its last change; --year sets it',
      ]);
      expect(kept).toEqual(account.notes);
    });

    it('does so when it was changed long after, and when its lines are out of order', async () => {
      expect((await read(sshd(...stamps), '2026-11-20T00:00:00Z')).times).toEqual([
        '2025-12-30T22:15:01Z',
        '2025-12-31T23:59:59Z',
        '2026-01-01T00:00:00Z',
        '2026-01-02T07:30:00Z',
      ]);
      const [first, second, third, fourth] = stamps;
      const [one, two, three, four] = days(2025);
      const mixed = await read(sshd(first, third, second, fourth), '2026-01-02T07:31:00Z');
      expect(mixed.times).toEqual([one, three, two, four]);
    });

    it('ends in the year that is given, in the zone that is given', async () => {
      const { account, times } = await read(sshd(...stamps), '2026-01-02T07:31:00Z', { year: 2020 });
      expect(times).toEqual(days(2019));
      expect(account.notes).toEqual([zoneNote('UTC')]);
      const away = await read(sshd(...stamps), '2026-01-02T07:31:00Z', {
        year: 2020,
        timeZone: 'America/Sao_Paulo',
      });
      expect(away.times).toEqual([
        '2019-12-31T01:15:01Z',
        '2020-01-01T02:59:59Z',
        '2020-01-01T03:00:00Z',
        '2020-01-02T10:30:00Z',
      ]);
      expect(away.account.notes).toEqual([zoneNote('America/Sao_Paulo')]);
    });
  });

  describe('stamps without zone around a change of the clock', () => {
    it('are read right in Europe/Berlin, forwards and backwards', async () => {
      const { account, times } = await read(
        logins(
          '2021-03-28 01:59:59.250001',
          '2021-03-28 02:30:00', // there is no such time: read with the offset before
          '2021-03-28 03:00:00',
          '2021-10-31 01:59:59',
          '2021-10-31 02:30:00', // there are two: the second one
          '2021-10-31 03:00:00',
        ),
        '2021-11-01T00:00:00Z',
        { timeZone: 'Europe/Berlin' },
      );
      expect(times).toEqual([
        '2021-03-28T00:59:59.250001Z',
        '2021-03-28T01:30:00Z',
        '2021-03-28T01:00:00Z',
        '2021-10-30T23:59:59Z',
        '2021-10-31T01:30:00Z',
        '2021-10-31T02:00:00Z',
      ]);
      expect(account.notes).toEqual([zoneNote('Europe/Berlin')]);
    });

    it('are read right in America/Sao_Paulo, where the clock changes at midnight', async () => {
      const { times } = await read(
        logins(
          '2018-02-17 22:59:59',
          '2018-02-17 23:30:00', // twice
          '2018-02-18 00:00:00',
          '2018-11-03 23:59:59',
          '2018-11-04 00:30:00', // never
          '2018-11-04 01:00:00',
        ),
        '2018-12-01T00:00:00Z',
        { timeZone: 'America/Sao_Paulo' },
      );
      expect(times).toEqual([
        '2018-02-18T00:59:59Z',
        '2018-02-18T02:30:00Z',
        '2018-02-18T03:00:00Z',
        '2018-11-04T02:59:59Z',
        '2018-11-04T03:30:00Z',
        '2018-11-04T03:00:00Z',
      ]);
    });

    it('are read right without a year, too', async () => {
      const { times } = await read(
        sshd('Mar 28 01:59:59', 'Mar 28 03:00:00', 'Oct 31 01:59:59', 'Oct 31 02:30:00', 'Oct 31 03:00:00'),
        '2021-11-01T00:00:00Z',
        { timeZone: 'Europe/Berlin' },
      );
      expect(times).toEqual([
        '2021-03-28T00:59:59Z',
        '2021-03-28T01:00:00Z',
        '2021-10-30T23:59:59Z',
        '2021-10-31T01:30:00Z',
        '2021-10-31T02:00:00Z',
      ]);
    });
  });

  it('says nothing of a zone where every stamp names its own', async () => {
    const own = await read(
      logins('2021-03-28 02:30:00Z', '2021-03-28T02:30:00+02:00'),
      '2021-11-01T00:00:00Z',
      {
        timeZone: 'Europe/Berlin',
      },
    );
    expect(own.times).toEqual(['2021-03-28T02:30:00Z', '2021-03-28T00:30:00Z']);
    expect(own.account.notes).toEqual([]);
  });
});
