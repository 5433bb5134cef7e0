import { copyStore } from '../../workflows/copy-store.ts';
import { systemEffects } from '../../workflows/effects.ts';
import type { Runner } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';

/** `copy --from S --to S` */
export const copyCommand: Runner = async (context, _words, options) => {
  const { terminal } = context;
  const copied = await copyStore({
    from: String(options['from']),
    to: String(options['to']),
    effects: systemEffects(),
    onNote: (note) => terminal.note(`note: ${note}`),
  });
  await printRows(context, options, {
    command: 'copy',
    accounts: [],
    rows: copied.map((input) => ({ ...input })),
    total: copied.length,
  });
};
