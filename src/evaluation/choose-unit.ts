import { UsageError } from '../kernel/errors.ts';
import type { Judged, ResolvedAttack } from './resolve-labels.ts';
import { entityUnit, eventUnit, type Unit, windowUnit } from './units.ts';

export interface UnitChoice {
  /** What to count; chosen from what the truth gives when absent. */
  readonly by?: 'entity' | 'event' | 'window';
  /** Field whose values are counted; the truth's most frequent one when absent. */
  readonly entityField?: string;
  readonly windowSeconds: number;
  readonly overlap: number;
}

/**
 * Chooses what is counted: values of an entity field where the truth names all
 * attackers, else events where it leads to some, else windows.
 * @throws UsageError when addresses are to be counted but the attacker changed them, or the truth names none
 */
export const chooseUnit = async (
  judged: Judged,
  attacks: readonly ResolvedAttack[],
  choice: UnitChoice,
): Promise<Unit> => {
  const field = choice.entityField ?? commonField(attacks);
  const by = choice.by ?? (choice.entityField === undefined ? defaultBy(attacks) : 'entity');
  if (by === 'event') return eventUnit(judged.everything, attacks);
  if (by === 'window') return windowUnit(judged.lines, choice.windowSeconds, choice.overlap, attacks);
  if (field === undefined) {
    throw new UsageError(
      'the truth names no attackers, so they cannot be counted; use --by event or --by window',
    );
  }
  if (!judged.lines.hasField(field)) {
    throw new UsageError(
      `the log has no field ${field}, which the truth names attackers by; use --by event or --by window`,
    );
  }
  refuseVaried(field, attacks);
  return entityUnit(field, await judged.valuesOf(field), attacks);
};

const commonField = (attacks: readonly ResolvedAttack[]): string | undefined => {
  const counts = new Map<string, number>();
  for (const { attack } of attacks) {
    for (const field of new Set(attack.entities.map((entity) => entity.field))) {
      counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
};

const defaultBy = (attacks: readonly ResolvedAttack[]): Unit['by'] => {
  const telling = attacks.filter(({ attack, lines }) => attack.events === null || lines.size > 0);
  const named = telling.every(({ attack }) => attack.entities.length > 0 && !attack.variedAddresses);
  if (telling.length > 0 && named) return 'entity';
  return attacks.some(({ lines }) => lines.size > 0) ? 'event' : 'window';
};

/** Time an attack takes; 0 when it is not labelled. */
const lasts = ({ attack }: ResolvedAttack): number =>
  attack.start === null || attack.end === null ? 0 : Date.parse(attack.end) - Date.parse(attack.start);

/**
 * An attacker that changed its address cannot be counted by addresses: it would
 * count as missed whatever a method does. Attacks that last but whose address
 * never occurs give it away where the truth does not say so.
 */
const refuseVaried = (field: string, attacks: readonly ResolvedAttack[]): void => {
  const said = attacks.filter(({ attack }) => attack.variedAddresses);
  const lasting = attacks.filter((item) => lasts(item) > 0 && item.attack.events === null);
  const absent = lasting.filter(({ lines }) => lines.size === 0);
  if (said.length > 0) {
    throw new UsageError(
      `the attackers of ${said.length} attacks changed their address, so ${field} cannot be counted; use --by event`,
    );
  }
  if (absent.length > 0 && absent.length * 2 > lasting.length) {
    throw new UsageError(
      `${absent.length} of ${lasting.length} attacks name a ${field} that never occurs while they run: their attackers changed it; use --by window, or truth with event numbers (simulate login --event-truth FILE) and --by event`,
    );
  }
};
