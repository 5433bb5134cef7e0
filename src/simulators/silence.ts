import type { RandomSource } from '../stats/random-source.ts';
import type { SimulatedEvent } from './actor.ts';
import { drawWindow, windowNumbers } from './attack-window.ts';
import type { PlannedAttack } from './scene.ts';
import { SILENT_SENSOR } from './silent-sensor.ts';
import type { AttackRequest } from './simulator.ts';

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
