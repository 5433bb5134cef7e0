import { UsageError } from '../../kernel/errors.ts';
import { toldNotes } from '../../schema/accounting.ts';
import { openData } from '../../workflows/open-data.ts';
import { refusedLines } from '../../workflows/rejects.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';
import type { OutputRow } from '../output/rows.ts';
import { dataOptions } from './data-options.ts';

const SHOWN = [
  'path',
  'format',
  'status',
  'lines',
  'parsed',
  'rejected',
  'skipped',
  'repaired',
  'bytes',
] as const;

/** `inputs`, `inputs --rejects`, `inputs --list ADDRESS` */
export const inputsCommand = async (
  context: CommandContext,
  inputs: readonly string[],
  options: Options,
): Promise<void> => {
  if (options['list'] === true) {
    await listAddresses(context, inputs, options);
    return;
  }
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const isTable = options['json'] !== true && options['csv'] !== true;
  const opened = await openData({ ...data, showsRemarks: isTable });
  finishProgress();
  try {
    const all: readonly OutputRow[] =
      options['rejects'] === true
        ? (await refusedLines(opened.store)).map((row) => ({ ...row }))
        : opened.accounts.map((account) => ({ ...account }));
    const limit =
      typeof options['limit'] === 'number'
        ? options['limit']
        : isTable && options['rejects'] === true
          ? 20
          : all.length;
    await printRows(context, options, {
      command: 'inputs',
      accounts: opened.accounts,
      rows: all.slice(0, limit),
      total: all.length,
      ...(options['rejects'] === true
        ? { columns: ['path', 'line', 'byteOffset', 'byteLength', 'reason', 'text'] }
        : isTable
          ? { columns: SHOWN }
          : {}),
      notes: isTable ? opened.accounts.flatMap(toldNotes) : [],
    });
  } finally {
    await opened.close();
  }
};

const listAddresses = async (
  context: CommandContext,
  addresses: readonly string[],
  options: Options,
): Promise<void> => {
  if (addresses.length === 0)
    throw new UsageError('inputs --list needs a folder or an address such as s3://bucket/');
  const { listAll } = await import('../../workflows/list-inputs.ts');
  const rows = await listAll(addresses, dataOptions(context, [], options));
  await printRows(context, options, {
    command: 'inputs',
    accounts: [],
    rows: rows.map((row) => ({ ...row })),
    total: rows.length,
    columns: ['path', 'sizeBytes', 'modified'],
  });
};
