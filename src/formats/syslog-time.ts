import type { CaptureStep, FieldRule } from './definition.ts';

const MONTH = '[A-Z][a-z][a-z]';
const CLOCK = '[0-9][0-9]:[0-9][0-9]:[0-9][0-9]';

/**
 * Stamps that syslog senders write: `Mon dd HH:MM:SS`, with a year, a fraction or a zone where
 * they add one, days with or without a leading blank or zero; or ISO 8601. Whether it is a
 * real time is told by the rules.
 */
export const SYSLOG_STAMP = `(?:${MONTH} {1,2}[0-9]{1,2} (?:[0-9]{4} )?${CLOCK}(?:[.][0-9]{1,9})?(?: [A-Z]{3,4})?|[0-9]{4}-[0-9][0-9]-[0-9][0-9][T ]${CLOCK}(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9][0-9]:?[0-9][0-9])?)`;

const MONTHS = Object.fromEntries(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, index) => [
    name,
    String(index + 1).padStart(2, '0'),
  ]),
);
/**
 * Names of zones that RFC 5322 (4.3) gives an offset, and those of Central Europe. Others, such as
 * IST or BST, mean different zones in different places: such a stamp is read as if it named none.
 */
const ZONES = Object.fromEntries(
  Object.entries({
    UTC: '+00:00',
    GMT: '+00:00',
    EST: '-05:00',
    EDT: '-04:00',
    CST: '-06:00',
    CDT: '-05:00',
    MST: '-07:00',
    MDT: '-06:00',
    PST: '-08:00',
    PDT: '-07:00',
    CET: '+01:00',
    CEST: '+02:00',
  }).map(([name, offset]) => [` ${name}`, offset]),
);
const TENS = { 1: '1', 2: '2', 3: '3' };

/** Steps that bring the stamp in the capture `time` into shapes that the rules read. */
export const SYSLOG_TIME_STEPS: readonly CaptureStep[] = Object.freeze([
  {
    from: 'time',
    parts: [
      { name: 'time.month', exact: MONTH },
      { name: 'time.blank', exact: ' {1,2}' },
      { name: 'time.tens', exact: '[0-3]?' },
      { name: 'time.units', exact: '[0-9]' },
      ' ',
      { name: 'time.year', exact: '(?:[0-9]{4})?' },
      { name: 'time.gap', exact: ' ?' },
      { name: 'time.clock', exact: `${CLOCK}(?:[.][0-9]{1,9})?` },
      { name: 'time.zone', exact: '(?: [A-Z]{3,4})?' },
    ],
  },
  {
    name: 'time.plain',
    join: [
      { capture: 'time.month' },
      ' ',
      { capture: 'time.tens', table: { ...TENS, '': ' ', 0: ' ' } },
      { capture: 'time.units' },
      ' ',
      { capture: 'time.clock' },
    ],
  },
  {
    name: 'time.dated',
    join: [
      { capture: 'time.year' },
      '-',
      { capture: 'time.month', table: MONTHS },
      '-',
      { capture: 'time.tens', table: { ...TENS, '': '0', 0: '0' } },
      { capture: 'time.units' },
      ' ',
      { capture: 'time.clock' },
      { capture: 'time.zone', table: ZONES },
    ],
  },
]);

/** The time of a stamp; in a strict line it is `Mon dd HH:MM:SS`, in the capture `time.strict`. */
export const SYSLOG_TIME: FieldRule = {
  kind: 'first',
  of: [
    { kind: 'syslogTime', from: 'time.strict' },
    { kind: 'isoTime', from: 'time.dated' },
    { kind: 'syslogTime', from: 'time.plain' },
    { kind: 'isoTime', from: 'time' },
  ],
};
