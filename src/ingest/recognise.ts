import type { KnownInput } from './ledger.ts';

/** What a source's content is to the store. */
export type Recognition =
  | { readonly kind: 'new' }
  /** Every complete line of it is stored already. */
  | { readonly kind: 'known'; readonly input: KnownInput }
  /** It begins with a stored input and goes on after it. */
  | { readonly kind: 'grown'; readonly input: KnownInput };

/** Lengths whose hash every input keeps, so that a part of it can be known as such: 64 bytes to a terabyte. */
const RUNGS: readonly number[] = Array.from({ length: 35 }, (_, index) => 64 * 2 ** index);
/** Hexadecimal digits that are kept of hashes beside the one of the whole. */
const KEPT_DIGITS = 24;
const MOST_EARLIER = 200;

/** Lengths whose hash is wanted to recognise a source by its content. */
export const wantedPrefixes = (known: readonly KnownInput[]): readonly number[] => [
  ...RUNGS,
  ...known.flatMap((input) =>
    input.fingerprint === ''
      ? []
      : [input.completeBytes, ...pairsOf(input, 'earlier').map(([bytes]) => bytes)],
  ),
];

type Pair = readonly [bytes: number, hash: string];

const pairsOf = (input: KnownInput, key: 'rungs' | 'earlier'): readonly Pair[] =>
  JSON.parse(input.options[key] ?? '[]') as readonly Pair[];

const isPrefix = (prefixes: ReadonlyMap<number, string>, [bytes, hash]: Pair): boolean =>
  bytes > 0 && hash !== '' && prefixes.get(bytes)?.startsWith(hash) === true;

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
    .filter((input) => isPrefix(prefixes, [input.completeBytes, input.fingerprint]))
    .sort((a, b) => b.completeBytes - a.completeBytes || Number(b.path === path) - Number(a.path === path));
  const longest = matching[0];
  if (longest === undefined) {
    // What an input was before it grew may still lie about as a copy.
    const outgrown = known.find((input) =>
      pairsOf(input, 'earlier').some((pair) => pair[0] === completeBytes && isPrefix(prefixes, pair)),
    );
    return outgrown === undefined ? { kind: 'new' } : { kind: 'known', input: outgrown };
  }
  // What broke off before and is whole now gets a new row in the ledger, also when nothing was missing.
  const isWhole = longest.account.status !== 'partial';
  return { kind: isWhole && longest.completeBytes === completeBytes ? 'known' : 'grown', input: longest };
};

/**
 * The stored input of which a source that broke off gave the beginning; undefined where
 * there is none. The hashes kept of an input cover at least half of the part.
 */
export const beginningOf = (
  known: readonly KnownInput[],
  completeBytes: number,
  prefixes: ReadonlyMap<number, string>,
): KnownInput | undefined =>
  known.find((input) => {
    const rung = pairsOf(input, 'rungs').findLast(([bytes]) => bytes <= completeBytes);
    return rung !== undefined && input.completeBytes >= completeBytes && isPrefix(prefixes, rung);
  });

/** What the ledger keeps of an input's content for `recognise`, beside its length and hash. */
export const contentMarks = (
  completeBytes: number,
  prefixes: ReadonlyMap<number, string>,
  earlier: KnownInput | undefined,
): Readonly<Record<'rungs' | 'earlier', string>> => {
  const rungs = RUNGS.filter((bytes) => bytes <= completeBytes).flatMap((bytes): Pair[] => {
    const hash = prefixes.get(bytes);
    return hash === undefined ? [] : [[bytes, hash.slice(0, KEPT_DIGITS)]];
  });
  const states: readonly Pair[] =
    earlier === undefined || earlier.fingerprint === '' || earlier.completeBytes === completeBytes
      ? []
      : [[earlier.completeBytes, earlier.fingerprint.slice(0, KEPT_DIGITS)]];
  const outgrown = earlier === undefined ? [] : pairsOf(earlier, 'earlier');
  return {
    rungs: JSON.stringify(rungs),
    earlier: JSON.stringify([...outgrown, ...states].slice(-MOST_EARLIER)),
  };
};
