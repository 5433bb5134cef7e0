import { exportEvents, exportFormat } from '../../workflows/export.ts';
import { openData } from '../../workflows/open-data.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { csvText } from '../output/csv.ts';
import { jsonText } from '../output/json.ts';
import { printRows } from '../output/print-rows.ts';
import { dataOptions } from './data-options.ts';
import { eventsAsked } from './events-asked.ts';

/** `export --to FILE`: the matching events as Parquet, CSV or JSON lines, told from the file's ending. */
export const exportCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const file = String(options['to']);
  const format = exportFormat(file);
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const opened = await openData(data);
  finishProgress();
  try {
    const asked = eventsAsked(options);
    const events = await exportEvents(opened.store, file, asked, (rows, first) => {
      if (format === 'ndjson') return rows.map((row) => `${jsonText(row)}\n`).join('');
      return csvText(rows, undefined, first);
    });
    await printRows(context, options, {
      command: 'export',
      accounts: opened.accounts,
      rows: [{ file, format, events }],
      total: 1,
    });
  } finally {
    await opened.close();
  }
};
