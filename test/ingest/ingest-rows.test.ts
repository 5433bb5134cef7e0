import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { ingestRows, type TableStore } from '../../src/ingest/ingest-rows.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import type { FieldType } from '../../src/kernel/field-type.ts';
import type { InputAccount } from '../../src/schema/accounting.ts';
import type { RowSource } from '../../src/sources/source.ts';
import { sql } from '../../src/sql/sql.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { copyInputs } from '../../src/workflows/copy-store.ts';
import { ProbeDatabase } from '../../src/workflows/probe-database.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { openRows } from '../sources/helpers.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Rows = readonly (readonly (string | null)[])[];

interface Table {
  readonly columns?: Readonly<Record<string, FieldType>>;
  readonly rows: Rows;
  readonly path?: string;
  readonly table?: string;
  readonly isOrdered?: boolean;
  readonly reopenable?: boolean;
  readonly key?: readonly string[];
  /** The server is lost after the rows. */
  readonly breaks?: boolean;
}

const VISITS = {
  visit_id: 'long',
  seen_at: 'date',
  client: 'ip',
  bytes_out: 'long',
  note: 'keyword',
} as const;

const table = ({ columns = VISITS, rows, ...more }: Table): RowSource => ({
  kind: 'rows',
  path: more.path ?? 'mysql://db.example/shop?table=visits',
  table: more.table ?? 'visits',
  origin: 'named',
  isOrdered: more.isOrdered ?? true,
  ...(more.key === undefined ? {} : { key: more.key }),
  repeatable: true,
  reopenable: more.reopenable ?? true,
  schema: 'table',
  columns: Object.keys(columns),
  types: Object.values(columns),
  progress: { storedBytesRead: 0, bytesYielded: 0, rowsYielded: 0 },
  notes: [],
  async *rows() {
    for (let start = 0; start < rows.length; start += 3) yield rows.slice(start, start + 3);
    if (more.breaks === true)
      throw new ServiceError('mysql://db.example/shop: the connection broke; try again');
  },
  close: async () => undefined,
});

const visit = (id: number, note: string | null = `visit ${id}`): readonly (string | null)[] => [
  String(id),
  `2021-06-21 20:59:${String(id % 60).padStart(2, '0')}.250000`,
  `203.0.113.${id % 200}`,
  String(id * 10),
  note,
];
const visits = (from: number, to: number): Rows =>
  Array.from({ length: to - from + 1 }, (_, index) => visit(from + index));

let stores = 0;
const ingest = (store: TableStore, source: RowSource, again = false): Promise<InputAccount> =>
  ingestRows(store, source, {
    timeZone: 'Europe/Berlin',
    now: () => Date.UTC(2026, 0, 15) + stores++,
    again,
  });

const content = (store: EventStore, dataset = 'visits'): Promise<readonly Record<string, unknown>[]> => {
  const name = (text: string) => sql`e.${store.dialect.identifier(text)}`;
  return store.query(
    sql`select ${name('log.line')} as line, ${name('@timestamp')} as time, ${name('visit_id')} as id, ${name('client')} as client, ${name('bytes_out')} as bytes, ${name('note')} as note from ${store.dialect.identifier(dataset)} as e order by 1`,
  );
};
const ids = async (store: EventStore): Promise<readonly unknown[]> =>
  (await content(store)).map((row) => row['id']);

const folder = temporaryFolder();
const DENY = (second: number, what: string): string =>
  `Jun 21 20:59:${String(second).padStart(2, '0')} 192.168.26.2 %ASA-4-106023: Deny ${what} by access-group "outside_access_dmz" [0x0, 0x0]\n`;

/** Six denies in four records: three alike become one that counts 3. */
const probes = async (): Promise<RowSource> => {
  const file = join(folder, 'probes.db');
  const database = await ProbeDatabase.create(file, BigInt(Date.UTC(2021, 6, 1)) * 1000n);
  for (const second of [1, 2, 59])
    database.write(DENY(second, 'tcp src outside:45.146.165.126/48751 dst dmz:192.168.24.13/22'));
  database.write(DENY(20, 'icmp src outside:5.188.206.14 dst dmz:192.168.24.13 (type 8, code 0)'));
  database.write(DENY(21, 'icmp src outside:5.188.206.14 dst dmz:192.168.24.13 (type 3, code 13)'));
  database.write(DENY(22, 'udp src inside-6:192.168.26.15/53 dst outside:8.8.8.8/2048'));
  database.close();
  return openRows(file);
};

forEachEngine((engine) => {
  describe('the firewall document', () => {
    it('is read as network events weighed by occurrence, with ICMP told from ports and missing places shown', async () => {
      const store = await engine.open();
      const account = await ingest(store, await probes());
      expect(account).toMatchObject({ format: 'firewall-log-records', lines: 4, parsed: 4, withoutTime: 0 });
      expect(account.notes).toEqual([
        'times carry no zone and were read as Europe/Berlin; --time-zone names another',
      ]);
      const top = async (field: string): Promise<unknown> =>
        (await counts(store, { field })).rows.map((row) => [row['value'], row['count']]);
      expect(await top('network.transport')).toEqual([
        ['tcp', 3],
        ['icmp', 2],
        ['udp', 1],
      ]);
      expect(await top('destination.port')).toEqual([
        [22, 3],
        [null, 2],
        [2048, 1],
      ]);
      expect(await top('icmp.type')).toEqual([
        [null, 4],
        [3, 1],
        [8, 1],
      ]);
      expect(await top('icmp.code')).toEqual([
        [null, 4],
        [0, 1],
        [13, 1],
      ]);
      expect(
        (await counts(store, { field: 'source.geo.country_iso_code' })).rows.map((row) => row['value']),
      ).toContain(null);
      expect(await top('source.ip')).toEqual([
        ['45.146.165.126', 3],
        ['5.188.206.14', 2],
        ['192.168.26.15', 1],
      ]);
      const [first] = await store.query(
        sql`select e.${store.dialect.identifier('@timestamp')} as time from network as e order by 1 limit 1`,
      );
      expect(first?.['time']).toBe('2021-06-21T18:59:01.000000Z');
    });
  });

  describe('a table of another kind', () => {
    it('becomes a dataset with its own columns, typed, its values that do not fit counted and missing', async () => {
      const store = await engine.open();
      const rows = [visit(1), ['2', 'soon', 'no address', 'many', null], visit(3, 'tab\t"quote" \u0000 é')];
      const account = await ingest(store, table({ rows }));
      expect(account).toMatchObject({
        format: 'table',
        status: 'complete',
        lines: 3,
        parsed: 3,
        withoutTime: 1,
      });
      expect(account.bytes).toBe(
        rows.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)) + 1, 0),
      );
      expect(account.notes).toEqual([
        'a table of its own kind: its columns are the fields of the dataset visits',
        'times are those of seen_at',
        'times carry no zone and were read as Europe/Berlin; --time-zone names another',
        '1 values of seen_at are no date and were left out',
        '1 values of bytes_out are no long and were left out',
      ]);
      expect(await content(store)).toEqual([
        {
          line: 1,
          time: '2021-06-21T18:59:01.250000Z',
          id: 1,
          client: '203.0.113.1',
          bytes: 10,
          note: 'visit 1',
        },
        { line: 2, time: null, id: 2, client: 'no address', bytes: null, note: null },
        {
          line: 3,
          time: '2021-06-21T18:59:03.250000Z',
          id: 3,
          client: '203.0.113.3',
          bytes: 30,
          note: rows[2]?.[4],
        },
      ]);
      const [dataset] = await store.datasets();
      expect(dataset?.fields.find((field) => field.name === 'client')?.type).toBe('ip');
      const near = await counts(store, { field: 'note', where: 'client : "203.0.113.0/30"' });
      expect(near.rows).toHaveLength(2);
    });

    it('keeps to its own names where the store or another table has them', async () => {
      const store = await engine.open();
      await ingest(store, table({ rows: visits(1, 2) }));
      const other = {
        visit_id: 'keyword',
        'a b': 'long',
        'A B': 'long',
        'event.dataset': 'keyword',
      } as const;
      await ingest(
        store,
        table({ columns: other, rows: [['x', '1', '2', 'mine']], path: 'sqlite:o?table=visits' }),
      );
      await ingest(
        store,
        table({ columns: { k: 'keyword' }, rows: [['v']], table: 'Inputs', path: 'sqlite:o?table=Inputs' }),
      );
      const datasets = await store.datasets();
      expect(datasets.map(({ name, events }) => [name, events])).toEqual([
        ['table_inputs', 1],
        ['visits_2', 1],
        ['visits', 2],
      ]);
      expect(datasets[1]?.fields.map((field) => field.name).slice(5)).toEqual([
        'visit_id',
        'a_b',
        'A_B_2',
        'column_event_dataset',
      ]);
    });

    it('is one of a built-in dataset when fields of it name every column, and reads seconds since 1970', async () => {
      const store = await engine.open();
      const columns = {
        ts: 'double',
        'source.ip': 'keyword',
        'user.name': 'keyword',
        'event.outcome': 'keyword',
      } as const;
      const named = { '@timestamp': 'double', ...columns } as Record<string, FieldType>;
      delete named['ts'];
      const rows = [['1331901000.25', '198.51.100.7', 'ana', 'failure']];
      await ingest(store, table({ columns: named, rows }));
      const [row] = await store.query(
        sql`select e.${store.dialect.identifier('@timestamp')} as time, e.${store.dialect.identifier('user.name')} as name from auth as e`,
      );
      expect(row).toEqual({ time: '2012-03-16T12:30:00.250000Z', name: 'ana' });
    });
  });

  describe('exactly once', () => {
    it('adds nothing for the same rows, whatever the table is called, and new rows of a grown table', async () => {
      const store = await engine.open();
      await ingest(store, table({ rows: visits(1, 7) }));
      expect(await ingest(store, table({ rows: visits(1, 7) }))).toMatchObject({
        status: 'unchanged',
        lines: 7,
      });
      const copy = await ingest(store, table({ rows: visits(1, 7), path: 'sqlite:copy.db?table=visits' }));
      expect(copy.status).toBe('unchanged');
      expect(copy.notes[0]).toContain('the same content as mysql://db.example/shop?table=visits');
      expect(await ingest(store, table({ rows: visits(1, 11) }))).toMatchObject({
        status: 'complete',
        lines: 11,
      });
      expect(await ids(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      await ingest(store, table({ rows: visits(1, 2) }), true);
      expect(await ids(store)).toHaveLength(13);
    });

    it('finds its place in a table whose old rows were removed or changed', async () => {
      const store = await engine.open();
      await ingest(store, table({ rows: visits(1, 7) }));
      const rows = [visit(4), visit(5, 'changed'), ...visits(6, 9)];
      const account = await ingest(store, table({ rows }));
      expect(account).toMatchObject({ status: 'complete', lines: 9 });
      expect(account.notes[0]).toContain('goes on after the last of them, row 4');
      expect(await ids(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect((await content(store)).at(-1)).toMatchObject({ line: 9, id: 9 });
      expect(await ingest(store, table({ rows }))).toMatchObject({ status: 'unchanged' });
    });

    it('goes on behind a table whose rows were removed, also when it grows after that', async () => {
      const store = await engine.open();
      await ingest(store, table({ rows: visits(1, 7) }));
      await ingest(store, table({ rows: visits(4, 8) }));
      const account = await ingest(store, table({ rows: visits(4, 10) }));
      expect(account).toMatchObject({ status: 'complete', lines: 10 });
      expect(await ids(store)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it('refuses a table that does not tell its new rows, and says so of one that was emptied and filled anew', async () => {
      const store = await engine.open();
      await ingest(store, table({ rows: visits(1, 7) }));
      // The last row that was stored stands there twice: nobody knows what came behind it.
      const doubtful = table({ rows: [visit(1, 'changed'), ...visits(2, 8), visit(7)] });
      await expect(ingest(store, doubtful)).rejects.toThrow(
        /were changed, so new ones cannot be told .* --again$/,
      );
      expect(await ids(store)).toHaveLength(7);
      const refilled = await ingest(store, table({ rows: visits(20, 22) }));
      expect(refilled).toMatchObject({ lines: 3 });
      expect(refilled.notes[0]).toMatch(
        /^none of the rows stored before is in the table any more, .* "logfence store forget"$/,
      );
      expect(await ids(store)).toHaveLength(10);
    });

    it('tells the rows of a table without key and order by their content, as often as each is there', async () => {
      const store = await engine.open();
      const bare = (rows: Rows) => table({ rows, isOrdered: false });
      await ingest(store, bare([...visits(1, 7), visit(3), visit(6, null)]));
      const moved = [
        visit(8),
        ...visits(4, 7),
        visit(6, null),
        visit(3),
        visit(3),
        visit(3),
        visit(2, 'new'),
      ];
      const account = await ingest(store, bare(moved));
      expect(account).toMatchObject({ status: 'complete', lines: 12 });
      expect(account.notes[0]).toBe('the table has no key; told by their content, 3 of 10 rows were new');
      expect((await content(store)).slice(9).map(({ line, id, note }) => [line, id, note])).toEqual([
        [10, 8, 'visit 8'],
        [11, 3, 'visit 3'],
        [12, 2, 'new'],
      ]);
      expect(await ingest(store, bare(moved))).toMatchObject({ status: 'unchanged' });
      expect(await ingest(store, bare([...moved].reverse()))).toMatchObject({ lines: 12 });
      expect(await ids(store)).toHaveLength(12);
      const changed = await ingest(store, bare(visits(1, 5).map((row) => [...row.slice(0, 4), 'seen'])));
      expect(changed).toMatchObject({ lines: 17 });
      expect(changed.notes[1]).toMatch(/^none of the rows stored before is in the table any more, so all/);
    });

    it('completes a table without key and order that came in part, in whatever order it comes', async () => {
      const [store, whole] = [await engine.open(), await engine.open()];
      const rows = [...visits(1, 9), visit(4)];
      await ingest(store, table({ rows: rows.slice(0, 4), isOrdered: false, breaks: true }));
      const rest = await ingest(store, table({ rows: [...rows].reverse(), isOrdered: false }));
      expect(rest).toMatchObject({ status: 'complete', lines: 10 });
      await ingest(whole, table({ rows, isOrdered: false }));
      const sorted = async (of: EventStore) => (await ids(of)).map(Number).sort((a, b) => a - b);
      expect(await sorted(store)).toEqual(await sorted(whole));
    });

    it('finds the new rows of a table whose keys do not ascend', async () => {
      const store = await engine.open();
      const keyed = (numbers: readonly number[], changed: readonly number[] = []) =>
        table({
          rows: numbers.map((id) => (changed.includes(id) ? visit(id, 'changed') : visit(id))),
          key: ['visit_id'],
        });
      await ingest(store, keyed([10, 30, 50, 70]));
      const account = await ingest(store, keyed([5, 10, 20, 30, 50, 60, 70, 80]));
      expect(account).toMatchObject({ status: 'complete', lines: 8 });
      expect(account.notes[0]).toMatch(/; told by its key, 4 of 8 rows were new$/);
      expect(await ids(store)).toEqual([10, 30, 50, 70, 5, 20, 60, 80]);
      // The last row was changed, one was removed: both stay as they were stored.
      await ingest(store, keyed([5, 10, 20, 30, 50, 70, 80, 90], [80]));
      expect(await ids(store)).toEqual([10, 30, 50, 70, 5, 20, 60, 80, 90]);
      const grown = await ingest(store, keyed([5, 10, 20, 30, 50, 70, 80, 90, 95], [80]));
      expect(grown.notes[0]).toContain('goes on after 9 rows stored before');
      expect(await ids(store)).toEqual([10, 30, 50, 70, 5, 20, 60, 80, 90, 95]);
    });

    it('refuses a table whose every row was changed, and one that has got a column', async () => {
      const store = await engine.open();
      const key = ['visit_id'];
      await ingest(store, table({ rows: visits(1, 7), key }));
      const rows = visits(1, 9).map((row) => [...row.slice(0, 4), 'seen again']);
      await expect(ingest(store, table({ rows, key }))).rejects.toThrow(
        /rows that are stored already were changed, so new ones cannot be told .* --again$/,
      );
      const columns = { ...VISITS, more: 'keyword' } as const;
      const wider = { columns, rows: visits(20, 29).map((row) => [...row, 'more']) };
      await expect(ingest(store, table(wider))).rejects.toThrow(
        /the table has other columns than when its rows were stored, so new ones cannot be told .* --again$/,
      );
      expect(await ids(store)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      // Other keys: what was stored is gone from the table, and these are new.
      expect(await ingest(store, table({ rows: visits(20, 22), key }))).toMatchObject({ lines: 10 });
      expect(await ids(store)).toHaveLength(10);
    });

    it('keeps what came before a lost server as partial, and the next run completes it', async () => {
      const [store, whole] = [await engine.open(), await engine.open()];
      const first = await ingest(store, table({ rows: visits(1, 7), breaks: true }));
      expect(first).toMatchObject({ status: 'partial', lines: 7 });
      expect(first.notes.at(-1)).toMatch(/the connection broke; try again; kept the rows before that$/);
      expect(await ingest(store, table({ rows: visits(1, 9) }))).toMatchObject({
        status: 'complete',
        lines: 9,
      });
      await ingest(whole, table({ rows: visits(1, 9) }));
      expect(await content(store)).toEqual(await content(whole));
      const [inputs] = await store.query(sql`select count(*) as n from inputs`);
      expect(inputs?.['n']).toBe(1);
    });

    it('is complete when nothing was missing after all', async () => {
      const store = await engine.open();
      await ingest(store, table({ rows: visits(1, 4), breaks: true }));
      expect(await ingest(store, table({ rows: visits(1, 4) }))).toMatchObject({
        status: 'complete',
        lines: 4,
      });
      expect(await ingest(store, table({ rows: visits(1, 4) }))).toMatchObject({ status: 'unchanged' });
      expect(await ids(store)).toEqual([1, 2, 3, 4]);
    });

    it('throws, and stores nothing, when not one row came', async () => {
      const store = await engine.open();
      await expect(ingest(store, table({ rows: [], breaks: true }))).rejects.toThrow('the connection broke');
      expect(await store.datasets()).toEqual([]);
      expect(await ingest(store, table({ rows: [] }))).toMatchObject({ lines: 0, notes: ['empty'] });
    });
  });

  it('copies into another store with its dataset', async () => {
    const [store, other] = [await engine.open(), await engine.open()];
    await ingest(store, table({ rows: visits(1, 3), reopenable: false }));
    expect(await copyInputs(store, other)).toMatchObject([{ status: 'copied', events: 3 }]);
    expect(await content(other)).toEqual(await content(store));
    const [original] = await other.query(sql`select text from originals where line = 2`);
    expect(JSON.parse(String(original?.['text']))).toMatchObject({ visit_id: '2', note: 'visit 2' });
  });
});
