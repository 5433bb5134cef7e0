import { expect, it } from 'vitest';
import type { BatchDetector, DetectionContext } from '../../src/detectors/detector.ts';
import { eventSource } from '../../src/detectors/events.ts';
import { runDetectors } from '../../src/detectors/run.ts';
import { raw, sql } from '../../src/sql/sql.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { request } from '../helpers/web-events.ts';

const detector = (name: string, work: (context: DetectionContext) => Promise<string>): BatchDetector => ({
  kind: 'batch only',
  name,
  title: name,
  summary: name,
  fits: () => true,
  settings: [],
  detect: async (context) => ({ findings: [], notes: [await work(context)] }),
  steps: () => [],
});

const askCount = async (context: DetectionContext): Promise<string> => {
  const source = eventSource(context);
  const [row] = await source.ask(sql`select count(*) as n from ${source.from(['source.ip'])}`);
  return String(row?.['n']);
};

forEachEngine((engine) => {
  const loaded = async () => {
    const store = await engine.open();
    await insertEvents(store, 'web', [request('192.0.2.1', '/', 200, 0), request('192.0.2.2', '/a', 200, 5)]);
    return store;
  };

  it('keeps the order of the detectors in notes and timings, whichever ends first', async () => {
    const store = await loaded();
    const slow = detector('slow', async (context) => {
      for (let turn = 0; turn < 5; turn += 1) await askCount(context);
      return 'slow';
    });
    const steps: string[] = [];
    let now = 0;
    const run = await runDetectors(store, {
      available: [slow, detector('quick', askCount), detector('third', askCount)],
      now: () => (now += 1),
      onTiming: ({ detectors, step }) => steps.push(`${detectors} ${step}`),
    });
    expect(run.notes).toEqual(['slow: slow', 'quick: 2', 'third: 2']);
    expect(steps).toEqual(['slow detect', 'quick detect', 'third detect']);
  });

  it('throws what failed first, and nothing goes on afterwards', async () => {
    const store = await loaded();
    let asked = 0;
    let running = 0;
    const endless = detector('endless', async (context) => {
      running += 1;
      try {
        for (;;) {
          await askCount(context);
          asked += 1;
        }
      } finally {
        running -= 1;
      }
    });
    const broken = detector('broken', async (context) => {
      await askCount(context);
      return String(await eventSource(context).ask(raw('select 1 from nowhere')));
    });
    await expect(runDetectors(store, { available: [endless, broken, endless] })).rejects.toThrow(/nowhere/);
    expect(running).toBe(0);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBe(before);
    expect((await runDetectors(store, { available: [detector('quick', askCount)] })).notes).toEqual([
      'quick: 2',
    ]);
  });

  it('stops all of them when its caller asks for it', async () => {
    const store = await loaded();
    const stop = new AbortController();
    let asked = 0;
    const endless = detector('endless', async (context) => {
      for (;;) {
        await askCount(context);
        asked += 1;
        if (asked === 20) stop.abort();
      }
    });
    const run = runDetectors(store, { available: [endless, endless], signal: stop.signal });
    await expect(run).rejects.toThrow('interrupted');
    expect(asked).toBeLessThan(25);
  });
});
