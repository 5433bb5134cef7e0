import type { Truth } from '../schema/truth.ts';

/** One attack to plant; what is left out is drawn from the seed. */
export interface AttackRequest {
  readonly name: string;
  /** First moment, ISO 8601 UTC; must lie inside the log. */
  readonly start?: string;
  /** Events per second while it runs. */
  readonly ratePerSecond?: number;
  readonly durationSeconds?: number;
}

export interface SimulationOptions {
  /** Any whole number; the same options and seed give the same bytes. */
  readonly seed: number;
  /** First moment of the log, ISO 8601 UTC. */
  readonly start: string;
  /** Length of the log; fractions allowed. */
  readonly days: number;
  /** Attacks to plant, by name or in detail; the simulator's default mix when absent; 'all' plants every one. */
  readonly attacks?: readonly (string | AttackRequest)[];
  /** Simulator's own numbers, e.g. users, requestsPerDay. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface AttackDefinition {
  readonly name: string;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  readonly summary: string;
  /** Part of the mix that is planted when nothing is asked for. */
  readonly byDefault: boolean;
}

export interface ParameterDefinition {
  readonly name: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly description: string;
}

/** Seeded events with their truth; the same options give the same bytes on any machine. */
export interface Simulator {
  readonly name: string;
  readonly title: string;
  /** File name the lines are usually written to. */
  readonly fileName: string;
  readonly attacks: readonly AttackDefinition[];
  readonly parameters: readonly ParameterDefinition[];
  /**
   * Yields text blocks of whole lines in time order; returns the truth at the end. Bounded memory.
   * @throws UsageError for an unknown attack or parameter, a number out of range, or an unreadable start
   */
  simulate(options: SimulationOptions): Generator<string, Truth, void>;
}
