import type { RandomSource } from '../stats/random-source.ts';
import type { SimulatedEvent } from './actor.ts';
import { drawWindow, windowNumbers } from './attack-window.ts';
import type { PlannedAttack } from './scene.ts';
import type { AttackDefinition, AttackRequest } from './simulator.ts';

export const SILENT_SENSOR: AttackDefinition = {
  name: 'silent-sensor',
  attack: ['T1562.006'],
  summary: 'The log goes silent: no line at all for an hour or more while the world runs on',
  byDefault: false,
};

/** An interval of one to three hours in which nothing is written. */
export const planSilence = <Event extends SimulatedEvent>(
  random: RandomSource,
  period: { readonly start: number; readonly end: number },
  request: AttackRequest,
): PlannedAttack<Event> => {
  const window = drawWindow(random.stream('window'), period, request, {
    rate: [1, 1],
    seconds: [3600, 10_800],
  });
  return {
    name: SILENT_SENSOR.name,
    attack: SILENT_SENSOR.attack,
    entities: [],
    parameters: { durationSeconds: windowNumbers(window)['durationSeconds'] as number },
    silence: { start: window.start, end: window.end },
  };
};
