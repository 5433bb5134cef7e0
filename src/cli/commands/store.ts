import { systemEffects } from '../../workflows/effects.ts';
import { forgetInput, pruneStore, storeInfo } from '../../workflows/store-care.ts';
import type { Options, Runner } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';

/** `store info`, `store prune --before T`, `store forget INPUT`. */
export const storeCommand =
  (action: string): Runner =>
  async (context, words, options: Options) => {
    const { terminal } = context;
    const store = {
      effects: systemEffects(),
      store: String(options['store']),
      onNote: (note: string) => terminal.note(`note: ${note}`),
    };
    if (action === 'info') {
      const rows = await storeInfo(store);
      await printRows(context, options, {
        command: 'store',
        accounts: [],
        rows: rows.map((row) => ({ ...row })),
        total: rows.length,
      });
      return;
    }
    const deleted =
      action === 'prune'
        ? await pruneStore({ ...store, before: String(options['before']) })
        : await forgetInput({ ...store, input: String(words[0]) });
    await printRows(context, options, {
      command: 'store',
      accounts: [],
      rows: [{ deletedEvents: deleted }],
      total: 1,
    });
  };
