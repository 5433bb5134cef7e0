/** Accounting of one source: lines = parsed + rejected + skipped; repaired lines are among the parsed. */
export interface InputAccount {
  readonly path: string;
  readonly format: string;
  /** `partial`: the source failed half-way and the next run resumes or replaces it. */
  readonly status: 'complete' | 'partial' | 'unchanged';
  readonly lines: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly repaired: number;
  /** Bytes of the complete lines, line ends included: parsedBytes + rejectedBytes + skippedBytes + pendingBytes = bytes. */
  readonly bytes: number;
  readonly parsedBytes: number;
  readonly rejectedBytes: number;
  readonly skippedBytes: number;
  /** Bytes of a last line without line end that was left for later. */
  readonly pendingBytes: number;
  /** Parsed lines that carry no usable time. */
  readonly withoutTime: number;
  /** One-line remarks for people: repairs, growth, guesses. */
  readonly notes: readonly string[];
}

/** One refused line, kept with everything needed to find its bytes again. */
export interface Reject {
  readonly path: string;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly reason: string;
  readonly text: string;
}
