// Times logfence beside its peers on logs of its own making, in alternating runs, after
// asserting that all of them count the same: wall time, processor time, peak memory and
// peak temporary disk. Needs goaccess and python3-pandas (Debian);
// a peer that is missing is left out and said.
//   node bench/run.mjs [--lines 2000000] [--rounds 3] [--folder bench/data]
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { barePlans } from './bare-plans.mjs';

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

const logs = { combined: join(folder, `access-${lines}.log`), zeek: join(folder, `http-${lines}.log`) };

/** Simulated logs are cut to exactly so many lines; the simulator's rate gives a few more. */
const makeLog = async (kind, file, words) => {
  if (existsSync(file)) return;
  const days = 7;
  const rate = String(Math.ceil(lines / days));
  const whole = `${file}.whole`;
  await run(node, [
    program,
    'simulate',
    kind,
    '--seed',
    '1',
    '--days',
    String(days),
    '--requests-per-day',
    rate,
    '--users',
    '20000',
    '--out',
    whole,
    ...words,
  ]);
  const cut = cutPosition(whole);
  spawnSync('sh', ['-c', `head -c ${cut} '${whole}' > '${file}'`]);
  rmSync(whole);
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

await makeLog('web', logs.combined, []);
await makeLog('zeek-http', logs.zeek, ['--header', '0']);
const results = { lines, rounds, kinds: {} };
for (const kind of ['combined', 'zeek']) {
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
    const factor =
      name === 'logfence' ? '' : `  logfence is ${(row.wall / rows.logfence.wall).toFixed(2)} times as fast`;
    console.log(
      `  ${name.padEnd(10)} ${row.wall.toFixed(2).padStart(7)} s  ${row.processor.toFixed(2).padStart(7)} s processor  ${row.megabytes.toFixed(0).padStart(6)} MB  ${row.disk.toFixed(0).padStart(6)} MB temporary disk${factor}`,
    );
  }
}

const plans = await barePlans({ logs, rounds, folder, root });
results.load = plans;
for (const [kind, plan] of Object.entries(plans)) {
  console.log(
    `\nload of ${kind} into a database file: logfence ${plan.logfence.toFixed(2)} s, bare plan ${plan.bare.toFixed(2)} s, ratio ${(plan.logfence / plan.bare).toFixed(2)}`,
  );
}
writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
