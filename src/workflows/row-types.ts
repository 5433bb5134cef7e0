import type { Row, RowValue } from '../store/event-store.ts';

export interface FieldRow {
  readonly field: string;
  readonly type: string;
  readonly present: number;
  readonly missing: number;
  readonly distinct: number;
  readonly examples: readonly RowValue[];
  /** With `derived`: what the field is computed from; null for a stored one. */
  readonly expression?: string | null;
}

/** A missing value is null. */
export interface CountRow {
  readonly value: RowValue;
  readonly count: number;
  /** 0 to 1, of all events. */
  readonly share: number;
}

/** P(value | given) with its 95 % Wilson interval. */
export interface ConditionalRow {
  readonly given: RowValue;
  readonly value: RowValue;
  readonly count: number;
  readonly givenCount: number;
  readonly probability: number;
  readonly probabilityLow: number;
  readonly probabilityHigh: number;
  readonly surpriseBits: number;
  readonly lift: number;
}

export interface CellRow {
  readonly row: RowValue;
  readonly column: RowValue;
  readonly count: number;
  /** Null where it would be a share of nothing. */
  readonly share: number | null;
}

/** Numbers are null where there are no values (std also for one). */
export interface SummaryRow {
  readonly field: string;
  readonly count: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly p25: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly max: number | null;
}

/** Metrics stand beside these under their own names. */
export interface BucketRow extends Row {
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly events: number;
}

export interface HostRow extends Row {
  readonly address: string;
  readonly events: number;
  readonly asSource: number;
  readonly asDestination: number;
  readonly peers: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** Places of a plot, by panel from 1. */
export interface PlacedRow {
  readonly panel: number;
  readonly x: string | number | null;
  readonly y?: number | null;
  readonly color?: string | null;
  readonly count?: number;
}
