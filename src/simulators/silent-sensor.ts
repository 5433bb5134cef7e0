import type { AttackDefinition } from './simulator.ts';

/** The one attack that every simulator knows: the log stops. It has no rate. */
export const SILENT_SENSOR: AttackDefinition = {
  name: 'silent-sensor',
  attack: ['T1562.006'],
  summary: 'The log goes silent: no line at all for an hour or more while the world runs on',
  byDefault: false,
};
