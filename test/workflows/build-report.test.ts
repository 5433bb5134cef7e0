import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/schema/finding.ts';
import { type DuckdbStore, openDuckdbStore } from '../../src/store/duckdb.ts';
import { buildReport, type ReportRequest } from '../../src/workflows/build-report.ts';
import { bucketWidth, gapsBetween } from '../../src/workflows/report/over-time.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

const START = Date.parse('2026-03-14T00:00:00Z');
const MINUTE = 60_000;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '000Z');

/** One request a minute for ten hours, silent in the fifth; the scanner's ten among them. */
const events = Array.from({ length: 600 }, (_, minute) => minute)
  .filter((minute) => minute < 240 || minute >= 300)
  .map((minute) => ({
    '@timestamp': iso(START + minute * MINUTE),
    'source.ip': minute >= 500 && minute < 510 ? '203.0.113.77' : '198.51.100.7',
    'url.original': '/',
    'http.response.status_code': minute === 505 ? 404 : 200,
  }));

const finding: Finding = {
  id: 'abc123',
  detector: 'request-errors',
  title: 'a scanner',
  severity: 55,
  entity: { field: 'source.ip', value: '203.0.113.77' },
  start: iso(START + 500 * MINUTE),
  end: iso(START + 509 * MINUTE),
  events: 10,
  dataset: 'web',
  evidence: { metrics: [], score: [] },
  filter: 'source.ip : "203.0.113.77"',
  attack: [],
  explanation: 'why',
  next: ['logfence events --where \'source.ip : "203.0.113.77"\''],
};

describe('The report of a store', () => {
  let store: DuckdbStore;
  const request = (changes: Partial<ReportRequest> = {}): ReportRequest => ({
    store,
    accounts: [],
    findings: [finding],
    notes: [],
    run: {},
    version: '0',
    generatedAt: iso(START),
    command: null,
    ...changes,
  });

  beforeAll(async () => {
    store = await openDuckdbStore();
    await insertEvents(store, 'web', events, 'access.log');
  });
  afterAll(async () => {
    await store.close();
  });

  it('counts every event once over time, with empty buckets', async () => {
    const { events: total, timeline, span } = await buildReport(request());
    expect(total).toBe(540);
    expect(timeline?.buckets.reduce((sum, bucket) => sum + bucket.events, 0)).toBe(540);
    expect(timeline?.buckets.some((bucket) => bucket.events === 0)).toBe(true);
    expect(span).toEqual({ start: iso(START), end: iso(START + 599 * MINUTE) });
  });

  it('finds the hour of silence to the second', async () => {
    const { gaps } = await buildReport(request());
    expect(gaps.total).toBe(1);
    expect(gaps.longest).toEqual([
      { start: iso(START + 239 * MINUTE), end: iso(START + 300 * MINUTE), seconds: 61 * 60 },
    ]);
  });

  it('shows exactly the events of a finding, its lines and where they stand', async () => {
    const lines: number[] = [];
    const report = await buildReport(
      request({
        inputWords: 'access.log',
        originals: async (wanted) => {
          lines.push(...wanted.map((each) => each.line));
          return wanted.map((each, index) => (index === 0 ? `line ${each.line}` : null));
        },
      }),
    );
    const [entry] = report.findings;
    expect(entry?.activity?.buckets.reduce((sum, bucket) => sum + bucket.events, 0)).toBe(10);
    expect(lines).toEqual([441, 442, 443, 444, 445]);
    expect(entry?.samples[0]).toEqual({ path: 'access.log', line: 441, text: 'line 441', isOriginal: true });
    expect(entry?.samples[1]?.isOriginal).toBe(false);
    expect(entry?.samples[1]?.text).toContain('source.ip=203.0.113.77');
    expect(entry?.finding.next).toEqual([`${finding.next[0]} access.log`]);
  });

  it('joins the findings by entity and hides none of them', async () => {
    const later: Finding = { ...finding, id: 'def456', detector: 'volume', severity: 40 };
    const other: Finding = {
      ...finding,
      id: 'fed789',
      entity: { field: 'url.path', value: '/' },
      severity: 50,
    };
    const { entities, entitiesTotal, findings } = await buildReport(
      request({ findings: [finding, other, later] }),
    );
    expect(entitiesTotal).toBe(2);
    expect(entities.map(({ rank, risk }) => [rank, risk.risk, risk.findings])).toEqual([
      [1, 73, ['abc123', 'def456']],
      [2, 50, ['fed789']],
    ]);
    expect(entities[0]?.findings.map(({ rank, severity }) => [rank, severity])).toEqual([
      [1, 55],
      [3, 40],
    ]);
    expect(findings.map((each) => each.finding.id)).toEqual(['abc123', 'fed789', 'def456']);
  });

  it('counts top values, narrowed by the filter of the run', async () => {
    const report = await buildReport(request({ run: { where: 'source.ip : "203.0.113.77"' }, findings: [] }));
    expect(report.events).toBe(10);
    const status = report.topValues.find((each) => each.field === 'http.response.status_code');
    expect(status?.values).toEqual([
      { value: '200', count: 9, share: 0.9 },
      { value: '404', count: 1, share: 0.1 },
    ]);
  });

  it('of an empty store is a report that says so', async () => {
    const empty = await openDuckdbStore();
    const report = await buildReport(request({ store: empty, findings: [] }));
    await empty.close();
    expect(report).toMatchObject({ events: 0, span: null, timeline: null, findings: [], topValues: [] });
  });
});

describe('Time in a report', () => {
  it('is cut into few buckets of widths that people can read', () => {
    expect([bucketWidth(3600, 60), bucketWidth(86_400 * 7, 240), bucketWidth(1e9, 240)]).toEqual([
      120, 3600, 7_776_000,
    ]);
    for (const seconds of [0, 1, 1e3, 1e6, 1e9, 1e10]) {
      expect(seconds / bucketWidth(seconds, 240)).toBeLessThan(240);
    }
  });

  it('has no gaps where there are too few events to tell', () => {
    const bucket = (second: bigint) => ({ first: second * 1_000_000n, last: second * 1_000_000n, events: 1 });
    expect(gapsBetween([bucket(0n), bucket(1_000_000n)], 1_000_000).total).toBe(0);
  });
});
