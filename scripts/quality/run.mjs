// Measures the detectors with their default settings on simulated logs of seeds that nothing was
// tuned on, and writes docs/quality.md. Needs "npm run build".
//   npm run quality [-- --seeds 1001-1020] [--only logins|addresses|logs] [--print]
// --print shows the page instead of writing it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureChangingAddresses } from './changing-addresses.mjs';
import { measureLogins } from './login-attackers.mjs';
import { measureLogs } from './simulated-logs.mjs';
import { qualityPage } from './page.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const seedsText = option('seeds', '1001-1020');
const [first, last = first] = seedsText.split('-').map(Number);
if (!Number.isInteger(first) || !Number.isInteger(last) || last < first) {
  console.error(`--seeds takes FIRST-LAST, such as 1001-1020, not ${seedsText}`);
  process.exit(2);
}
const only = option('only', undefined);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);
const progress = (text) => console.error(`${text} (${Math.round(process.uptime())} s)`);

const wanted = (name) => only === undefined || only === name;
const results = {
  seeds: seedsText,
  logins: wanted('logins') ? await measureLogins(seeds, progress) : [],
  addresses: wanted('addresses') ? await measureChangingAddresses(seeds, progress) : [],
  logs: wanted('logs') ? await measureLogs(seeds, progress) : [],
};
const page = qualityPage(results);
if (process.argv.includes('--print') || only !== undefined) console.log(page);
else writeFileSync(fileURLToPath(new URL('../../docs/quality.md', import.meta.url)), page);
