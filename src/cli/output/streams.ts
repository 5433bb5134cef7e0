/** What a command prints to and reads from the terminal; tests and the library pass their own. */
export interface Terminal {
  /** Data: standard output. */
  write(text: string): Promise<void>;
  /** Notes and errors: standard error. */
  note(text: string): void;
  /** Puts a text in place of the last such one, on the line where the terminal's cursor is; '' takes it away. */
  redraw(text: string): void;
  readonly isTerminal: boolean;
  readonly notesAreTerminal: boolean;
  readonly columns: number;
  readonly color: boolean;
}

const hasColor = (): boolean => {
  if ((process.env['NO_COLOR'] ?? '') !== '') return false;
  return process.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
};

/** What COLUMNS says, as other programs take it. */
const columnsAsked = (): number => {
  const columns = Number(process.env['COLUMNS']);
  return Number.isInteger(columns) && columns >= 20 ? columns : 0;
};

/** The process's own streams. A reader that goes away (head, less) ends the program quietly. */
export const processTerminal = (): Terminal => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)));
      }),
    note: (text) => {
      process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    redraw: (text) => {
      process.stderr.write(`\r\u001b[K${text}`);
    },
    isTerminal: process.stdout.isTTY === true,
    notesAreTerminal: process.stderr.isTTY === true,
    // A terminal that does not know its width says 0, a pipe nothing.
    columns: process.stdout.columns || columnsAsked() || 100,
    color: hasColor(),
  };
};
