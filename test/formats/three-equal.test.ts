import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/registry.ts';
import type { FormatDefinition } from '../../src/formats/definition.ts';
import type { EventStore, LineStaging } from '../../src/store/event-store.ts';
import { engines } from '../helpers/engines.ts';
import { compareReaders, optionsFor } from './compare-readers.ts';
import { headsOf } from './real-lines.ts';
import { TRIALS } from './trial-formats.ts';

/** Mutants per format, shape and zone; more by hand: LOGFENCE_MUTANTS=1000000. */
const MUTANTS = Number(process.env['LOGFENCE_MUTANTS'] ?? 0);
/** Formats with cuts of their own, where two ways must agree, get more. */
const mutantsFor = (name: string): number => MUTANTS || (CUT_BY_HAND.has(name) ? 10_000 : 400);
const IN_EVERY_ZONE = new Set(['login-csv', 'cisco-asa', 'trial-many']);
const CUT_BY_HAND = new Set(['combined', 'cisco-asa']);

describe('JavaScript and every engine read a mutated line alike', () => {
  const stores: (EventStore & LineStaging)[] = [];
  beforeAll(async () => {
    for (const engine of engines) stores.push(await engine.open());
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
  });

  const check = (general: FormatDefinition, logs: ReturnType<typeof headsOf>): void => {
    logs.forEach(({ head, real }, shapeIndex) => {
      const format = general.forLog === undefined ? general : general.forLog(head);
      const title = `${general.name}, shape ${shapeIndex + 1}`;
      if (format === null) throw new Error(`${title}: no definition for its own lines`);
      const zones = optionsFor(format);
      // One zone with summer time will do where another format has the same kind of stamp in three.
      const chosen = zones.length === 1 || IN_EVERY_ZONE.has(general.name) ? zones : zones.slice(1, 2);
      for (const options of chosen) {
        it(`${title}, ${options.timeZone}: every field, time and number`, async () => {
          const shape = format.shapeFor(head);
          if (shape === null) throw new Error(`${format.name} has no shape for its own lines`);
          const mutants = mutantsFor(general.name);
          const { differences, kinds } = await compareReaders(stores, {
            format,
            shape,
            options,
            mutants,
            real,
            stream: `${general.name} ${shapeIndex} ${options.timeZone}`,
          });
          expect(differences).toEqual([]);
          // Mutants that are all refused would prove nothing.
          expect(kinds.event).toBeGreaterThan(mutants / 20);
        });
      }
    });
  };

  for (const format of FORMATS) {
    check(format, headsOf(format.name, format.example));
  }
  for (const { format, lines } of TRIALS) check(format, [{ head: lines, real: lines }]);
});
