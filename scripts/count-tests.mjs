// Reads vitest's JSON report and prints "passed failed skipped". A file that could not be loaded counts as
// one failure. Usage: count-tests.mjs [--fail-on-skipped | --slowest N] REPORT
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { 'fail-on-skipped': { type: 'boolean' }, slowest: { type: 'string' } },
  allowPositionals: true,
});
const { testResults } = JSON.parse(readFileSync(positionals[0], 'utf8'));
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
const unloaded = testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
).length;
const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status));

if (values.slowest !== undefined) {
  const files = testResults.map(({ name, startTime, endTime }) => ({
    name,
    seconds: (endTime - startTime) / 1000,
  }));
  files.sort((left, right) => right.seconds - left.seconds);
  for (const { name, seconds } of files.slice(0, Number(values.slowest)))
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${relative(process.cwd(), name)}`);
} else if (values['fail-on-skipped']) {
  for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
  process.exitCode = skipped.length > 0 || tests.length === 0 ? 1 : 0;
} else console.log(`${count('passed')} ${count('failed') + unloaded} ${skipped.length}`);
