import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { dottedAddress } from '../../../src/sources/tables/integer-addresses.ts';
import {
  expectOneLine,
  failureOf,
  openBytes,
  openRows,
  readBytes,
  readRows,
  temporaryFolder,
} from '../helpers.ts';
import { sampleText } from '../sample-text.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);

const make = (name: string, ...statements: readonly string[]): string => {
  const database = new sqlite.Database(file(name));
  for (const statement of statements) database.exec(statement);
  database.close();
  return file(name);
};

const FIREWALL = [
  'create table hosts (ipv4_id integer primary key, ipv4_string varchar, hostname varchar, latitude float, longitude float, country_code varchar, country varchar, city varchar)',
  `insert into hosts values (1547683146, '92.63.197.74', '', 55.7386, 37.6068, 'RU', 'Russia', null),
    (1509467513, '89.248.165.121', '', 52.3759, 4.8975, 'NL', 'Netherlands', 'Amsterdam'), (2818082075, '167.248.133.27', '', null, 1.5, '', '', '')`,
  'create table log_records (log_id integer primary key, created_on datetime, log_number integer, protocol varchar, source integer, destination integer, destination_port integer, occurrence integer, sum_minutes integer)',
  `insert into log_records values
    (1, '2021-06-21 20:55:54.000000', 106023, 'tcp', 1547683146, 3232242186, 12489, 1, 0),
    (2, '2021-06-21 20:55:58.250000', 106023, 'udp', 1509467513, 3232242231, 7742, 17, 3),
    (3, '2021-06-21 20:56:05.000000', 106023, 'icmp', 2818082075, 3232241677, 2048, 2, 0),
    (5, '2021-06-21 20:56:07.000000', 106023, 'tcp', 16909060, 3232241714, 7007, 1, 0)`,
];

describe('the firewall document', () => {
  let path = '';
  beforeAll(() => {
    path = make('aydevmo.db', ...FIREWALL);
  });

  it('is read as network events with place, occurrence and ICMP told from ports', async () => {
    const source = await openRows(path);
    expect(source.path).toBe(`sqlite:${path}?table=log_records`);
    expect(source.dataset).toBe('network');
    expect(source.schema).toBe('firewall-log-records');
    const rows = (await readRows(source)).map((row) =>
      Object.fromEntries(
        source.columns.map((column, index) => [source.mapping?.[column]?.field, row[index]]),
      ),
    );
    expect(rows).toHaveLength(4);
    expect(rows[1]).toEqual({
      '@timestamp': '2021-06-21 20:55:58.250000',
      'source.ip': '89.248.165.121',
      'source.geo.country_iso_code': 'NL',
      'source.geo.country_name': 'Netherlands',
      'source.geo.city_name': 'Amsterdam',
      'source.geo.location': '52.3759,4.8975',
      'destination.ip': '192.168.26.55',
      'destination.port': '7742',
      'network.transport': 'udp',
      'icmp.type': null,
      'icmp.code': null,
      'event.action': 'deny',
      'event.type': 'denied',
      'event.outcome': 'failure',
      'event.code': '106023',
      'event.id': '2',
      'event.occurrences': '17',
      'observer.vendor': 'Cisco',
    });
    expect(rows[2]).toMatchObject({
      'destination.port': null,
      'icmp.type': '8',
      'icmp.code': '0',
      'source.geo.country_iso_code': null,
      'source.geo.country_name': null,
      'source.geo.city_name': null,
      'source.geo.location': null,
    });
    expect(rows[3]).toMatchObject({
      'source.ip': '1.2.3.4',
      'source.geo.country_iso_code': null,
      'event.id': '5',
    });
    expect(source.types).toEqual(source.columns.map((column) => source.mapping?.[column]?.type));
    expect(source.storedRows).toBe(4);
  });

  it('gives each record once where a host is stored twice or there are no hosts', async () => {
    const [, , records = '', values = ''] = FIREWALL;
    const hosts = 'create table hosts (ipv4_id integer, country_code varchar)';
    const twice = make(
      'twice.db',
      hosts,
      "insert into hosts values (1547683146, 'RU'), (1547683146, 'RU')",
      records,
      values,
    );
    expect(await readRows(await openRows(twice))).toHaveLength(4);
    const without = make('without.db', records, values);
    expect((await readRows(await openRows(without)))[0]?.slice(0, 3)).toEqual([
      '2021-06-21 20:55:54.000000',
      '92.63.197.74',
      null,
    ]);
  });

  it('offers its other table by name', async () => {
    const source = await openRows(`sqlite:${path}?table=hosts`);
    expect(source.columns).toContain('country_code');
    expect(source.types[0]).toBe('ip');
    expect((await readRows(source))[0]?.[0]).toBe('89.248.165.121');
  });
});

describe('an SQLite file', () => {
  it('gives the lines of a table with one column, in the order they were stored', async () => {
    const lines = sampleText(2300).toString().trimEnd().split('\n');
    const path = make(
      'lines.db',
      'create table api_access (entry text)',
      'create index sorted on api_access (entry)',
    );
    const database = new sqlite.Database(path);
    database.exec('begin');
    for (const line of lines) database.run('insert into api_access values (?)', [line]);
    database.exec('commit');
    database.close();
    const source = await openBytes(path);
    expect(source.path).toBe(`sqlite:${path}?table=api_access&line=entry`);
    expect((await readBytes(source)).bytes.toString()).toBe(`${lines.join('\n')}\n`);
    expect(source.progress.rowsYielded).toBe(2300);
  });

  it('offers its tables where there are several, and the nearest for a wrong name', async () => {
    const path = make(
      'several.db',
      'create table eins (a int, b text, c text)',
      'create table zwei (a int, b text, c text)',
    );
    const offered = await failureOf(path);
    expect(offered.message).toBe(`sqlite:${path}: holds the tables eins, zwei; choose one with ?table=eins`);
    expectOneLine(offered);
    expect((await failureOf(`sqlite:${path}?table=zwo`)).message).toContain(
      'there are the tables eins, zwei',
    );
    expect((await failureOf(`sqlite:${path}?table=zwe`)).message).toContain('did you mean "zwei"?');
    expect((await failureOf(`sqlite:${path}?table=zwei&line=bb`)).message).toContain('did you mean "b"?');
    expect((await failureOf(`sqlite:${path}?tafel=zwei`)).exitStatus).toBe(2);
  });

  it('keeps big integers, real numbers, bytes and missing values', async () => {
    const path = make(
      'typed.db',
      'create table t (a integer, b real, c blob, d text, e varchar)',
      "insert into t values (9223372036854775807, 0.1, x'ff00', '', 'ü'), (null, 1e300, x'6869', null, 'x')",
    );
    const source = await openRows(path);
    expect(source.types).toEqual(['long', 'double', 'keyword', 'keyword', 'keyword']);
    expect(await readRows(source)).toEqual([
      ['9223372036854775807', '0.1', '\\xff00', null, 'ü'],
      [null, '1e+300', 'hi', null, 'x'],
    ]);
  });

  it('leaves nothing beside the file and nothing in the temporary folder', async () => {
    const path = make('clean.db', 'create table t (entry text)', "insert into t values ('hallo')");
    const before = {
      names: readdirSync(folder).sort(),
      bytes: readFileSync(path),
      time: statSync(path).mtimeMs,
    };
    const temporary = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('logfence-sqlite-')).length;
    const count = temporary();
    const source = await openBytes(path);
    for await (const _ of source.bytes()) expect(readdirSync(folder).sort()).toEqual(before.names);
    expect(temporary()).toBeLessThanOrEqual(count);
    expect(readFileSync(path).equals(before.bytes)).toBe(true);
    expect(statSync(path).mtimeMs).toBe(before.time);
  });

  it('reads what still stands in the write-ahead log', async () => {
    mkdirSync(file('wal'));
    const database = new sqlite.Database(file('wal/live.db'));
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal');
    database.exec('create table t (entry text)');
    database.exec("insert into t values ('in the log')");
    for (const end of ['', '-wal']) copyFileSync(file(`wal/live.db${end}`), file(`copy.db${end}`));
    database.close();
    expect(existsSync(file('copy.db-wal'))).toBe(true);
    expect((await readBytes(await openBytes(file('copy.db')))).bytes.toString()).toBe('in the log\n');
    expect(existsSync(file('copy.db-wal'))).toBe(true);
  });

  it('says so when it is damaged, or in the middle of a change', async () => {
    const path = make('whole.db', 'create table t (entry text)', "insert into t values ('eins'), ('zwei')");
    const bytes = readFileSync(path);
    writeFileSync(
      file('damaged.db'),
      Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 7)]),
    );
    expectOneLine(await failureOf(file('damaged.db')));
    writeFileSync(file('hot.db'), bytes);
    writeFileSync(file('hot.db-journal'), Buffer.from('d9d505f920a163d700000001', 'hex'));
    const hot = await failureOf(file('hot.db'));
    expect(hot.message).toContain('is not finished');
    expectOneLine(hot);
    expectOneLine(await failureOf(`sqlite:${file('missing.db')}?table=t`));
    expectOneLine(await failureOf(`sqlite:${folder}?table=t`));
  });
});

describe('an SQLite file that is written while it is read', () => {
  it('gives its rows and then says that they may be wrong', async () => {
    const path = make(
      'busy.db',
      'create table t (a text, b text)',
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) insert into t select i, i from n',
    );
    const source = await openRows(path);
    const work = async () => {
      for await (const _ of source.rows()) appendFileSync(path, Buffer.alloc(4096));
    };
    await expect(work()).rejects.toThrow(/was written to while it was read; copy it/);
    expect(source.progress.rowsYielded).toBe(2500);
  });
});

describe('an integer address', () => {
  it('becomes dotted text, from signed columns too, and nothing else does', () => {
    expect(dottedAddress('3232242186')).toBe('192.168.26.10');
    expect(dottedAddress('-1062725110')).toBe('192.168.26.10');
    expect(dottedAddress('0')).toBe('0.0.0.0');
    expect(dottedAddress('4294967295')).toBe('255.255.255.255');
    for (const other of ['4294967296', '-2147483649', '1.5', '', 'eins', ' 1'])
      expect(dottedAddress(other)).toBeUndefined();
  });

  it('is not seen in ports, counts, sizes and small numbers', async () => {
    const path = make(
      'numbers.db',
      'create table t (src_port integer, source_bytes integer, source integer, ip integer, note text, word text)',
      "insert into t values (3232242186, 3232242186, 17, 3232242186, 'a', 'b')",
    );
    const source = await openRows(path);
    expect(source.types).toEqual(['long', 'long', 'long', 'ip', 'keyword', 'keyword']);
    expect(await readRows(source)).toEqual([['3232242186', '3232242186', '17', '192.168.26.10', 'a', 'b']]);
  });
});
