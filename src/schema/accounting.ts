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

/** What begins the remark that the year of stamps without one was guessed. */
export const YEAR_GUESSED = 'stamps carry no year';

/** The remarks on an input, each of which begins with its address; what a source says of itself does so already. */
export const toldNotes = ({ path, notes }: InputAccount): readonly string[] =>
  notes.map((note) => (note.startsWith(`${path}: `) ? note : `${path}: ${note}`));

/** One line about inputs whose stamps carry no year; undefined where no year was guessed. */
export const guessedYear = (accounts: readonly InputAccount[]): string | undefined => {
  const [first, ...others] = accounts.flatMap((account) => {
    const note = account.notes.find((each) => each.startsWith(YEAR_GUESSED));
    return note === undefined ? [] : [`${account.path}: ${note}`];
  });
  if (first === undefined) return undefined;
  return others.length === 0 ? first : `${first}; so are those of ${others.length} more`;
};

/** One refused line, kept with everything needed to find its bytes again. */
export interface Reject {
  readonly path: string;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly reason: string;
  readonly text: string;
}

/** Sums of several accounts. */
export type AccountTotals = Pick<
  InputAccount,
  'lines' | 'parsed' | 'rejected' | 'skipped' | 'repaired' | 'withoutTime' | 'bytes' | 'pendingBytes'
>;

/** Adds accounts up; sources that were stored before count with what the store holds of them. */
export const sumAccounts = (accounts: readonly InputAccount[]): AccountTotals => {
  const sum = (pick: (account: InputAccount) => number): number =>
    accounts.reduce((total, account) => total + pick(account), 0);
  return {
    lines: sum((account) => account.lines),
    parsed: sum((account) => account.parsed),
    rejected: sum((account) => account.rejected),
    skipped: sum((account) => account.skipped),
    repaired: sum((account) => account.repaired),
    withoutTime: sum((account) => account.withoutTime),
    bytes: sum((account) => account.bytes),
    pendingBytes: sum((account) => account.pendingBytes),
  };
};
