import type { Cut, StrictShape } from '../definition.ts';

interface Pair {
  readonly key: string;
  readonly quoted: boolean;
}

/** What may stand in quotes: blanks and an equals sign together could pass for another pair. */
const IN_QUOTES = '(?:[^ "\\\\]*|[^="\\\\]*)';

const escaped = (key: string): string => key.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\${sign}`);

/** The pairs of a line of nothing else, each key once; null for other lines. */
const pairsOf = (line: string, pair: RegExp): readonly Pair[] | null => {
  const pairs: Pair[] = [];
  pair.lastIndex = 0;
  while (pair.lastIndex < line.length) {
    const match = pair.exec(line);
    if (match === null) return null;
    pairs.push({ key: match[1] ?? '', quoted: (match[2] ?? '').startsWith('"') });
  }
  const keys = new Set(pairs.map(({ key }) => key));
  return pairs.length === 0 || keys.size !== pairs.length || line.endsWith(' ') ? null : pairs;
};

const strictOf = (pairs: readonly Pair[]): StrictShape => ({
  pattern: pairs
    .map(({ key, quoted }) => `${escaped(key)}=${quoted ? `"${IN_QUOTES}"` : '[^ "]*'}`)
    .join(' '),
  checked: true,
  cuts: Object.fromEntries(
    pairs.map(({ key, quoted }, index): [string, readonly Cut[]] => {
      const next = pairs[index + 1];
      return [
        `${key} ${quoted ? 1 : 2}`,
        [
          index === 0 ? { skip: key.length + 1 } : { split: ` ${key}=`, part: 2 },
          ...(next === undefined ? [] : [{ split: ` ${next.key}=`, part: 1 }]),
          ...(quoted ? [{ skip: 1 }, { skipEnd: 1 }] : []),
        ],
      ];
    }),
  ),
});

/** A program writes the same pairs again and again: lines like most of these are cut at their keys. */
export const strictPairs = (lines: readonly string[], pair: RegExp): { readonly strict?: StrictShape } => {
  const counts = new Map<string, { readonly pairs: readonly Pair[]; count: number }>();
  for (const line of lines) {
    const pairs = pairsOf(line, pair);
    if (pairs === null) continue;
    const layout = JSON.stringify(pairs);
    const seen = counts.get(layout) ?? { pairs, count: 0 };
    seen.count += 1;
    counts.set(layout, seen);
  }
  const most = [...counts.values()].sort((a, b) => b.count - a.count)[0];
  return most === undefined ? {} : { strict: strictOf(most.pairs) };
};
