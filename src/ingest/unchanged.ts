import type { InputAccount } from '../schema/accounting.ts';
import type { KnownInput } from './ledger.ts';

/** The account of a source whose content is stored already. */
export const unchanged = (path: string, input: KnownInput): InputAccount => ({
  ...input.account,
  path,
  status: 'unchanged',
  notes:
    input.path === path
      ? ['already stored, nothing new in it']
      : [`the same content as ${input.path}, already stored (--again reads it anyway)`],
});
