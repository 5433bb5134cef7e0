import { describe, expect, it } from 'vitest';
import { ruleAggregate, ruleDetector } from '../../../src/detectors/baseline-rule/detector.ts';
import { aggregateRows } from '../../../src/detectors/run.ts';
import type { WindowedDetector } from '../../../src/detectors/detector.ts';
import { defaultsOf } from '../../../src/schema/settings.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { insertEvents } from '../../helpers/loaded-stores.ts';
import { loginRun, shippedRule } from './login-events.ts';

forEachEngine((engine) => {
  describe('rows of windows that a rule cannot flag', () => {
    it.each(['login-many-users', 'login-many-failures'])(
      'come as counts of equal ones, and %s finds the same',
      async (name) => {
        const store = await engine.open();
        const { events } = loginRun({ make: true, seed: 7, days: 6, start: '2018-11-01' });
        await insertEvents(store, 'auth', [
          ...events,
          { '@timestamp': null, 'source.ip': '192.0.2.1', 'user.name': 'x', 'event.outcome': 'failure' },
        ]);
        const [dataset] = await store.datasets();
        if (dataset === undefined) throw new Error('nothing was loaded');
        const rule = shippedRule(name);
        const detector = ruleDetector(rule) as WindowedDetector;
        const context = { store, dataset, settings: defaultsOf(detector.settings), wholeLog: true };
        const all = await aggregateRows(ruleAggregate(rule, context), context);
        const condensed = await aggregateRows(detector.aggregate(context), context);
        expect(condensed.length).toBeLessThan(all.length / 2);
        const [expected, found] = [all, condensed].map((rows) => detector.judge(rows, context));
        const told = (judgement: typeof found) => ({
          notes: judgement?.notes,
          findings: judgement?.findings.map(({ id, severity, events: count, title }) => ({
            id,
            severity,
            count,
            title,
          })),
        });
        expect(told(found)).toEqual(told(expected));
        if (name === 'login-many-users') expect(found?.findings.length).toBeGreaterThan(3);
      },
    );
  });
});
