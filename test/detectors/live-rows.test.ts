import { describe, expect, it } from 'vitest';
import type { WindowedDetector } from '../../src/detectors/detector.ts';
import { portScan } from '../../src/detectors/port-scan/port-scan.ts';
import { requestErrors } from '../../src/detectors/request-errors/request-errors.ts';
import { aggregateRows } from '../../src/detectors/run.ts';
import { webAttacks } from '../../src/detectors/web-attacks/web-attacks.ts';
import { mergeRows } from '../../src/detectors/windows.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { defaultsOf } from '../../src/schema/settings.ts';
import type { Row } from '../../src/store/event-store.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { insertEvents, type PlainEvent } from '../helpers/loaded-stores.ts';
import { moment, ordinaryVisits, request } from '../helpers/web-events.ts';

const web: readonly PlainEvent[] = [
  ...ordinaryVisits(20, 15),
  ...Array.from({ length: 90 }, (_, index) =>
    request('203.0.113.66', `/guess-${index}`, 404, 500 + index * 3),
  ),
];
const attacks: readonly PlainEvent[] = [
  ...ordinaryVisits(20, 15),
  ...Array.from({ length: 60 }, (_, index) =>
    request('203.0.113.66', `/item?id=${index % 25}'+or+1=1`, index % 3 === 0 ? 500 : 200, 500 + index * 100),
  ),
];
const network: readonly PlainEvent[] = Array.from({ length: 60 }, (_, index) => ({
  '@timestamp': moment(index * 200),
  'source.ip': index % 2 === 0 ? '203.0.113.80' : `198.51.100.${index}`,
  'destination.ip': `10.1.0.${index}`,
  'destination.port': 22,
  'network.transport': 'tcp',
  'event.type': 'denied',
  'event.outcome': 'failure',
}));

interface Aggregated {
  readonly rows: readonly Row[];
  readonly merge: (left: Row, right: Row) => Row;
  readonly judge: (rows: readonly Row[]) => readonly Finding[];
}

const aggregated = async (
  detector: WindowedDetector,
  dataset: 'web' | 'network',
  events: readonly PlainEvent[],
): Promise<Aggregated> => {
  const store = await openDuckdbStore();
  try {
    await insertEvents(store, dataset, events);
    const loaded = (await store.datasets()).find(({ name }) => name === dataset);
    if (loaded === undefined) throw new Error('nothing was loaded');
    const context = { store, dataset: loaded, settings: defaultsOf(detector.settings), wholeLog: false };
    const aggregate = detector.aggregate(context);
    return {
      rows: await aggregateRows(aggregate, context),
      merge: aggregate.merge,
      judge: (rows) => detector.judge(rows, context).findings,
    };
  } finally {
    await store.close();
  }
};

const byTime = (left: PlainEvent, right: PlainEvent): number =>
  String(left['@timestamp']) < String(right['@timestamp']) ? -1 : 1;

describe.each([
  { detector: requestErrors, dataset: 'web', events: web } as const,
  { detector: webAttacks, dataset: 'web', events: attacks } as const,
  { detector: portScan, dataset: 'network', events: network } as const,
])('the rows of $detector.name', ({ detector, dataset, events }) => {
  it.each([2, 3, 7])('of a log that came in %i pieces give the findings of the whole log', async (pieces) => {
    const sorted = [...events].sort(byTime);
    const size = Math.ceil(sorted.length / pieces);
    const rows: Row[] = [];
    for (let start = 0; start < sorted.length; start += size) {
      rows.push(...(await aggregated(detector, dataset, sorted.slice(start, start + size))).rows);
    }
    const whole = await aggregated(detector, dataset, sorted);
    expect(whole.judge(whole.rows)).toHaveLength(1);
    expect(whole.judge(mergeRows(rows, whole.merge))).toEqual(whole.judge(whole.rows));
  });
});
