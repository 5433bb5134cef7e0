import { describe, expect, it } from 'vitest';
import { sql } from '../../src/sql/sql.ts';
import type { DatasetMaking, EventStore, LineStaging, RowWriting } from '../../src/store/event-store.ts';
import { copyInputs } from '../../src/workflows/copy-store.ts';
import { engines } from '../helpers/engines.ts';
import { loadSources, textSource } from '../helpers/log-source.ts';

type Store = EventStore & LineStaging & RowWriting & DatasetMaking;

const WEB = Array.from(
  { length: 250 },
  (_, index) =>
    `203.0.113.${index % 9} - - [21/Jun/2021:20:59:${String(index % 60).padStart(2, '0')} +0200] "GET /é?${index}'\\"\u0000 HTTP/1.1" 200 ${index === 7 ? '9223372036854775807' : index} "-" "\ufefftab\tx"`,
).join('\n');
const LOGINS =
  'datetime,source_ip,username,success,failure_reason\n2018-11-01 00:36:52.617978,198.51.100.32,vkim,True,\n2018-11-01,,"a ""q""",False,error_wrong_password\n';

/** Everything a store holds, without the numbers that it gives out itself. */
const contents = async (store: EventStore): Promise<Record<string, unknown>> => {
  const path = sql`e.${store.dialect.identifier('log.file.path')}`;
  const line = sql`e.${store.dialect.identifier('log.line')}`;
  const inputs = await store.query(sql`select * from inputs order by path`);
  return {
    web: await store.query(sql`select * from web as e order by ${path}, ${line}`),
    auth: await store.query(sql`select * from auth as e order by ${path}, ${line}`),
    rejects: await store.query(
      sql`select r.line as line, r.byte_offset as byte_offset, r.byte_length as byte_length, r.reason as reason, r.text as text from rejects as r order by 1, 2`,
    ),
    inputs: inputs.map(({ id: _id, version: _version, ...row }) => row),
  };
};

const count = async (store: EventStore, table: string): Promise<unknown> =>
  (await store.query(sql`select count(*) as n from ${store.dialect.identifier(table)}`))[0]?.['n'];

describe('copying a store', () => {
  for (const from of engines) {
    for (const to of engines) {
      it(`from ${from.name} to ${to.name} keeps everything, and doubles nothing when it is done again`, async () => {
        const [source, target] = [(await from.open()) as Store, (await to.open()) as Store];
        await loadSources(source, [
          textSource('web.log', `${WEB}\nrefused\n`),
          textSource('logins.csv', LOGINS),
        ]);
        await loadSources(target, [textSource('other.csv', LOGINS.replaceAll('vkim', 'other'))]);
        const copied = await copyInputs(source, target);
        expect(copied).toEqual([
          { path: 'web.log', status: 'copied', events: 250 },
          { path: 'logins.csv', status: 'copied', events: 2 },
        ]);
        expect(await count(target, 'auth')).toBe(4);
        const again = await copyInputs(source, target);
        expect(again.map((input) => input.status)).toEqual(['unchanged', 'unchanged']);
        await target.execute(sql`delete from inputs where path = 'other.csv'`);
        await target.execute(
          sql`delete from auth_events where ${target.dialect.identifier('user.name')} = 'other' or ${target.dialect.identifier('log.input')} = 1`,
        );
        expect(await contents(target)).toEqual(await contents(source));
        for (const store of [source, target]) await store.close();
      });
    }
  }
});
