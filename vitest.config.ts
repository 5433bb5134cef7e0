import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const inCi = process.env['CI'] === 'true';
// ClickHouse in the test process weighs half a gigabyte: `npm ci` in test/clickhouse brings it.
const hasClickHouse = existsSync(new URL('test/clickhouse/node_modules', import.meta.url));
if (inCi && !hasClickHouse && existsSync(new URL('test/clickhouse/package.json', import.meta.url)))
  throw new Error('with CI=true the tests on ClickHouse must run; do "npm ci" in test/clickhouse first');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(hasClickHouse ? [] : ['test/clickhouse/**'])],
    // The machine decides how long a test takes; a hang ends with the run.
    testTimeout: 0,
    hookTimeout: 0,
    pool: 'forks',
    env: { TZ: 'UTC', NO_COLOR: '1' },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
