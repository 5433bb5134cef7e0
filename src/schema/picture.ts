/**
 * What a detector hands over so that a person can see why: plain numbers that the
 * report draws. Texts may come from a log; whoever draws them makes them harmless.
 * Lists are short (see PICTURE_LIMITS); `thinned` of the kernel shortens a long one.
 */
export type Picture = PeersPicture | BaselinePicture | SharePicture | TimelinePicture | MatrixPicture;

export const PICTURE_LIMITS = Object.freeze({ peers: 400, points: 400, bars: 10, rows: 24, columns: 40 });

/** The value of this entity among the values of the others, with the fence. */
export interface PeersPicture {
  readonly kind: 'peers';
  /** What is measured, e.g. `distinct missing paths in one hour`. */
  readonly metric: string;
  readonly unit?: string;
  readonly value: number;
  /** One number per other entity, any order, at most PICTURE_LIMITS.peers of them. */
  readonly peers: readonly number[];
  /** How many others there are, those not listed included. */
  readonly peersTotal: number;
  /** What the others are, e.g. `other addresses`. */
  readonly peersName: string;
  /** What is usual among them, e.g. their median. */
  readonly baseline?: number | null;
  /** The fence the value crossed. */
  readonly threshold?: number | null;
}

/** Values of one entity over time (or by hour of day), each beside its baseline and fence. */
export interface BaselinePicture {
  readonly kind: 'baseline';
  readonly metric: string;
  readonly unit?: string;
  /** In time order. `start` is ISO 8601 UTC. Null draws a hole. */
  readonly points: readonly {
    readonly start: string;
    readonly value: number | null;
    readonly baseline: number | null;
    readonly threshold: number | null;
  }[];
  /** Length of one window in seconds. */
  readonly windowSeconds: number;
}

/** A rare value beside the common values of its field, on a logarithmic scale. */
export interface SharePicture {
  readonly kind: 'share';
  readonly field: string;
  /** All events with the condition of `given`, or all events: what the counts are shares of. */
  readonly total: number;
  /** Most frequent first; the rare value last. A null value is a missing one. */
  readonly bars: readonly { readonly value: string | null; readonly count: number; readonly rare: boolean }[];
  /** Values between the common and the rare ones that have no bar. */
  readonly others?: { readonly values: number; readonly count: number };
  readonly given?: { readonly field: string; readonly value: string };
}

/** The entity's events over time, its windows shaded. */
export interface TimelinePicture {
  readonly kind: 'timeline';
  readonly metric: string;
  readonly bucketSeconds: number;
  /** In time order; buckets without events may be left out. `start` is ISO 8601 UTC. */
  readonly points: readonly { readonly start: string; readonly value: number }[];
  readonly windows: readonly { readonly start: string; readonly end: string }[];
  readonly threshold?: number | null;
}

/** Which rows met which columns: destinations by ports of a scan, users by addresses. */
export interface MatrixPicture {
  readonly kind: 'matrix';
  readonly rowName: string;
  readonly columnName: string;
  readonly cells: readonly { readonly row: string; readonly column: string; readonly count: number }[];
  /** How many rows and columns there are, those without a cell here included. */
  readonly rowsTotal: number;
  readonly columnsTotal: number;
}
