import { describe, expect, it } from 'vitest';
import { template } from '../../src/detectors/_template/template.ts';
import { DETECTORS } from '../../src/detectors/registry.ts';
import { runDetectors } from '../../src/detectors/run.ts';
import { forEachEngine } from '../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../helpers/finding-checks.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { ordinaryVisits, request } from '../helpers/web-events.ts';

const OPTIONS = { available: [template], settings: { template: { minimumEvents: 40 } } };

describe('the template of a detector', () => {
  it('is no detector that runs', () => {
    expect(DETECTORS.map(({ name }) => name)).not.toContain('template');
  });

  forEachEngine((engine) => {
    it('keeps the promises of one', async () => {
      const store = await engine.open();
      const busy = Array.from({ length: 80 }, (_, index) =>
        request('203.0.113.4', `/a/${index}`, 200, index),
      );
      const timeless = Array.from({ length: 50 }, () => request('203.0.113.5', '/b', 200, null));
      await insertEvents(store, 'web', [...ordinaryVisits(10, 5), ...busy, ...timeless]);
      const { findings } = await runDetectors(store, OPTIONS);
      expect(findings.map(({ entity, severity }) => [entity.value, severity])).toEqual([
        ['203.0.113.4', 25],
        ['203.0.113.5', 22],
      ]);
      expect((await eventsOfFindings(store, findings)).size).toBe(2);
      expect(await assertExplained(store, findings, OPTIONS)).toBe(2);
    });
  });
});
