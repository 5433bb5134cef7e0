import type { InputAccount } from '../../schema/accounting.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { csvText } from './csv.ts';
import { answerJson } from './json.ts';
import { type OutputRow, tableText } from './rows.ts';
import { styleFor } from './style.ts';

export interface RowAnswer {
  readonly command: string;
  readonly accounts: readonly InputAccount[];
  readonly rows: readonly OutputRow[];
  readonly columns?: readonly string[];
  /** What a table shows above a column where that is not its name. */
  readonly headings?: ReadonlyMap<string, string> | undefined;
  /** Rows there are before `limit`. */
  readonly total: number;
  readonly notes?: readonly string[];
  /** Longest text shown of one cell; what fits the terminal when absent. */
  readonly cellWidth?: number;
  /** Column that a person sees as bars, too. */
  readonly bar?: string;
}

/** Prints rows as a table, `--json` or `--csv`; a table that is cut says how to get the rest. */
export const printRows = async (
  context: CommandContext,
  options: Options,
  answer: RowAnswer,
): Promise<void> => {
  const { terminal } = context;
  const { command, accounts, rows, columns, total, notes = [], bar, headings, cellWidth } = answer;
  if (options['quiet'] !== true) for (const note of notes) terminal.note(`note: ${note}`);
  if (options['json'] === true) {
    await terminal.write(answerJson(command, accounts, { rows, total }));
    return;
  }
  if (options['csv'] === true) {
    await terminal.write(csvText(rows, columns));
    return;
  }
  const { bold } = styleFor(terminal.color);
  const table = tableText(rows, {
    width: terminal.columns,
    inBlocks: terminal.isTerminal,
    bold,
    ...(columns === undefined ? {} : { columns }),
    ...(bar === undefined ? {} : { bar }),
    ...(headings === undefined ? {} : { headings }),
    ...(cellWidth === undefined ? {} : { cellWidth }),
  });
  await terminal.write(total === 0 ? 'no rows\n' : table);
  if (rows.length < total) {
    terminal.note(`${rows.length} of ${total} rows; --limit ${total}, --json or --csv gives all`);
  }
};
