/**
 * Labels of a log: what was attacked, by whom and when. `events` are line numbers
 * (from 1) in the labelled log; an attack names entities, an interval, events, or several of them.
 */
export interface TruthAttack {
  readonly name: string;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  /** First and last moment, ISO 8601 UTC with six decimals. */
  readonly start: string;
  readonly end: string;
  readonly entities: readonly TruthEntity[];
  /** Ascending line numbers; empty for an attack that leaves no line, such as a silenced sensor. */
  readonly events: readonly number[];
  /** The numbers drawn for it, e.g. ratePerSecond, durationSeconds. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** The attacker changed its address, so `source.ip` labels cannot describe it. */
  readonly variedAddresses?: boolean;
}

export interface TruthEntity {
  readonly field: string;
  readonly value: string;
}

/** Ordinary traffic that looks odd: what a naive detector falls for. */
export interface TruthLookalike {
  readonly name: string;
  readonly summary: string;
  readonly entities: readonly TruthEntity[];
  /** When it happens, if not all the time. */
  readonly start?: string;
  readonly end?: string;
}

export interface Truth {
  readonly simulator: string;
  readonly seed: number;
  readonly attacks: readonly TruthAttack[];
  readonly lookalikes?: readonly TruthLookalike[];
  /** First moment and end of the simulated period, ISO 8601 UTC. */
  readonly start?: string;
  readonly end?: string;
  /** Lines of the log, comment lines included. */
  readonly lines?: number;
}
