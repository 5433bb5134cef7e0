import type { KnownInput } from './ledger.ts';

/** What a source's content is to the store. */
export type Recognition =
  | { readonly kind: 'new' }
  /** Every complete line of it is stored already. */
  | { readonly kind: 'known'; readonly input: KnownInput }
  /** It begins with a stored input and goes on after it. */
  | { readonly kind: 'grown'; readonly input: KnownInput };

/** Lengths whose hash is wanted to recognise a source by its content. */
export const wantedPrefixes = (known: readonly KnownInput[]): readonly number[] =>
  known
    .filter((input) => input.fingerprint !== '' && input.completeBytes > 0)
    .map((input) => input.completeBytes);

/**
 * Compares a source's content with what is stored: equal, a longer version of a stored
 * input (the longest one), or new. Names and compression play no part.
 */
export const recognise = (
  known: readonly KnownInput[],
  path: string,
  completeBytes: number,
  prefixes: ReadonlyMap<number, string>,
): Recognition => {
  const matching = known
    .filter((input) => input.completeBytes > 0 && prefixes.get(input.completeBytes) === input.fingerprint)
    .sort((a, b) => b.completeBytes - a.completeBytes || Number(b.path === path) - Number(a.path === path));
  const longest = matching[0];
  if (longest === undefined) return { kind: 'new' };
  // What broke off before and is whole now gets a new row in the ledger, also when nothing was missing.
  const isWhole = longest.account.status !== 'partial';
  return { kind: isWhole && longest.completeBytes === completeBytes ? 'known' : 'grown', input: longest };
};
