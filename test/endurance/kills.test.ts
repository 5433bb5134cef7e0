import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raw } from '../../src/sql/sql.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { CLI_FILE } from '../helpers/run-cli.ts';
import { orphans, storeContent } from '../helpers/store-content.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { fullSize, webLines } from './endurance.ts';

const OBSERVER = new URL('./say-phases.mjs', import.meta.url).href;
const PHASES = ['load', 'commit', 'checkpoint'] as const;
type Phase = (typeof PHASES)[number];

const folder = temporaryFolder();
const [first, second] = [join(folder, 'first.log'), join(folder, 'second.log')];
const base = join(folder, 'base.duckdb');

interface Run {
  /** The last that the program said. */
  readonly phase: string;
  /** Milliseconds that each phase took. */
  readonly lasted: Readonly<Partial<Record<Phase, number>>>;
}

/** `logfence ingest FILE --store STORE`, killed so long after it said that a phase begins. */
const run = (
  store: string,
  file: string,
  kill?: { readonly phase: Phase; readonly after: number },
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', OBSERVER, CLI_FILE, 'ingest', file, '--store', store, '--quiet'],
      { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
    );
    const began: { readonly phase: string; readonly at: number }[] = [];
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      for (const phase of chunk.toString().split('\n').slice(0, -1)) {
        began.push({ phase, at: performance.now() });
        if (phase !== kill?.phase) continue;
        if (kill.after < 1) child.kill('SIGKILL');
        else setTimeout(() => child.kill('SIGKILL'), kill.after);
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') return reject(new Error(`the program ended with ${code}`));
      const lasted = began
        .slice(0, -1)
        .map(({ phase, at }, index) => [phase, (began[index + 1]?.at ?? at) - at]);
      resolve({ phase: began.at(-1)?.phase ?? 'start', lasted: Object.fromEntries(lasted) });
    });
  });

const contentOf = async (path: string) => {
  const store = await openDuckdbStore({ path });
  try {
    const hosts = await store.query(raw('select * from hosts order by entity'));
    return { content: await storeContent(store), hosts, orphans: await orphans(store) };
  } finally {
    await store.close();
  }
};

describe('the program that is killed while it stores a log', () => {
  const kills = fullSize ? 50 : 6;

  it(`${kills} times over load, commit and checkpoint leaves nothing in flight, and one more run completes it`, async () => {
    writeFileSync(first, webLines(0, 2000));
    writeFileSync(second, webLines(2000, fullSize ? 20_000 : 10_000));
    await run(base, first);
    const before = (await contentOf(base)).content;
    const whole = join(folder, 'whole.duckdb');
    copyFileSync(base, whole);
    const { lasted } = await run(whole, second);
    const { content: after, hosts } = await contentOf(whole);
    expect(hosts.length).toBeGreaterThan(0);
    expect(after.inputs).toHaveLength(2);

    const random = RandomSource.fromSeed(20);
    const fell: Record<string, number> = {};
    const found = { nothing: 0, everything: 0 };
    // A kill that came after the end shows nothing and is made again.
    for (let kill = 0, counted = 0; counted < kills; kill += 1) {
      const store = join(folder, `killed-${kill}.duckdb`);
      copyFileSync(base, store);
      const phase = PHASES[counted % PHASES.length] as Phase;
      const killed = await run(store, second, { phase, after: random.unit() * (lasted[phase] ?? 0) * 0.8 });
      if (killed.phase !== 'done') {
        fell[killed.phase] = (fell[killed.phase] ?? 0) + 1;
        counted += 1;
      }
      const left = await contentOf(store);
      expect(left.orphans).toBe(0);
      const isWhole = left.content.inputs.length === 2;
      expect(left.content).toEqual(isWhole ? after : before);
      if (killed.phase !== 'done') found[isWhole ? 'everything' : 'nothing'] += 1;
      await run(store, second);
      expect(await contentOf(store)).toEqual({ content: after, hosts, orphans: 0 });
      for (const file of [store, `${store}.wal`]) if (existsSync(file)) rmSync(file);
    }
    const report = Object.entries(fell).map(([phase, count]) => `${count} in ${phase}`);
    console.log(
      `${kills} kills: ${report.join(', ')}; the reopened store held nothing of the input ${found.nothing} times, all of it ${found.everything} times`,
    );
    for (const phase of PHASES) expect(fell[phase] ?? 0).toBeGreaterThan(0);
  });
});
