import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Truth } from '../../src/schema/truth.ts';
import { writeScenario } from '../../src/workflows/simulate-scenario.ts';

const SCENARIO = `
start: 2026-05-04
days: 0.5
logs:
  - simulator: web
    parameters: { requestsPerDay: 900 }
    attacks: [sql-injection]
  - simulator: zeek-http
    parameters: { requestsPerDay: 900, header: 0 }
    attacks: [sql-injection]
  - simulator: asa
    file: border/firewall.log
    seed: 77
    attacks: [{ name: vertical-scan, start: 2026-05-04T03:00:00Z, rate: 2, duration: 1m }]
`;

describe('a scenario written to files', () => {
  let folder: string;
  const put = (text: string): string => {
    const file = join(folder, 'mix.yaml');
    writeFileSync(file, text);
    return file;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'logfence-scenario-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives each log with its truth beside it, web and Zeek showing the same events', async () => {
    const written = await writeScenario(put(SCENARIO), { folder: join(folder, 'out') });
    expect(written.map(({ simulator, attacks }) => [simulator, attacks])).toEqual([
      ['web', ['sql-injection']],
      ['zeek-http', ['sql-injection']],
      ['asa', ['vertical-scan']],
    ]);
    expect([written[0]?.seed === written[1]?.seed, written[2]?.seed]).toEqual([true, 77]);
    const [web, zeek, asa] = written.map(
      ({ truthFile }) => JSON.parse(readFileSync(truthFile, 'utf8')) as Truth,
    );
    expect(web?.attacks[0]?.events).toEqual(zeek?.attacks[0]?.events);
    expect(asa?.attacks[0]?.events.length).toBe(120);
    const targets = (file: string, pick: (line: string) => string | undefined): (string | undefined)[] =>
      readFileSync(file, 'utf8').split('\n').slice(0, -1).map(pick);
    expect(targets(written[0]?.file as string, (line) => line.split('"')[1]?.split(' ')[1])).toEqual(
      targets(written[1]?.file as string, (line) => line.split('\t')[9]),
    );
  });

  it('lets what the run states win over the file, so that seeds can be repeated', async () => {
    const run = { folder: join(folder, 'again'), seed: 5, days: 0.25, start: '2026-06-01' };
    const written = await writeScenario(put(SCENARIO.replace('2026-05-04T03:00', '2026-06-01T03:00')), run);
    expect(written.map(({ seed }) => seed)).toEqual([5, 5, 5]);
    expect(readFileSync(written[0]?.file as string, 'utf8')).toMatch(/^\S+ - - \[01\/Jun\/2026:00/);
  });

  it.each([
    [SCENARIO.replace('border/firewall.log', '../firewall.log'), /"..\/firewall.log" leaves the folder/],
    [SCENARIO.replace('border/firewall.log', 'access.log'), /two logs are called access.log/],
    [SCENARIO.replace('simulator: asa', 'simulator: login'), /a command of its own: simulate login/],
    [SCENARIO.replace('simulator: asa', 'simulator: asaa'), /unknown simulator "asaa": did you mean asa/],
    [SCENARIO.replace('vertical-scan', 'silent-sensor'), /silent-sensor has no rate/],
  ])('refuses what cannot be written, before or without leaving the folder', async (text, message) => {
    await expect(writeScenario(put(text), { folder: join(folder, 'bad'), seed: 1 })).rejects.toThrow(message);
    expect(existsSync(join(folder, 'firewall.log'))).toBe(false);
  });

  it('says which file it cannot read', async () => {
    await expect(writeScenario(join(folder, 'none.yaml'), { folder })).rejects.toThrow(
      /cannot read the scenario .*none.yaml/,
    );
  });
});
