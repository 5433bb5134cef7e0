import type { RandomSource } from '../../stats/random-source.ts';
import { zeekOpenStamp } from '../time.ts';

export interface ZeekColumn {
  readonly name: string;
  readonly type: string;
}

/** Columns from `name:type` pairs parted by blanks. */
export const zeekColumns = (text: string): readonly ZeekColumn[] =>
  text.split(' ').map((pair) => {
    const cut = pair.lastIndexOf(':');
    return { name: pair.slice(0, cut), type: pair.slice(cut + 1) };
  });

/** The comment lines a Zeek TSV log begins with. */
export const zeekHeader = (path: string, columns: readonly ZeekColumn[], start: number): string =>
  [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    `#open\t${zeekOpenStamp(start)}`,
    `#fields\t${columns.map((column) => column.name).join('\t')}`,
    `#types\t${columns.map((column) => column.type).join('\t')}`,
    '',
  ].join('\n');

export const zeekFooter = (end: number): string => `#close\t${zeekOpenStamp(end)}\n`;

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PAIRS: readonly string[] = [...LETTERS].flatMap((first) =>
  [...LETTERS].map((second) => first + second),
);
const PAIR_COUNT = PAIRS.length;

/** An identifier such as Zeek gives: a kind (C connection, F file) and 17 letters and digits. */
export const zeekIdentifier = (random: RandomSource, kind: 'C' | 'F'): string => {
  let text: string = kind;
  // A word holds two pairs of letters; identifiers are most of a Zeek log's random numbers.
  for (let group = 0; group < 4; group += 1) {
    const word = random.word();
    text +=
      (PAIRS[word % PAIR_COUNT] as string) + (PAIRS[Math.floor(word / PAIR_COUNT) % PAIR_COUNT] as string);
  }
  return text + LETTERS[random.below(62)];
};

/** Seconds with six decimals from microseconds. */
export const zeekInterval = (micros: number): string => (micros / 1_000_000).toFixed(6);
