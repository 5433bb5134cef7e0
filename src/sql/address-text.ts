import { join, raw, type Sql, sql } from './sql.ts';

/** What the two engines spell differently for writing an IPv6 address. */
export interface HexSpelling {
  /** Four digits of the 32, the group from 0 to 7, without leading zeros. */
  group(hexadecimal: Sql, index: number): Sql;
  concat(items: readonly Sql[]): Sql;
  contains(text: Sql, needle: string): Sql;
  replaceFirst(text: Sql, pattern: string, replacement: string): Sql;
  /** Computes `expression` once and uses it under a name. */
  bind(name: string, expression: Sql, body: (bound: Sql) => Sql): Sql;
}

const GROUPS = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * The text of RFC 5952 for 32 hexadecimal digits in lower case: leading zeros cut, the
 * longest run of two and more zero groups (the first of equals) as `::`, no dotted tail.
 * Both engines build it from the same steps, for their own functions disagree on tails.
 */
export const ipv6Text = (hexadecimal: Sql, spelling: HexSpelling): Sql =>
  spelling.bind('digits', hexadecimal, (digits) =>
    spelling.bind('whole', wholeText(digits, spelling), (whole) => shortened(whole, spelling)),
  );

/** The eight groups with a colon before, between and after. */
const wholeText = (digits: Sql, spelling: HexSpelling): Sql => {
  const colon = raw(`':'`);
  return spelling.concat([colon, ...GROUPS.flatMap((index) => [spelling.group(digits, index), colon])]);
};

const shortened = (whole: Sql, spelling: HexSpelling): Sql => {
  const runs = [8, 7, 6, 5, 4, 3, 2].map((length) => {
    const run = `:${'0:'.repeat(length)}`;
    return sql`when ${spelling.contains(whole, run)} then ${spelling.replaceFirst(whole, run, '::')}`;
  });
  const short = sql`case ${join(runs, ' ')} else ${whole} end`;
  const withoutStart = spelling.replaceFirst(short, '^:([^:])', '\\1');
  return spelling.replaceFirst(withoutStart, '([^:]):$', '\\1');
};
