import { readFileSync } from 'node:fs';
import sqlite from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { counts } from '../../../src/explore/counts.ts';
import { FORMATS } from '../../../src/formats/registry.ts';
import { ingestSource } from '../../../src/ingest/ingest-source.ts';
import { openDuckdbStore } from '../../../src/store/duckdb.ts';
import { storeContent } from '../../helpers/store-content.ts';
import { mariadb, postgres, type TestService } from '../../helpers/services.ts';
import { sharedDataMissing, sharedPath } from '../../helpers/shared-data.ts';
import { openBytes, readBytes, temporaryFolder } from '../helpers.ts';
import { mariadbShell, postgresShell, type ServerShell } from './server-shells.ts';

const folder = temporaryFolder();
const lessonLog = (): Buffer => readFileSync(sharedPath('data/api-access/access.log'));
const linesOf = (log: Buffer): readonly string[] => log.toString('latin1').replace(/\n$/, '').split('\n');

/** What a store holds that read one input, the input's own name left out. */
const answersOf = async (input: string): Promise<unknown> => {
  const store = await openDuckdbStore();
  try {
    const source = await openBytes(input);
    const account = await ingestSource(store, source, {
      formats: FORMATS,
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 0, 1),
      takeLastLine: true,
    });
    expect(account).toMatchObject({ lines: 13_974, parsed: 13_974, rejected: 0, format: 'combined' });
    const { events, inputs } = await storeContent(store);
    const anonymous = (text: string): string => text.replaceAll(JSON.stringify(source.path), '"PATH"');
    const shares = await counts(store, { field: 'http.response.status_code', given: 'source.ip' });
    return {
      events: events['web']?.map(anonymous),
      inputs: inputs.map((row) => anonymous(JSON.stringify(row))),
      shares: shares.rows,
    };
  } finally {
    await store.close();
  }
};

const SERVERS: readonly (readonly [string, TestService, (address: string) => Promise<ServerShell>])[] = [
  ['MariaDB', mariadb, mariadbShell],
  ['PostgreSQL', postgres, postgresShell],
];

for (const [name, service, shell] of SERVERS) {
  const missing = sharedDataMissing ?? service.missing;
  describe.skipIf(missing !== undefined)(
    `the lesson's table in ${name}${missing === undefined ? '' : ` (${missing})`}`,
    () => {
      it('gives the 13,974 lines of the file, byte for byte, and the same answers', async () => {
        const log = lessonLog();
        const lines = linesOf(log);
        expect(lines).toHaveLength(13_974);
        const server = await shell(service.address());
        try {
          await server.execute('create table api_access (entry text)');
          await server.insert(
            'api_access',
            lines.map((line) => [line]),
          );
          const { bytes, error } = await readBytes(
            await openBytes(`${server.adminAddress}?table=api_access`),
          );
          expect(error).toBeUndefined();
          expect(bytes.equals(log)).toBe(true);
          const answers = await answersOf(`${server.adminAddress}?table=api_access`);
          expect(answers).toEqual(await answersOf(sharedPath('data/api-access/access.log')));
        } finally {
          await server.drop();
        }
      });
    },
  );
}

describe.skipIf(sharedDataMissing !== undefined)(
  `the lesson's table in SQLite${sharedDataMissing === undefined ? '' : ` (${sharedDataMissing})`}`,
  () => {
    it('gives the 13,974 lines of the file, byte for byte, and the same answers', async () => {
      const log = lessonLog();
      const file = `${folder}/lesson.db`;
      const database = new sqlite.Database(file);
      database.exec('create table api_access (entry text); begin');
      const insert = database.prepare('insert into api_access values (?)');
      for (const line of linesOf(log)) insert.run([line]);
      insert.finalize();
      database.exec('commit');
      database.close();
      expect((await readBytes(await openBytes(file))).bytes.equals(log)).toBe(true);
      expect(await answersOf(file)).toEqual(await answersOf(sharedPath('data/api-access/access.log')));
    });
  },
);
