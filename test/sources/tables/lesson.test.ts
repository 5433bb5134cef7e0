import { readFileSync } from 'node:fs';
import sqlite from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { mariadb, postgres, type TestService } from '../../helpers/services.ts';
import { sharedDataMissing, sharedPath } from '../../helpers/shared-data.ts';
import { openBytes, readBytes, temporaryFolder } from '../helpers.ts';
import { mariadbShell, postgresShell, type ServerShell } from './server-shells.ts';

const folder = temporaryFolder();
const lessonLog = (): Buffer => readFileSync(sharedPath('data/api-access/access.log'));
const linesOf = (log: Buffer): readonly string[] => log.toString('latin1').replace(/\n$/, '').split('\n');

const SERVERS: readonly (readonly [string, TestService, (address: string) => Promise<ServerShell>])[] = [
  ['MariaDB', mariadb, mariadbShell],
  ['PostgreSQL', postgres, postgresShell],
];

for (const [name, service, shell] of SERVERS) {
  const missing = sharedDataMissing ?? service.missing;
  describe.skipIf(missing !== undefined)(
    `the lesson's table in ${name}${missing === undefined ? '' : ` (${missing})`}`,
    () => {
      it('gives the 13,974 lines of the file, byte for byte', async () => {
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
    it('gives the 13,974 lines of the file, byte for byte', async () => {
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
    });
  },
);
