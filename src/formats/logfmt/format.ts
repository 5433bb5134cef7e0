import type { ColumnMapping } from '../column-mapping.ts';
import type { FormatDefinition } from '../definition.ts';
import { ownFields, withOwnFields } from '../own-columns.ts';
import { pairColumns, type PairStyle } from '../pairs.ts';
import { strictPairs } from './strict-pairs.ts';

const KEY = '[^ ="]+';
const QUOTED = '"(?:[^"\\\\]|\\\\[^\\n])*"';
const PAIR = `${KEY}=(?:${QUOTED}|[^ "]*)`;
const WORD = `(?:${PAIR}|${KEY})`;
/** Words before the wanted pair, so that a text in quotes never passes for pairs. */
const BEFORE = `^ *(?:${WORD} +)*?`;
const LINE = `(?: *(?:${WORD} +)*?${PAIR}(?: +${WORD})* *)`;

const STYLE: PairStyle = {
  valuePatterns: (key) => [
    `${BEFORE}${key}="((?:[^"\\\\]|\\\\[^\\n])*)"(?: |$)`,
    `${BEFORE}${key}=([^ "]*)(?: |$)`,
  ],
  keysOf: (text) =>
    [...text.matchAll(new RegExp(`(?:${PAIR}|[^ ]+)`, 'gu'))].flatMap(([word]) => {
      const key = new RegExp(`^(${KEY})=`, 'u').exec(word)?.[1];
      return key === undefined ? [] : [key];
    }),
};

const definition = (head: readonly string[], mapping: ColumnMapping | undefined): FormatDefinition | null => {
  const whole = new RegExp(`^${LINE}$`, 'u');
  const lines = head.filter((line) => whole.test(line));
  const { columns, search } = pairColumns(lines, STYLE);
  // One pair in a line of words is prose.
  if (columns.length < 2) return null;
  const shape = {
    parts: [{ name: 'line', exact: LINE }],
    inner: [{ from: 'line', search }],
    ...strictPairs(lines, new RegExp(`(${KEY})=(${QUOTED}|[^ "]*)(?: |$)`, 'yu')),
  };
  return withOwnFields(
    { ...logfmt, shapeFor: () => shape, skeleton: [[`=(?:${QUOTED}|[^ "]*)`, '=']] },
    ownFields('logfmt', columns, mapping),
  );
};

const logfmtFormat = (mapping?: ColumnMapping): FormatDefinition => ({
  name: 'logfmt',
  title: 'logfmt: key=value pairs, values in quotes where they hold blanks',
  dataset: 'logfmt',
  example: 'time=2021-06-21T20:59:55Z level=warn msg="login refused" user=alice ip=203.0.113.9 tries=3',
  general: true,
  shapeFor: () => null,
  fields: {},
  forLog: (head) => definition(head, mapping),
  withMapping: logfmtFormat,
});

/** key=value pairs, as Heroku and Go programs write them. */
export const logfmt: FormatDefinition = logfmtFormat();
