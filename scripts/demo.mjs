// Makes labelled sample logs, runs the main job on them, and holds the findings against the labels.
// Everything is written to demo/ and is the same on every machine.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist/cli/main.js');
const folder = process.argv[2] ?? 'demo';
process.chdir(root);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const paint = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[0m` : text);

/** Runs one command and stops the demo when it fails. */
const logfence = (words, { show = true, quiet = false } = {}) => {
  if (show) console.log(paint(`\n$ logfence ${words.join(' ')}`));
  const result = spawnSync(process.execPath, [program, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'inherit'],
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    console.error(`the demo stopped: exit status ${result.status}`);
    process.exit(result.status ?? 1);
  }
  return result.stdout;
};

const web = join(folder, 'access.log');
const asa = join(folder, 'asa.log');
const report = join(folder, 'report.html');
console.log(`${paint('The report of this demo:')} ${join(root, report)}`);

logfence(['simulate', 'web', '--seed', '7', '--days', '3', '--out', web]);
logfence(['simulate', 'asa', '--seed', '7', '--days', '3', '--out', asa]);
// Stamps of a firewall carry no year; the simulator's clock is set to 2026.
logfence(['analyze', web, asa, '--year', '2026', '--limit', '9', '--report', report]);

/** Precision and recall of the findings of medium severity and more, per log. */
const judge = (log) => {
  const answer = JSON.parse(
    logfence(
      [
        'evaluate',
        log,
        '--truth',
        `${log}.truth.json`,
        '--year',
        '2026',
        '--least-severity',
        'medium',
        '--quiet',
        '--json',
      ],
      { quiet: true },
    ),
  );
  const all = answer.rows.find((row) => row.method === 'all together') ?? answer.rows[0];
  const number = (value) => (value === null ? 'undefined' : value.toFixed(3));
  console.log(
    `${log}: ${all.detectedAttacks} of ${all.attacks} attacks found; by address precision ${number(all.precision)}, recall ${number(all.recall)} (${all.tp} right, ${all.fp} wrong, ${all.fn} missed)`,
  );
  return all.detectedAttacks === all.attacks;
};

const found = [web, asa].map(judge);
const size = Math.round(readFileSync(report).length / 1000);
console.log(`\nOpen ${paint(join(root, report))} (${size} kB) in a browser.`);
if (!found.every(Boolean)) process.exit(1);
