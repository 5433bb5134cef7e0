/**
 * Labels of a log: what was attacked, by whom and when. `events` are line numbers
 * (from 1) in the labelled log; an attack names entities, an interval, events, or several of them.
 */
export interface TruthAttack {
  readonly name: string;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly entities: readonly { readonly field: string; readonly value: string }[];
  readonly events: readonly number[];
}

export interface Truth {
  readonly simulator: string;
  readonly seed: number;
  readonly attacks: readonly TruthAttack[];
}
