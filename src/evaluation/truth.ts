import type { TruthEntity, TruthLookalike } from '../schema/truth.ts';

/** One labelled attack as far as the truth describes it; what it does not say is null or empty. */
export interface LabelledAttack {
  /** Different from every other one's, e.g. `sql-injection`, `brute force (2)`. */
  readonly id: string;
  readonly name: string;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  /** ISO 8601 UTC with six decimals. */
  readonly start: string | null;
  readonly end: string | null;
  readonly entities: readonly TruthEntity[];
  /** Ascending line numbers in the labelled log; null when the truth gives none. */
  readonly events: readonly number[] | null;
  /** The truth itself says that the attacker changed its address. */
  readonly variedAddresses: boolean;
}

/** Labels read from a file, whatever its form. */
export interface LoadedTruth {
  /** How the labels were given, for people: "2 attacks of simulator web, seed 7". */
  readonly description: string;
  readonly attacks: readonly LabelledAttack[];
  readonly lookalikes: readonly TruthLookalike[];
  /** Remarks such as repeated labels. */
  readonly notes: readonly string[];
}

/** Gives each attack an id: its name, numbered where the name repeats. */
export const withIds = (attacks: readonly Omit<LabelledAttack, 'id'>[]): LabelledAttack[] => {
  const totals = new Map<string, number>();
  for (const { name } of attacks) totals.set(name, (totals.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return attacks.map((attack) => {
    const number = (seen.get(attack.name) ?? 0) + 1;
    seen.set(attack.name, number);
    return { id: totals.get(attack.name) === 1 ? attack.name : `${attack.name} (${number})`, ...attack };
  });
};
