import type { RandomSource } from '../../stats/random-source.ts';
import type { PlannedAttack } from '../scene.ts';
import type { AttackDefinition, AttackRequest } from '../simulator.ts';
import { type DeniedPacket, ZONES } from './asa-event.ts';

/** What an attack may draw on. */
export interface AsaContext {
  readonly random: RandomSource;
  readonly period: { readonly start: number; readonly end: number };
  readonly request: AttackRequest;
  readonly hosts: readonly string[];
}

/** An attack that the firewall refuses, planned anew for every seed. */
export interface AsaAttack extends AttackDefinition {
  plan(context: AsaContext): PlannedAttack<DeniedPacket>;
}

/** Every address of a zone, in random order. */
export const everyAddress = (random: RandomSource): string[] => {
  const zones = random.chance(0.4) ? ZONES : [random.choice(ZONES)];
  return random.shuffled(
    zones.flatMap((zone) => Array.from({ length: 254 }, (_, index) => `${zone.network}.${index + 1}`)),
  );
};
