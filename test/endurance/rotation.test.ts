import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sql } from '../../src/sql/sql.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { systemEffects } from '../../src/workflows/effects.ts';
import { openData } from '../../src/workflows/open-data.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { fullSize } from './endurance.ts';

const WRITER = fileURLToPath(new URL('./log-writer.mjs', import.meta.url));
const folder = temporaryFolder();
const [LINES, ROTATIONS] = fullSize ? [300_000, 60] : [25_000, 8];

describe('a log that another process appends to and rotates', () => {
  it(`${ROTATIONS} times while it is read again and again loses and doubles none of ${LINES} lines`, async () => {
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    const [log, path] = [join(logs, 'app.log'), join(folder, 'app.duckdb')];
    writeFileSync(log, '');
    const writer = spawn(process.execPath, [WRITER, log, String(LINES), String(ROTATIONS)], {
      stdio: 'inherit',
    });
    const ended = once(writer, 'exit');
    let isWriting = true;
    void ended.then(() => {
      isWriting = false;
    });
    let runs = 0;
    let grown = 0;
    const ingest = async (): Promise<void> => {
      runs += 1;
      const effects = { ...systemEffects(), environment: {} };
      const data = await openData({ inputs: [join(logs, 'app.log*')], store: path, effects }).catch(
        (error: Error) => {
          // Between two names, or not a line yet.
          if (/no log found|no file matches|no logs there|no such file/.test(error.message)) return undefined;
          throw error;
        },
      );
      grown +=
        data?.accounts.filter((account) => account.notes.some((note) => note.startsWith('goes on'))).length ??
        0;
      await data?.close();
    };
    while (isWriting) await ingest();
    const [code] = (await ended) as [number];
    expect(code).toBe(0);
    await ingest();

    const store = await openDuckdbStore({ path });
    try {
      const [found] = await store.query(
        sql`select count(*) as events, count(distinct "url.original") as lines, count(distinct "http.response.body.bytes") as numbers, min("http.response.body.bytes") as least, max("http.response.body.bytes") as most from web`,
      );
      expect(found).toEqual({ events: LINES, lines: LINES, numbers: LINES, least: 0, most: LINES - 1 });
      const [rejects] = await store.query(sql`select count(*) as n from rejects`);
      expect(rejects?.['n']).toBe(0);
    } finally {
      await store.close();
    }
    console.log(
      `${LINES} lines, ${ROTATIONS} rotations, read ${runs} times, ${grown} times as a file that had grown`,
    );
    expect(runs).toBeGreaterThan(2);
    expect(grown).toBeGreaterThan(0);
  });
});
