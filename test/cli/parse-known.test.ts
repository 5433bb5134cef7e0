import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mmdbFile } from '../enrichment/mmdb-file.ts';
import { runCli } from '../helpers/run-cli.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

const folder = mkdtempSync(join(temporaryFolder(), 'parse-'));
const log = join(folder, 'access.log');
writeFileSync(
  log,
  [
    '198.51.100.7 - - [10/Mar/2026:06:12:31 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"',
    '10.1.2.3 - - [10/Mar/2026:06:12:32 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"',
    '',
  ].join('\n'),
);

const parsed = async (...words: readonly string[]) => {
  const { stdout, exitCode } = await runCli(['parse', log, '--quiet', ...words]);
  expect(exitCode).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
};

describe('parse with files that know of addresses', () => {
  it('shows city and coordinates of an MMDB and the names of one file', async () => {
    const cities = join(folder, 'cities.mmdb');
    writeFileSync(
      cities,
      mmdbFile({
        '198.51.100.0/24': {
          city: { names: { en: 'Testville' } },
          location: { latitude: 1.5, longitude: -2.25 },
        },
      }),
    );
    const names = join(folder, 'names.csv');
    writeFileSync(names, 'address,name,owner\n10.1.2.3,vault,ann\n');
    const [outside, inside] = await parsed('--mmdb', cities, '--names', names);
    expect(outside?.['source']).toMatchObject({
      ip: '198.51.100.7',
      geo: { city_name: 'Testville', location: '1.5,-2.25' },
    });
    expect(inside?.['source']).toMatchObject({ range: 'private', asset: { name: 'vault', owner: 'ann' } });
  });

  it('shows the line and nothing else without such a file', async () => {
    const [outside] = await parsed();
    expect(outside?.['source']).toEqual({ ip: '198.51.100.7' });
  });
});
