import type { InputAccount } from '../schema/accounting.ts';
import type { KnownInput } from './ledger.ts';

/** The account of a source whose content is stored already; `failure` is why no more of it could be read. */
export const unchanged = (path: string, input: KnownInput, failure?: string): InputAccount => {
  const whose = input.path === path ? '' : ` as ${input.path}`;
  const equal =
    input.path === path
      ? 'already stored, nothing new in it'
      : `the same content as ${input.path}, already stored (--again reads it anyway)`;
  const note = failure === undefined ? equal : `${failure}; what came before is stored already${whose}`;
  return { ...input.account, path, status: 'unchanged', notes: [note] };
};

/** The account of a file that holds less than what is stored of another. */
export const unchangedBeginning = (path: string, input: KnownInput): InputAccount => ({
  ...input.account,
  path,
  status: 'unchanged',
  notes: [`the beginning of ${input.path}, already stored (--again reads it anyway)`],
});
