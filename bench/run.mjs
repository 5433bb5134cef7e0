// Times logfence beside its peers on logs of its own making, in alternating runs, after
// asserting that all of them count the same: wall time, processor time, peak memory and
// peak temporary disk. Needs goaccess and python3-pandas (Debian);
// a peer that is missing is left out and said.
// Every ratio is printed beside its goal; one that misses it makes the exit status 1.
//   node bench/run.mjs [--lines 2000000] [--rounds 3] [--folder bench/data] [--only combined,zeek,questions,load,gz,formats]
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAlternating } from './bare-plans.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const lines = Number(option('lines', 2_000_000));
const rounds = Number(option('rounds', 3));
const folder = option('folder', join(root, 'bench/data'));
const program = join(root, 'dist/cli/main.js');
const node = process.execPath;
mkdirSync(folder, { recursive: true });
const PARTS = ['combined', 'zeek', 'questions', 'load', 'gz', 'formats'];
const wanted = new Set(option('only', PARTS.join(',')).split(','));
for (const part of wanted)
  if (!PARTS.includes(part)) throw new Error(`--only ${part}: the parts are ${PARTS.join(', ')}`);

/** Bytes of a folder's files; what vanishes while it is looked at counts as nothing. */
const folderBytes = (path) => {
  try {
    return readdirSync(path, { withFileTypes: true })
      .map((entry) =>
        entry.isDirectory() ? folderBytes(join(path, entry.name)) : statSync(join(path, entry.name)).size,
      )
      .reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    return 0;
  }
};

/** How often temporary disk is looked at. */
const SAMPLE_MILLISECONDS = 200;

/**
 * Runs a command; gives seconds of wall time, seconds of processor time, peak memory and
 * peak temporary disk in MB, and what it printed.
 */
const run = async (command, words) => {
  const timing = join(folder, 'time.txt');
  const temporary = join(folder, 'temporary');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  let disk = 0;
  const sampler = setInterval(() => {
    disk = Math.max(disk, folderBytes(temporary));
  }, SAMPLE_MILLISECONDS);
  const started = process.hrtime.bigint();
  const child = spawn('/usr/bin/time', ['-f', '%U %S %M', '-o', timing, command, ...words], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => {
      texts[stream] += text;
    });
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  clearInterval(sampler);
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed: ${texts.stderr}`);
  const [user, system, kilobytes] = readFileSync(timing, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  return {
    wall,
    processor: user + system,
    megabytes: kilobytes / 1000,
    disk: disk / 1e6,
    output: texts.stdout,
  };
};

const has = (command, words = ['--version']) => spawnSync(command, words, { stdio: 'ignore' }).status === 0;

const logs = {
  combined: join(folder, `access-${lines}.log`),
  zeek: join(folder, `http-${lines}.log`),
  asa: join(folder, `asa-${lines}.log`),
  login: join(folder, `login-${lines}.csv`),
};

/** Simulated logs are cut to exactly so many lines; the simulator's rate gives a few more. */
const makeLog = async (kind, file, perDay, words) => {
  if (existsSync(file)) return;
  const days = 7;
  const rate = String(Math.ceil(lines / days));
  const whole = `${file}.whole`;
  await run(node, [
    program,
    'simulate',
    kind,
    ...['--seed', '1', '--days', String(days), perDay, rate, '--out', whole],
    ...words,
  ]);
  truncateSync(whole, cutPosition(whole));
  renameSync(whole, file);
};

/** The login simulator is slow: four years of attempts, again and again until there are enough. */
const makeLogins = async (file) => {
  if (existsSync(file)) return;
  const once = `${file}.once`;
  const users = [
    '--userbase',
    join(folder, 'user_base.txt'),
    '--ip',
    join(folder, 'user_ips.json'),
    '--hacklog',
    join(folder, 'attacks.csv'),
  ];
  await run(node, [
    ...[program, 'simulate', 'login', '1460', '2018-11-01', '--make', '--seed', '0', '--log', once],
    ...users,
  ]);
  const text = readFileSync(once, 'utf8');
  const body = text.slice(text.indexOf('\n') + 1);
  const times = Math.ceil(lines / body.split('\n').length) + 1;
  writeFileSync(file, text);
  for (let time = 1; time < times; time += 1) appendFileSync(file, body);
  truncateSync(file, cutPosition(file));
  rmSync(once);
};

const cutPosition = (file) => {
  const handle = openSync(file, 'r');
  const chunk = Buffer.alloc(1 << 22);
  let [position, seen] = [0, 0];
  for (;;) {
    const read = readSync(handle, chunk, 0, chunk.length, position);
    if (read === 0) throw new Error(`${file} has fewer than ${lines} lines`);
    for (let at = chunk.indexOf(10); at !== -1 && at < read; at = chunk.indexOf(10, at + 1)) {
      seen += 1;
      if (seen === lines) {
        closeSync(handle);
        return position + at + 1;
      }
    }
    position += read;
  }
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Status counts by each program, as one comparable text. */
const sorted = (counts) =>
  JSON.stringify(
    Object.entries(counts)
      .map(([key, count]) => [String(key), Number(count)])
      .sort(),
  );

/** The Python that has pandas: Debian's, where another one comes first on the path. */
const python = ['python3', '/usr/bin/python3'].find((name) => has(name, ['-c', 'import pandas']));

const contenders = {
  combined: {
    logfence: () => run(node, [program, 'analyze', logs.combined, '--json', '--quiet']),
    goaccess: () =>
      run('goaccess', [
        logs.combined,
        '--log-format=COMBINED',
        '--no-global-config',
        '-o',
        join(folder, 'goaccess.json'),
      ]),
    pandas: () => run(python, [join(root, 'bench/pandas_web.py'), logs.combined]),
  },
  zeek: {
    logfence: () => run(node, [program, 'analyze', logs.zeek, '--json', '--quiet']),
    pandas: () => run(python, [join(root, 'bench/pandas_zeek.py'), logs.zeek]),
  },
};

/** Every program must count the same requests per status before anything is timed. */
const assertEqualCounts = async (kind) => {
  const answer = JSON.parse(
    (await run(node, [program, 'counts', 'http.response.status_code', logs[kind], '--json', '--quiet']))
      .output,
  );
  const ours = Object.fromEntries(answer.rows.map((row) => [row.value ?? '-', row.count]));
  if (answer.inputs.lines !== answer.inputs.parsed + answer.inputs.rejected + answer.inputs.skipped)
    throw new Error('lines are missing');
  if (available.pandas) {
    const theirs = JSON.parse((await contenders[kind].pandas()).output).status;
    if (sorted(ours) !== sorted(theirs))
      throw new Error(`counts differ from pandas: ${sorted(ours)} ${sorted(theirs)}`);
  }
  if (available.goaccess && kind === 'combined') {
    await contenders.combined.goaccess();
    const valid = JSON.parse(readFileSync(join(folder, 'goaccess.json'), 'utf8')).general.valid_requests;
    if (valid !== answer.inputs.parsed)
      throw new Error(`goaccess parsed ${valid} lines, logfence ${answer.inputs.parsed}`);
  }
};

const available = {
  logfence: true,
  goaccess: has('goaccess'),
  pandas: python !== undefined,
};
for (const [name, there] of Object.entries(available))
  if (!there) console.log(`${name} is not installed and left out`);

const hasPart = (...parts) => parts.some((part) => wanted.has(part));
if (hasPart('combined', 'load', 'gz', 'formats'))
  await makeLog('web', logs.combined, '--requests-per-day', ['--users', '20000']);
if (hasPart('zeek', 'questions', 'load'))
  await makeLog('zeek-http', logs.zeek, '--requests-per-day', ['--users', '20000', '--header', '0']);
const results = { lines, rounds, kinds: {}, ratios: {} };

/** Prints a ratio beside its goal. */
const judge = (name, ratio, { atLeast, atMost }) => {
  const isGood = atLeast === undefined ? ratio <= atMost : ratio >= atLeast;
  const goal = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  results.ratios[name] = ratio;
  console.log(`  ${name}: ${ratio.toFixed(2)}, goal ${goal}${isGood ? '' : ': MISSED'}`);
  if (!isGood) process.exitCode = 1;
};

const GOALS = { goaccess: 3.5, pandas: 5 };
for (const kind of ['combined', 'zeek'].filter((item) => wanted.has(item))) {
  await assertEqualCounts(kind);
  const names = Object.keys(contenders[kind]).filter((name) => available[name]);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) runs[name].push(await contenders[kind][name]());
  }
  const rows = Object.fromEntries(
    names.map((name) => [
      name,
      {
        wall: median(runs[name].map((item) => item.wall)),
        processor: median(runs[name].map((item) => item.processor)),
        megabytes: Math.max(...runs[name].map((item) => item.megabytes)),
        disk: Math.max(...runs[name].map((item) => item.disk)),
      },
    ]),
  );
  results.kinds[kind] = rows;
  console.log(
    `\n${kind}: ${lines} lines, ${Math.round(statSync(logs[kind]).size / 1e6)} MB, median of ${rounds} alternating runs`,
  );
  for (const [name, row] of Object.entries(rows)) {
    console.log(
      `  ${name.padEnd(10)} ${row.wall.toFixed(2).padStart(7)} s  ${row.processor.toFixed(2).padStart(7)} s processor  ${row.megabytes.toFixed(0).padStart(6)} MB  ${row.disk.toFixed(0).padStart(6)} MB temporary disk`,
    );
  }
  for (const name of names.filter((item) => item !== 'logfence'))
    judge(`${kind}, times as fast as ${name}`, rows[name].wall / rows.logfence.wall, {
      atLeast: GOALS[name],
    });
}

if (wanted.has('questions') && available.pandas) {
  const ask = (name) => {
    const store = join(folder, 'questions.duckdb');
    for (const suffix of ['', '.wal']) rmSync(`${store}${suffix}`, { force: true });
    if (name === 'pandas') return run(python, [join(root, 'bench/zeek_questions.py'), logs.zeek]);
    const words = [join(root, 'bench/zeek-questions.mjs'), root, logs.zeek];
    return run(node, name === 'stored' ? [...words, store] : words);
  };
  const seconds = { logfence: [], stored: [], pandas: [] };
  const answers = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(seconds)) {
      const { wall, output } = await ask(name);
      seconds[name].push(wall);
      answers[name] = JSON.stringify(JSON.parse(output));
    }
  }
  if (answers.logfence !== answers.pandas || answers.stored !== answers.pandas)
    throw new Error(`the questions are answered differently: ${JSON.stringify(answers)}`);
  const [pandas, ours, stored] = ['pandas', 'logfence', 'stored'].map((name) => median(seconds[name]));
  console.log(
    `\nthe five questions of the Zeek document from the raw file: logfence ${ours.toFixed(2)} s, with --store ${stored.toFixed(2)} s, pandas ${pandas.toFixed(2)} s`,
  );
  judge('questions, times as fast as pandas', pandas / ours, { atLeast: 5 });
  judge('questions with --store, times as fast as pandas', pandas / stored, { atLeast: 5 });
}

const loads = (contenders) => loadAlternating(contenders, { rounds, folder, root });
const show = (title, loaded) => {
  console.log(`\n${title}`);
  for (const [name, { seconds, rows }] of Object.entries(loaded))
    console.log(`  ${name.padEnd(28)} ${seconds.toFixed(2).padStart(7)} s  ${rows} rows`);
};

if (wanted.has('load')) {
  for (const [kind, atMost] of Object.entries({ combined: 1.3, zeek: 1.5 })) {
    const file = logs[kind];
    const loaded = await loads([
      { name: 'logfence', way: 'logfence', kind, file },
      { name: 'logfence --store', way: 'logfence', kind, file, stored: true },
      { name: 'bare', way: 'bare', kind, file },
    ]);
    const { bare, logfence } = loaded;
    if (bare.rows > logfence.rows || bare.rows < 0.99 * logfence.rows)
      throw new Error(`${kind}: the bare plan loaded ${bare.rows} rows, logfence ${logfence.rows}`);
    show(`load of ${kind}, beside the best bare plan into a database file`, loaded);
    judge(`load of ${kind}, times the bare plan`, logfence.seconds / bare.seconds, { atMost });
    judge(
      `load of ${kind} with --store, times the bare plan`,
      loaded['logfence --store'].seconds / bare.seconds,
      {
        atMost,
      },
    );
  }
}

if (wanted.has('gz')) {
  const compressed = `${logs.combined}.gz`;
  if (!existsSync(compressed)) spawnSync('sh', ['-c', `gzip -c '${logs.combined}' > '${compressed}'`]);
  const loaded = await loads([
    { name: 'plain', way: 'logfence', kind: 'combined', file: logs.combined },
    { name: 'gz', way: 'logfence', kind: 'combined', file: compressed },
    { name: 'plain --store', way: 'logfence', kind: 'combined', file: logs.combined, stored: true },
    { name: 'gz --store', way: 'logfence', kind: 'combined', file: compressed, stored: true },
  ]);
  if (new Set(Object.values(loaded).map(({ rows }) => rows)).size > 1)
    throw new Error(`gz and plain differ: ${JSON.stringify(loaded)}`);
  show('reading a gz beside the plain file', loaded);
  judge('gz, of the speed of plain', loaded.plain.seconds / loaded.gz.seconds, { atLeast: 0.5 });
  judge(
    'gz with --store, of the speed of plain',
    loaded['plain --store'].seconds / loaded['gz --store'].seconds,
    {
      atLeast: 0.5,
    },
  );
}

if (wanted.has('formats')) {
  await makeLog('asa', logs.asa, '--denies-per-day', []);
  await makeLogins(logs.login);
  const loaded = await loads([
    { name: 'asa', way: 'logfence', kind: 'asa', file: logs.asa },
    { name: 'login', way: 'logfence', kind: 'login', file: logs.login },
    { name: 'bare', way: 'bare', kind: 'combined', file: logs.combined },
  ]);
  show('loads beside the best bare plan of the combined format, per line', loaded);
  const perLine = ({ seconds, rows }) => seconds / rows;
  for (const kind of ['asa', 'login'])
    judge(`load of ${kind}, times the bare plan of combined`, perLine(loaded[kind]) / perLine(loaded.bare), {
      atMost: 2,
    });
}
writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
