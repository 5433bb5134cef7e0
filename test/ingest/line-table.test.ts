import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import type { IngestStore } from '../../src/ingest/ingest-options.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import type { InputAccount } from '../../src/schema/accounting.ts';
import { webLines } from '../endurance/endurance.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { storeContent } from '../helpers/store-content.ts';
import { openBytes } from '../sources/helpers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let files = 0;

forEachEngine((engine) => {
  const ingest = async (store: IngestStore, input: string, again = false): Promise<InputAccount> =>
    ingestSource(store, await openBytes(input), {
      formats: FORMATS,
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 0, 15),
      takeLastLine: false,
      again,
    });

  /** A table of lines, how to change it, and its address. */
  const lineTable = () => {
    files += 1;
    const path = join(folder, `${files}.db`);
    const execute = (...statements: readonly string[]): void => {
      const database = new sqlite.Database(path);
      for (const statement of statements) database.exec(statement);
      database.close();
    };
    const add = (from: number, to: number): void =>
      execute(
        ...webLines(from, to)
          .trimEnd()
          .split('\n')
          .map((text) => `insert into log (entry) values ('${text.replaceAll("'", "''")}')`),
      );
    execute('create table log (id integer primary key, entry text)');
    return { address: `sqlite:${path}?table=log&line=entry`, execute, add };
  };

  describe('a table of raw lines', () => {
    it('adds its new rows', async () => {
      const store = await engine.open();
      const { address, add } = lineTable();
      add(0, 40);
      await ingest(store, address);
      add(40, 60);
      expect(await ingest(store, address)).toMatchObject({ lines: 60 });
      expect((await storeContent(store)).inputs).toHaveLength(1);
    });

    it('whose oldest rows were removed is refused with the way out, and nothing is doubled', async () => {
      const store = await engine.open();
      const { address, add, execute } = lineTable();
      add(0, 40);
      await ingest(store, address);
      const before = await storeContent(store);
      execute('delete from log where id <= 10');
      add(40, 50);
      await expect(ingest(store, address)).rejects.toThrow(
        /^sqlite:.*line=entry: rows that are stored already were removed or changed, .* "logfence store forget" .* --again$/,
      );
      expect(await storeContent(store)).toEqual(before);
      expect(await ingest(store, address, true)).toMatchObject({ lines: 40, status: 'complete' });
      expect((await storeContent(store)).inputs).toHaveLength(2);
    });
  });
});
