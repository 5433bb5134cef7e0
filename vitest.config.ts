import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const inCi = process.env['CI'] === 'true';
// ClickHouse in the test process weighs half a gigabyte: `npm ci` in test/clickhouse brings it.
const hasClickHouse = existsSync(new URL('test/clickhouse/node_modules', import.meta.url));
if (inCi && !hasClickHouse && existsSync(new URL('test/clickhouse/package.json', import.meta.url)))
  throw new Error('with CI=true the tests on ClickHouse must run; do "npm ci" in test/clickhouse first');

// .ci/run asks for a report; it then measures coverage in the same run.
const report = process.env['LOGFENCE_TEST_REPORT'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/one-temporary-folder.ts',
    exclude: ['**/node_modules/**', ...(hasClickHouse ? [] : ['test/clickhouse/**'])],
    // The machine decides how long a test takes; a hang ends with the run.
    testTimeout: 0,
    hookTimeout: 0,
    pool: 'forks',
    // Half of the work is waiting for an engine or a program; one core is too few.
    maxWorkers: '100%',
    env: { TZ: 'UTC', NO_COLOR: '1' },
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
    coverage: {
      enabled: report !== undefined,
      provider: 'v8',
      include: ['src/**/*.ts'],
      reportOnFailure: true,
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
