import { IPV4 } from '../address-pattern.ts';
import type { Cut, StrictShape } from '../definition.ts';
import { DATED_SYSLOG_TIME_SHAPE, SYSLOG_TIME_SHAPE } from '../time-shapes.ts';

const FACE = '[^ :/%]+';
/** A name of capitals alone might be the stamp's zone. */
const NAME = ' [^ :%<{*(]*[^ :%<{*(A-Z][^ :%<{*(]*';
const SENDER = `(?:|${NAME}|${NAME} ):? `;
const DENIED = `%ASA-[0-7]-106023: Deny (?:tcp|udp) src ${FACE}:${IPV4}/[0-9]{1,5} dst ${FACE}:${IPV4}/[0-9]{1,5} by access-group "[^" %]+" \\[0x[0-9a-f]+, 0x[0-9a-f]+\\]`;

const word = (part: number, ...more: readonly Cut[]): readonly Cut[] => [
  { split: '%', part: 2 },
  { split: ' ', part },
  ...more,
];

const side = (part: number, name: string): Readonly<Record<string, readonly Cut[]>> => ({
  [`${name}.interface`]: word(part, { split: ':', part: 1 }),
  [`${name}.ip`]: word(part, { split: ':', part: 2 }, { split: '/', part: 1 }),
  [`${name}.port`]: word(part, { split: ':', part: 2 }, { split: '/', part: 2 }),
});

interface Style {
  /** How many characters stand before the stamp. */
  readonly before: number;
  readonly prefix: string;
  readonly dated: boolean;
}

const stampCuts = ({ before, dated }: Style): Readonly<Record<string, readonly Cut[]>> => {
  const at = (skip: number, length: number): readonly Cut[] => [{ skip: before + skip, length }];
  if (!dated) return { 'time.strict': at(0, 15) };
  return {
    'time.month': at(0, 3),
    'time.tens': at(4, 1),
    'time.units': at(5, 1),
    'time.year': at(7, 4),
    'time.clock': at(12, 8),
  };
};

const strictOf = (style: Style): StrictShape => ({
  pattern: `${style.prefix}${style.dated ? DATED_SYSLOG_TIME_SHAPE : SYSLOG_TIME_SHAPE}${SENDER}${DENIED}`,
  cuts: {
    ...stampCuts(style),
    ...(style.prefix === '' ? {} : { priority: [{ skip: 0, length: style.before }] }),
    host: [
      { skip: style.before + (style.dated ? 21 : 16) },
      { split: '%', part: 1 },
      { split: ' ', part: 1 },
    ],
    severity: word(1, { split: '-', part: 2 }),
    transport: word(3),
    ...side(5, 'source'),
    ...side(7, 'destination'),
    'tail.list': word(10, { split: '"', part: 2 }),
  },
  set: {
    number: '106023',
    action: 'deny',
    type: 'denied',
    outcome: 'failure',
    // Ports are numbers here: nothing is looked up by name.
    'destination.service': '',
    service: '',
  },
});

/** What devices write before the message: a priority or none, a stamp with a year or without. */
const STYLES: readonly StrictShape[] = [
  { before: 0, prefix: '' },
  { before: 5, prefix: '<[0-9]{3}>' },
].flatMap(({ before, prefix }) => [false, true].map((dated) => strictOf({ before, prefix, dated })));
const BEGINNINGS = STYLES.map(
  ({ pattern }) => new RegExp(`^${pattern.slice(0, pattern.indexOf(DENIED))}`, 'u'),
);

/** The strict line for a log that starts with these lines: a device keeps to one style. */
export const strictFor = (head: readonly string[]): StrictShape => {
  const counts = BEGINNINGS.map((beginning) => head.filter((line) => beginning.test(line)).length);
  return STYLES[counts.indexOf(Math.max(...counts))] as StrictShape;
};
