import type { Truth } from '../schema/truth.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** First moment of the log, ISO 8601 UTC. */
  readonly start: string;
  readonly days: number;
  /** Names of the attacks to plant; all when absent. */
  readonly attacks?: readonly string[];
  /** Simulator's own numbers, e.g. users, requestsPerDay. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** Seeded events with their truth; the same options give the same bytes on any machine. */
export interface Simulator {
  readonly name: string;
  readonly title: string;
  /** File name the lines are usually written to. */
  readonly fileName: string;
  readonly attacks: readonly {
    readonly name: string;
    readonly attack: readonly string[];
    readonly summary: string;
  }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly default: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly description: string;
  }[];
  /** Yields text blocks of whole lines in time order; returns the truth at the end. Bounded memory. */
  simulate(options: SimulationOptions): Generator<string, Truth, void>;
}
