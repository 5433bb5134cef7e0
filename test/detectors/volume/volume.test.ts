import { beforeEach, describe, expect, it } from 'vitest';
import { countFindingEvents } from '../../../src/detectors/explain.ts';
import { runDetectors } from '../../../src/detectors/run.ts';
import { volume } from '../../../src/detectors/volume/volume.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { RandomState } from '../../../src/stats/mersenne-twister-numpy.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { engines, forEachEngine } from '../../helpers/engines.ts';
import { clearEvents, insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';

const HOUR = 3600;
const iso = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 2) + seconds * 1000).toISOString().replace('Z', '000Z');

/** Visits of 40 addresses, some 130 an hour, over so many hours. */
const visits = (hours: number, seed = 1): PlainEvent[] => {
  const random = new RandomState(seed);
  return Array.from({ length: hours * 130 }, () => ({
    '@timestamp': iso(random.randomSample() * hours * HOUR),
    'source.ip': `198.51.100.${Math.floor(random.randomSample() * 40)}`,
    'url.original': '/',
  }));
};

const burst = (address: string, count: number, from: number, seconds: number): PlainEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    '@timestamp': iso(from + (index * seconds) / count),
    'source.ip': address,
    'url.original': '/',
  }));

const detect = async (store: EventStore): Promise<readonly Finding[]> =>
  (await runDetectors(store, { available: [volume] })).findings;

forEachEngine((engine) => {
  describe('volume in a store', () => {
    let store: EventStore;
    beforeEach(async () => {
      store ??= await engine.open();
      await clearEvents(store);
    });

    it('finds one address with far more events in an hour than the others, and its exact events', async () => {
      await insertEvents(store, 'web', [...visits(24), ...burst('203.0.113.9', 700, 20.2 * HOUR, HOUR)]);
      const findings = await detect(store);
      expect(findings.map((finding) => finding.entity)).toEqual([
        { field: 'source.ip', value: '203.0.113.9' },
      ]);
      const [finding] = findings as [Finding];
      expect(finding.events).toBe(700);
      expect(await countFindingEvents(store, finding)).toBe(700);
      expect(finding.severity).toBeLessThan(50);
      expect(finding.evidence.metrics[0]?.value).toBeGreaterThan(
        Number(finding.evidence.metrics[0]?.threshold),
      );
      expect(volume.steps(finding).at(-1)).toMatch(/^severity = /);
    });

    it('tells a crowd as one spike and not as many addresses', async () => {
      const crowd = Array.from({ length: 20 }, (_, index) =>
        burst(`203.0.113.${index}`, 300, 20 * HOUR, 300),
      ).flat();
      await insertEvents(store, 'web', [...visits(30), ...crowd]);
      const findings = await detect(store);
      expect(findings).toHaveLength(1);
      expect(findings[0]?.title).toBe('"web": a spike in the number of events');
      expect(findings[0]?.start?.slice(0, 13)).toBe('2026-03-02T20');
      expect(await countFindingEvents(store, findings[0] as Finding)).toBe(findings[0]?.events);
      const steps = volume.steps(findings[0] as Finding);
      expect(steps.find((step) => step.startsWith('mean surprise = ('))).toBeDefined();
    });

    it('finds nothing in ordinary traffic, and says what a short log lacks', async () => {
      await insertEvents(store, 'web', visits(40, 7));
      expect(await detect(store)).toEqual([]);
      await clearEvents(store);
      await insertEvents(store, 'web', visits(3));
      const { findings, notes } = await runDetectors(store, { available: [volume] });
      expect(findings).toEqual([]);
      expect(notes[0]).toMatch(
        /^volume: not enough data to judge the volume of everything, needs 150 windows of 5 minutes, has 3\d$/,
      );
    });

    it('survives one event, one hour, no time at all, and clocks of 1970 and 2106', async () => {
      const logs: readonly (readonly PlainEvent[])[] = [
        [{ '@timestamp': iso(0), 'source.ip': '192.0.2.1' }],
        burst('192.0.2.1', 500, 0, HOUR),
        [{ '@timestamp': null, 'source.ip': '192.0.2.1' }],
        [
          { '@timestamp': '1970-01-01T00:00:00.000000Z' },
          ...visits(24),
          { '@timestamp': '2106-01-01T00:00:00.000000Z' },
        ],
      ];
      for (const log of logs) {
        await clearEvents(store);
        await insertEvents(store, 'web', log);
        expect(await detect(store)).toEqual([]);
      }
    });
  });
});

describe('volume and time', () => {
  it('gives the findings of a first part of the log whatever follows', async () => {
    const events = [...visits(60), ...burst('203.0.113.9', 700, 20.2 * HOUR, HOUR)];
    const crowd = Array.from({ length: 20 }, (_, index) =>
      burst(`203.0.113.${index}`, 300, 40 * HOUR, 300),
    ).flat();
    const limit = iso(50 * HOUR);
    const ids: string[][] = [];
    for (const part of [(event: PlainEvent) => String(event['@timestamp']) < limit, () => true]) {
      const store = await (engines[0] as (typeof engines)[0]).open();
      await insertEvents(store, 'web', [...events, ...crowd].filter(part));
      ids.push(
        (await detect(store))
          .filter((finding) => (finding.end ?? '') < limit)
          .map((finding) => finding.id)
          .sort(),
      );
      await store.close();
    }
    expect(ids[0]?.length).toBeGreaterThanOrEqual(2);
    expect(ids[1]).toEqual(ids[0]);
  });
});
