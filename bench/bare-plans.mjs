// Loads the same files by logfence and by the best bare SQL we know, in one process each,
// alternating: what the product adds to the engine is the ratio.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const STRICT =
  '[^ "]+ [^ "]+ [^ "]+ \\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}\\] "[A-Z]+ [^ "\\\\]+ HTTP/[0-9]\\.[0-9]" [0-9]{3} (?:[0-9]{1,18}|-) "[^"\\\\]*" "[^"\\\\]*"';

const LINES = (file) =>
  `read_csv('${file}', delim='\x01', quote='', escape='', header=false, columns={'line':'VARCHAR'}, auto_detect=false, max_line_size=4194304, new_line='\\n')`;

const bareCombined = (file) => [
  `create temp table s as select line, regexp_full_match(line, '${STRICT}') as fits from ${LINES(file)}`,
  `create table w as select rowid + 1 as n, string_split(string_split(line,'"')[1],' ')[1] as ip,
    nullif(string_split(string_split(line,'"')[1],' ')[3],'-') as usr,
    try_strptime(substr(string_split(line,'"')[1], -28, 26),'%d/%b/%Y:%H:%M:%S %z') as ts,
    string_split(string_split(line,'"')[2],' ')[1] as method, string_split(string_split(line,'"')[2],' ')[2] as url,
    string_split(string_split(line,'"')[2],' ')[3] as version, string_split(string_split(line,'"')[3],' ')[2]::integer as status,
    try_cast(string_split(string_split(line,'"')[3],' ')[3] as bigint) as size, nullif(string_split(line,'"')[4],'-') as referrer,
    nullif(string_split(line,'"')[6],'-') as agent from s where fits`,
];

const ZEEK = [
  'ts',
  'uid',
  'orig_h',
  'orig_p',
  'resp_h',
  'resp_p',
  'depth',
  'method',
  'host',
  'uri',
  'referrer',
  'agent',
  'request_len',
  'response_len',
  'status',
  'status_msg',
  'info_code',
  'info_msg',
  'filename',
  'tags',
  'username',
  'password',
  'proxied',
  'orig_fuids',
  'orig_mime',
  'resp_fuids',
  'resp_mime',
];
const NUMBERS = {
  ts: 'double',
  orig_p: 'integer',
  resp_p: 'integer',
  depth: 'bigint',
  request_len: 'bigint',
  response_len: 'bigint',
  status: 'integer',
};

const bareZeek = (file) => {
  const columns = ZEEK.map((name) => `'${name}': '${NUMBERS[name] ?? 'varchar'}'`).join(', ');
  return [
    `set preserve_insertion_order = false`,
    `create table w as select * from read_csv('${file}', delim='\t', quote='', escape='', header=false, nullstr='-', columns={${columns}}, auto_detect=false)`,
  ];
};

/** Loads once in a process of its own; gives seconds and rows. */
const load = (words) => {
  const result = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout.trim().split('\n').at(-1));
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const STORE_FILES = ['', '.wal'];

/**
 * Loads each contender ({ name, way, kind, file, stored }) in alternating runs; gives the median seconds and the rows of
 * each by name. `bare` is the best plan of a kind, `logfence` reads as the product does, with `stored` into a store.
 */
export const loadAlternating = async (contenders, { rounds, folder, root }) => {
  const script = fileURLToPath(import.meta.url);
  const seconds = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  const rows = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, way, kind, file, stored } of contenders) {
      const database = join(folder, 'load.duckdb');
      const remove = () => {
        for (const suffix of STORE_FILES) rmSync(`${database}${suffix}`, { force: true });
      };
      remove();
      const loaded = load([script, way, kind, file, database, root, stored === true ? 'stored' : 'private']);
      seconds[name].push(loaded.seconds);
      rows[name] = loaded.rows;
      remove();
    }
  }
  return Object.fromEntries(
    contenders.map(({ name }) => [name, { seconds: median(seconds[name]), rows: rows[name] }]),
  );
};

/** Run as a program: loads once and prints seconds and rows. */
const main = async ([way, kind, file, database, root, place]) => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const started = performance.now();
  if (way === 'bare') {
    const instance = await DuckDBInstance.create(database, { memory_limit: '500MB' });
    const connection = await instance.connect();
    for (const statement of kind === 'combined' ? bareCombined(file) : bareZeek(file))
      await connection.run(statement);
    const seconds = (performance.now() - started) / 1000;
    const rows = Number((await connection.runAndReadAll('select count(*) from w')).getRows()[0][0]);
    console.log(JSON.stringify({ seconds, rows }));
    return;
  }
  const { openData } = await import(`${root}/dist/workflows/open-data.js`);
  const { systemEffects } = await import(`${root}/dist/workflows/effects.js`);
  const store = place === 'stored' ? { store: database } : {};
  const data = await openData({ inputs: [file], effects: systemEffects(), ...store });
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, rows: data.accounts[0].parsed }));
  await data.close();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
