/** From the last event before to the first one after it, or to the end of the log; microseconds since 1970. */
export interface Pause {
  readonly from: number;
  readonly until: number;
}

/** What a pause is held against. */
export interface PauseLimit {
  /** Events that were to be expected meanwhile, by the source's past, and how many make a silence. */
  readonly expected: number;
  readonly bound: number;
  /** When it is a silence. */
  readonly toldAt: number;
  /** Pauses that the bound rests on. */
  readonly pauses: number;
  /** Time between two events of a source that sends regularly, in microseconds; null for another. */
  readonly interval: number | null;
}

/** A pause of a source that chance does not explain. */
export interface Silence extends Pause, PauseLimit {
  /** Whether the source spoke again. */
  readonly ended: boolean;
}
