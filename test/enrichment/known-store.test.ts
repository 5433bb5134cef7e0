import { describe, expect, it } from 'vitest';
import type { Knowledge } from '../../src/enrichment/knowledge.ts';
import { counts } from '../../src/explore/counts.ts';
import { events } from '../../src/explore/events.ts';
import type { FactTable, Facts } from '../../src/schema/facts.ts';
import { raw } from '../../src/sql/sql.ts';
import { knownStore } from '../../src/workflows/known-store.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

const FACTS: Readonly<Record<FactTable, Readonly<Record<string, Facts>>>> = {
  hosts: {
    '203.0.113.7': { country_iso_code: 'NL', as_number: 64500, range: 'documentation' },
    '2001:db8::9': { country_iso_code: 'SE', indicator: 'list: 2001:db8::9' },
  },
  agents: { 'probe/1': { kind: 'scanner', bot: 'probe', indicator: 'list: probe' } },
  names: { 'evil.example': { indicator: 'list: evil.example' } },
};

/** Knowledge that tells how often it was asked. */
const knowledge = (versions: Readonly<Record<string, string>>, more: Facts = {}) => {
  const asked: string[] = [];
  const known: Knowledge = {
    versions,
    lookUp: (table, entity) => {
      asked.push(entity);
      const facts = FACTS[table][entity];
      return facts === undefined ? {} : { ...facts, ...(table === 'hosts' ? more : {}) };
    },
  };
  return { known, asked };
};

const REQUESTS = [
  { 'source.ip': '203.0.113.7', 'user_agent.original': 'probe/1', 'url.domain': 'shop.example' },
  { 'source.ip': '203.0.113.7', 'user_agent.original': null, 'url.domain': 'evil.example' },
  { 'source.ip': '2001:db8::9', 'user_agent.original': 'other', 'url.domain': null },
  { 'source.ip': null, 'user_agent.original': 'other', 'url.domain': null },
];

const valuesOf = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map((row) => [row['value'], row['count']]);

forEachEngine((engine) => {
  describe('a store with knowledge', () => {
    it('looks every address up once, and only when a question asks for it', async () => {
      const store = await engine.open();
      await insertEvents(store, 'web', REQUESTS);
      const { known, asked } = knowledge({ countries: '1' });
      const wrapped = knownStore(store, known);
      expect(valuesOf((await counts(wrapped, { field: 'url.domain' })).rows)).toHaveLength(3);
      expect(asked).toEqual([]);
      const { rows } = await counts(wrapped, { field: 'source.geo.country_iso_code' });
      expect(valuesOf(rows)).toEqual([
        ['NL', 2],
        ['SE', 1],
        [null, 1],
      ]);
      expect([...asked].sort()).toEqual(['2001:db8::9', '203.0.113.7']);
      await counts(wrapped, { field: 'source.as.number', where: 'source.geo.country_iso_code : NL' });
      expect(asked).toHaveLength(2);
    });

    it('filters by facts of several tables at once, and gives them with events', async () => {
      const store = await engine.open();
      await insertEvents(store, 'web', REQUESTS);
      const wrapped = knownStore(store, knowledge({ countries: '1' }).known);
      const found = async (where: string) =>
        (await events(wrapped, { where, fields: ['log.line', 'source.as.number', 'user_agent.bot'] })).rows;
      expect(await found('user_agent.kind : scanner and source.geo.country_iso_code : NL')).toEqual([
        { 'log.line': 1, 'source.as.number': 64500, 'user_agent.bot': 'probe' },
      ]);
      expect(await found('not source.as.number : 64500 and source.ip : *')).toEqual([
        { 'log.line': 3, 'source.as.number': null, 'user_agent.bot': null },
      ]);
      const matched = await counts(wrapped, { field: 'threat.indicator.name' });
      expect(valuesOf(matched.rows)).toEqual([
        ['list: 2001:db8::9', 1],
        ['list: evil.example', 1],
        ['list: probe', 1],
        [null, 1],
      ]);
    });

    it('keeps what it learned, learns new addresses, and learns all anew when its data change', async () => {
      const store = await engine.open();
      await insertEvents(store, 'web', REQUESTS, 'a.log');
      const ask = async ({ known }: ReturnType<typeof knowledge>, field: string) =>
        valuesOf((await counts(knownStore(store, known), { field })).rows).slice(0, 1);
      const first = knowledge({ countries: '1', names: 'a' }, { asset_owner: 'ann' });
      expect(await ask(first, 'source.asset.owner')).toEqual([['ann', 3]]);
      const second = knowledge({ countries: '1' });
      expect(await ask(second, 'source.asset.owner')).toEqual([['ann', 3]]);
      expect(second.asked).toEqual([]);
      const newer = knowledge({ countries: '2' }, { country_iso_code: 'NO' });
      expect(await ask(newer, 'source.geo.country_iso_code')).toEqual([['NO', 3]]);
      expect(await ask(newer, 'source.asset.owner')).toEqual([['ann', 3]]);
      await insertEvents(store, 'web', [{ 'source.ip': '203.0.113.99' }], 'b.log');
      const last = knowledge({ countries: '2' });
      await ask(last, 'source.geo.country_iso_code');
      expect(last.asked).toEqual(['203.0.113.99']);
    });

    it('leaves the facts alone that the log itself brings', async () => {
      const store = await engine.open();
      const { known } = knowledge({ countries: '1' });
      await insertEvents(store, 'network', [{ 'source.ip': '203.0.113.7' }]);
      expect(
        valuesOf((await counts(knownStore(store, known), { field: 'source.geo.country_iso_code' })).rows),
      ).toEqual([['NL', 1]]);
      await insertEvents(store, 'network', [
        { 'source.ip': '203.0.113.7', 'source.geo.country_iso_code': 'FI' },
      ]);
      expect(
        valuesOf((await counts(knownStore(store, known), { field: 'source.geo.country_iso_code' })).rows),
      ).toEqual([
        ['FI', 1],
        [null, 1],
      ]);
    });

    it('shows its tables to people who write SQL', async () => {
      const store = await engine.open();
      await insertEvents(store, 'web', REQUESTS);
      const wrapped = knownStore(store, knowledge({ countries: '1' }).known);
      const rows = await wrapped.queryGuarded(raw('select entity, as_number from hosts order by entity'));
      expect(rows).toEqual([
        { entity: '2001:db8::9', as_number: null },
        { entity: '203.0.113.7', as_number: 64500 },
      ]);
    });
  });
});
