import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../src/detectors/registry.ts';
import { runDetectors } from '../../src/detectors/run.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { allDetectors } from '../../src/workflows/rule-detectors.ts';
import { type DatasetName, insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';

const iso = (year: number, seconds: number): string =>
  new Date(Date.UTC(year, 0, 1) + seconds * 1000).toISOString().replace('Z', '000Z');

/** An unremarkable event of every dataset that the default detectors look at. */
const PLAIN: Readonly<Partial<Record<DatasetName, (index: number) => PlainEvent>>> = {
  web: (index) => ({
    'source.ip': `198.51.100.${index % 20}`,
    'http.request.method': 'GET',
    'url.original': `/articles/${index % 7}`,
    'http.response.status_code': 200,
    'http.response.body.bytes': 500 + (index % 50),
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64)',
  }),
  auth: (index) => ({
    'source.ip': `198.51.100.${index % 20}`,
    'user.name': `user${index % 20}`,
    'event.outcome': 'success',
  }),
  network: (index) => ({
    'source.ip': `10.0.0.${index % 20}`,
    'destination.ip': '192.0.2.10',
    'destination.port': 443,
    'network.transport': 'tcp',
    'source.bytes': 1000 + (index % 50),
    'event.action': 'allowed',
  }),
};

type Make = (plain: (index: number) => PlainEvent) => readonly PlainEvent[];
const times = (count: number, make: (index: number) => PlainEvent) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Moments as a person comes and goes: short pauses within visits, and few long ones. */
const visits = (index: number): number => Math.floor(index / 12) * 7_000 + (index % 12) ** 3;

const CASES: readonly (readonly [string, Make])[] = [
  ['one event', (plain) => [{ '@timestamp': iso(2026, 0), ...plain(0) }]],
  ['one address', (plain) => times(60, (index) => ({ '@timestamp': iso(2026, visits(index)), ...plain(0) }))],
  ['one hour', (plain) => times(60, (index) => ({ '@timestamp': iso(2026, index * 50), ...plain(index) }))],
  ['constant columns', (plain) => times(60, () => ({ '@timestamp': iso(2026, 0), ...plain(0) }))],
  ['nothing but times', () => times(60, (index) => ({ '@timestamp': iso(2026, index * 600) }))],
  ['all missing', () => times(60, () => ({ '@timestamp': null }))],
  [
    'a clock that jumps eighty years',
    (plain) =>
      times(60, (index) => ({ '@timestamp': iso(index < 30 ? 2026 : 2106, index), ...plain(index) })),
  ],
  [
    'events from 1970',
    (plain) => times(60, (index) => ({ '@timestamp': iso(1970, index), ...plain(index) })),
  ],
  [
    'events from 2106',
    (plain) => times(60, (index) => ({ '@timestamp': iso(2106, index), ...plain(index) })),
  ],
];

describe('a log that gives no ground to judge', () => {
  it.each(CASES)('of %s has findings of no detector, and notes that say what is needed', async (_, make) => {
    const store = await openDuckdbStore();
    try {
      for (const [dataset, plain] of Object.entries(PLAIN)) {
        await insertEvents(store, dataset as DatasetName, make(plain));
      }
      const { findings, notes, ran } = await runDetectors(store, { available: await allDetectors([]) });
      expect(findings.map(({ title }) => title)).toEqual([]);
      expect(ran.length).toBeGreaterThan(DETECTORS.length / 2);
      expect(notes.length).toBeGreaterThan(0);
      for (const note of notes) expect(note).toMatch(/: not enough data to judge.*, needs /);
    } finally {
      await store.close();
    }
  });
});
