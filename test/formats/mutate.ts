import type { RandomSource } from '../../src/stats/random-source.ts';

/** Numbers at the edges of types, in shapes that parsers disagree about. */
const NUMBERS: readonly string[] = [
  ...[
    '0',
    '-0',
    '00',
    '+5',
    '-1',
    '1e5',
    '1E400',
    '-1e999',
    '4.9e-324',
    '0.1',
    '.5',
    '5.',
    '1_000',
    '0x10',
    '1,5',
  ],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '4294967296', '9007199254740993'],
  ...['999999999999999999', '9223372036854775807', '9223372036854775808', '-9223372036854775808'],
  ...['-9223372036854775809', '18446744073709551616', '9'.repeat(40), `0.${'1'.repeat(60)}`, '0'.repeat(30)],
  ...[
    '1234567890.1234567',
    '9999999999.999999',
    '99999999999',
    '1e308',
    '123456789012345.123456789',
    'nan',
    'inf',
    '٣',
  ],
];
/** Days, months, years, hours and zones that are real, absurd, or only look real. */
const TIMES: readonly string[] = [
  ...[
    '29/Feb/2020',
    '29/Feb/2019',
    '29/Feb/1900',
    '29/Feb/2000',
    '30/Feb/2020',
    '31/Apr/2021',
    '31/Dec/2298',
  ],
  ...['00/Jan/2020', '1/Jan/2020', '32/Jan/2020', '01/jan/2020', '01/Foo/2020', '01/Jan/1601', '01/Jan/1900'],
  ...[
    '01/Jan/1901',
    '31/Dec/2299',
    '01/Jan/9999',
    '01/Jan/99',
    '24:00:00',
    '23:59:60',
    '23:60:00',
    '00:00:00',
  ],
  ...[
    '+0000',
    '-0000',
    '+1400',
    '-1459',
    '+1500',
    '+0530',
    '+2400',
    '+0060',
    '-1200',
    'Z',
    '+02:00',
    ' +0000',
  ],
  ...[
    '2020-02-29',
    '2019-02-29',
    '1900-02-29',
    '1901-01-01',
    '1900-12-31',
    '2298-12-31',
    '2299-01-01',
    '9999-12-31',
  ],
  ...['2020-1-1', '2020-13-01', '2020-00-10', '2020-04-31', '2018-03-25 02:30:00', '2018-10-28 02:30:00'],
  ...[
    '2018-11-04 00:30:00',
    '2018-02-17 23:30:00',
    '1945-05-24 02:30:00',
    '2018-11-01T05:00',
    '2018-11-01 05:00:00,5',
  ],
  ...[
    '2018-11-01 05:00:00.123456789',
    '2018-11-01Z',
    '2018-11-01+0200',
    '2018-11-01 05:00:00-0130',
    '2018-11-01',
  ],
  ...[
    'Feb 29',
    'Feb 30',
    'Feb  9',
    'Feb 09',
    'Jan  1',
    'Dec 31',
    'Mar 25 02:30:00',
    'Oct 28 02:30:00',
    'jan  1',
    'Apr 31',
  ],
];
const MARKS: readonly string[] = [
  ...[
    '"',
    '""',
    '\\',
    '\\"',
    '\\\\',
    "'",
    '[',
    ']',
    '(',
    ')',
    '-',
    '- ',
    ' ',
    '  ',
    '\t',
    ',',
    ';',
    ':',
    '/',
    '|',
    '#',
    '%',
    '$',
  ],
  ...[
    '\u0000',
    '\u0001',
    '\u0008',
    '\u000b',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u200b',
    '\u202e',
  ],
  ...[
    '\ufeff',
    '\ufffd',
    '\uffff',
    '\u{10ffff}',
    'é',
    'e\u0301',
    'ß',
    'İ',
    'Σ',
    '１',
    '😀',
    'K',
    '\r',
    '{}',
    '()',
    '(empty)',
  ],
  ...[
    ' HTTP/1.1',
    ' HTTP/2',
    'HTTP/',
    '%ASA-',
    ' src ',
    '::1',
    '::ffff:1.2.3.4',
    'True',
    'False',
    'NULL',
    '\\N',
    '<13>',
  ],
];

const pick = <Item>(random: RandomSource, items: readonly Item[]): Item =>
  items[random.integer(0, items.length - 1)] as Item;

type Mutation = (line: string, random: RandomSource, others: readonly string[]) => string;

const place = (line: string, random: RandomSource): number => random.integer(0, line.length);
const insert = (line: string, at: number, text: string): string => line.slice(0, at) + text + line.slice(at);

/** Replaces one match of a pattern, chosen at random. */
const replaceOne = (line: string, pattern: RegExp, text: string, random: RandomSource): string => {
  const found = [...line.matchAll(pattern)];
  const match = found[random.integer(0, Math.max(0, found.length - 1))];
  if (match === undefined) return insert(line, place(line, random), text);
  return line.slice(0, match.index) + text + line.slice(match.index + match[0].length);
};

const flipByte: Mutation = (line, random) => {
  const bytes = Buffer.from(line);
  if (bytes.length === 0) return line;
  const at = random.integer(0, bytes.length - 1);
  bytes[at] = (bytes[at] as number) ^ (1 << random.integer(0, 7));
  return bytes.toString('utf8');
};

const setByte: Mutation = (line, random) => {
  const bytes = Buffer.from(line);
  if (bytes.length === 0) return line;
  bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  return bytes.toString('utf8');
};

const MUTATIONS: readonly Mutation[] = [
  flipByte,
  flipByte,
  setByte,
  (line, random) => line.slice(0, place(line, random)),
  (line, random) => line.slice(place(line, random)),
  (line, random) => {
    const [a, b] = [place(line, random), place(line, random)];
    return line.slice(0, Math.min(a, b)) + line.slice(Math.max(a, b));
  },
  (line, random) => {
    const [a, b] = [place(line, random), place(line, random)];
    return insert(line, place(line, random), line.slice(Math.min(a, b), Math.max(a, b)));
  },
  (line) => line + line,
  (line, random, others) => line + pick(random, others),
  (line, random, others) => {
    const other = pick(random, others);
    return line.slice(0, place(line, random)) + other.slice(place(other, random));
  },
  (line, random) => insert(line, place(line, random), pick(random, MARKS)),
  (line, random) => insert(line, place(line, random), pick(random, MARKS)),
  (line, random) => insert(line, 0, pick(random, MARKS)),
  (line, random) => line + pick(random, MARKS),
  (line, random) => replaceOne(line, /[0-9]/g, String(random.integer(0, 9)), random),
  (line, random) => replaceOne(line, /[0-9]/g, String(random.integer(0, 9)), random),
  (line, random) => replaceOne(line, /-?[0-9]+(?:[.][0-9]+)?/g, pick(random, NUMBERS), random),
  (line, random) => replaceOne(line, /-?[0-9]+(?:[.][0-9]+)?/g, pick(random, NUMBERS), random),
  (line, random) =>
    replaceOne(line, /(?<=[\t, "])[^\t, "]+(?=[\t, "]|$)/g, pick(random, [...NUMBERS, ...MARKS, '']), random),
  (line, random) => replaceOne(line, /(?<=[\t, "])[^\t, "]+(?=[\t, "]|$)/g, '-', random),
  (line, random) => replaceOne(line, TIME_PIECES, pick(random, TIMES), random),
  (line, random) => replaceOne(line, TIME_PIECES, pick(random, TIMES), random),
  (line, random) => replaceOne(line, /[0-9]{2}:[0-9]{2}:[0-9]{2}/g, clock(random), random),
  (line, random) => replaceOne(line, MONTH, pick(random, MONTHS), random),
  (line, random) =>
    replaceOne(line, /(?<=[/-])[0-9]{2}(?=[/: -])/g, String(random.integer(0, 39)).padStart(2, '0'), random),
  (line, random) => replaceOne(line, /(?:19|20)[0-9]{2}/g, String(random.integer(1880, 2320)), random),
  (line) => line.toUpperCase(),
  (line) => line.toLowerCase(),
  (line, random) => replaceOne(line, /[\t, "]/g, pick(random, [' ', '\t', ',', '"', '', '  ']), random),
  (_line, random) => pick(random, ['', ' ', '\t', '-', '"', '#', '# ', ...MARKS]),
];

const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
  'Mai',
  'DEC',
];
const MONTH = new RegExp(MONTHS.slice(0, 12).join('|'), 'g');
const TIME_PIECES =
  /[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?|[0-9]{1,2}\/[A-Z][a-z]{2}\/[0-9]{4}|[A-Z][a-z]{2} [ 0-9][0-9]|[0-9]{2}:[0-9]{2}:[0-9]{2}|[+-][0-9]{4}/g;
const clock = (random: RandomSource): string =>
  [24, 60, 61].map((limit) => String(random.integer(0, limit)).padStart(2, '0')).join(':');

/** Values that JSON readers disagree about. */
const JSON_VALUES: readonly string[] = [
  ...['0', '-0', '0.0', '1.10', '1e5', '1E-7', '-1.5e300', '1e400', '12345678901', '9007199254740993'],
  ...['9223372036854775807', '9223372036854775808', '18446744073709551616', '0.1234567890123456789'],
  ...['4999999999.999999', '123.456000', '01', '1.', '.5', '+1', 'NaN', 'Infinity', 'nul', 'TRUE'],
  ...[
    '""',
    '"-"',
    '"a b"',
    '"\\u0000"',
    '"\\ud83d\\ude00"',
    '"\\ud83d"',
    '"\\/\\b"',
    '"\t"',
    '"\\x41"',
    '"é"',
  ],
  ...['true', 'false', 'null', '[]', '{}', '[1,"a",null]', '[[1.0]]', '{"a":{"b":-0.0}}', '[1,]', '{"a":1,}'],
  ...[
    '"1575413096.5"',
    '"2020-02-29T01:02:03Z"',
    '1575413096.1234567',
    '"10:20.5"',
    '"[1]"',
    '"[,2"',
    '"[]"',
  ],
];
const JSON_TOKEN = /(?<=[:[] ?)(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null)/g;

/**
 * A line made of a real one by one to three changes: bytes flipped, parts cut, doubled or
 * joined, control characters, digits, absurd dates, huge numbers, other scripts. It never
 * holds a line feed.
 */
export const mutate = (lines: readonly string[], random: RandomSource): string => {
  let line = pick(random, lines);
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    line =
      line.startsWith('{') && random.integer(0, 3) > 0
        ? replaceOne(line, JSON_TOKEN, pick(random, JSON_VALUES), random)
        : pick(random, MUTATIONS)(line, random, lines);
  }
  // What reading does to a text: lone surrogates cannot come out of bytes.
  return Buffer.from(line.replaceAll('\n', ' ')).toString('utf8');
};
