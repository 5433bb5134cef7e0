// Measures the detectors with their default settings on simulated logs of seeds that nothing was
// tuned on, and writes docs/quality.json, docs/quality.md and the measured parts of docs/detectors.
// Needs "npm run build".
//   npm run quality [-- --seeds 1001-1020] [--only attacks,budget] [--simulator sshd] [--attack overload] [--print]
// A part that is measured alone replaces its numbers and leaves the others; one simulator or attack of a part, too.
// --print shows what came out and writes nothing; other seeds are never written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureChangingAddresses } from './changing-addresses.mjs';
import { measureAttacks } from './each-attack.mjs';
import { measureLogins } from './login-attackers.mjs';
import { measureBudget } from './noise-budget.mjs';
import { measureLogs, measureOrdinary } from './simulated-logs.mjs';
import { qualityPage } from './page.mjs';
import { writePages } from './write-pages.mjs';

const SEEDS = '1001-1020';
/** A million lines a seed: a quarter of the seeds. */
const BUDGET_SEEDS = 5;

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const seedsText = option('seeds', SEEDS);
const [first, last = first] = seedsText.split('-').map(Number);
if (!Number.isInteger(first) || !Number.isInteger(last) || last < first) {
  console.error(`--seeds takes FIRST-LAST, such as ${SEEDS}, not ${seedsText}`);
  process.exit(2);
}
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

const PARTS = {
  attacks: measureAttacks,
  budget: (all, context) => measureBudget(all.slice(0, BUDGET_SEEDS), context),
  ordinary: measureOrdinary,
  logs: measureLogs,
  logins: (all, { progress }) => measureLogins(all, progress),
  addresses: (all, { progress }) => measureChangingAddresses(all, progress),
};
const wanted = option('only', Object.keys(PARTS).join(',')).split(',');
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`--only takes ${Object.keys(PARTS).join(', ')}, not ${unknown.join(', ')}`);
  process.exit(2);
}
const only = option('simulator', undefined);
const onlyAttack = option('attack', undefined);
const progress = (text) => console.error(`${text} (${Math.round(process.uptime())} s)`);

/** New results in place of the old ones of the same simulator and attack, where they stood; new ones at the end. */
const merged = (before, now) => {
  if (before === undefined || (only === undefined && onlyAttack === undefined)) return now;
  const keyOf = ({ name, simulator, attack }) => JSON.stringify([name ?? simulator, attack]);
  const fresh = new Map(now.map((each) => [keyOf(each), each]));
  const kept = before.map((each) => fresh.get(keyOf(each)) ?? each);
  const known = new Set(before.map(keyOf));
  return [...kept, ...now.filter((each) => !known.has(keyOf(each)))];
};

const file = fileURLToPath(new URL('../../docs/quality.json', import.meta.url));
const isKept = !process.argv.includes('--print') && seedsText === SEEDS;
const known = isKept && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { seeds: seedsText };
for (const name of wanted) {
  const results = await PARTS[name](seeds, { progress, only, onlyAttack });
  known[name] = Array.isArray(results) ? merged(known[name], results) : results;
  if (isKept) writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`);
}
if (isKept) writePages(known);
else console.log(qualityPage(known));
