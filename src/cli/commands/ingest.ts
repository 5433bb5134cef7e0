import { UsageError } from '../../kernel/errors.ts';
import { withoutPassword } from '../../kernel/without-password.ts';
import { sumAccounts } from '../../schema/accounting.ts';
import { openData } from '../../workflows/open-data.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { accountingText, shellWord } from '../output/analysis-screen.ts';
import { answerJson } from '../output/json.ts';
import { styleFor } from '../output/style.ts';
import { rejectBound } from './analyze.ts';
import { dataOptions } from './data-options.ts';

/** `ingest INPUT... --store S` */
export const ingestCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  const store = options['store'];
  if (typeof store !== 'string') throw new UsageError('ingest needs --store FILE: where the events are kept');
  const maximumRejects = rejectBound(options['maxRejects']);
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const opened = await openData({ ...data, showsRemarks: options['json'] !== true });
  finishProgress();
  await opened.close();
  const { accounts } = opened;
  const inputWords = `--store ${shellWord(withoutPassword(store))}`;
  const { color, columns } = context.terminal;
  const text =
    options['json'] === true
      ? answerJson('ingest', accounts, { rows: accounts })
      : `${accountingText(accounts, { style: styleFor(color), width: columns, inputWords })}\n\nNext:\n  logfence analyze ${inputWords}\n  logfence fields ${inputWords}\n`;
  await context.terminal.write(text);
  const { lines, rejected } = sumAccounts(accounts);
  if (maximumRejects !== undefined && lines > 0 && rejected / lines > maximumRejects) process.exitCode = 1;
};
