import { doctor } from '../../workflows/doctor.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';

/** `doctor`: exit status 3 when something that is needed is missing. */
export const doctorCommand = async (
  context: CommandContext,
  _words: readonly string[],
  options: Options,
): Promise<void> => {
  const rows = await doctor();
  await printRows(context, options, {
    command: 'doctor',
    accounts: [],
    rows: rows.map((row) => ({ ...row })),
    total: rows.length,
    // What is wrong, and the way out, must be read whole.
    cellWidth: Number.POSITIVE_INFINITY,
  });
  if (rows.some((row) => row.status === 'failed')) process.exitCode = 3;
};
