import type { FormatDefinition, LineShape } from '../definition.ts';
import {
  APACHE_ERROR,
  ERROR_COLUMNS,
  ERROR_FIELDS,
  ERROR_STEPS,
  RELAYED_APACHE_ERROR,
} from '../server-errors.ts';
import { exactPattern } from '../shape-pattern.ts';
import { SYSLOG_TIME, SYSLOG_TIME_STEPS } from '../syslog-time.ts';

const OWN: LineShape = { parts: APACHE_ERROR, inner: ERROR_STEPS };
const RELAYED: LineShape = {
  parts: RELAYED_APACHE_ERROR,
  inner: [...SYSLOG_TIME_STEPS, ...ERROR_STEPS],
};
const IS_RELAYED = new RegExp(exactPattern(RELAYED_APACHE_ERROR), 'u');

/** The error log of Apache 2.2 and 2.4. */
export const apacheError: FormatDefinition = {
  name: 'apache-error',
  title: 'Apache error log, its own file or sent to syslog',
  dataset: 'web',
  example:
    '[Thu Oct 13 12:24:49.880562 2022] [auth_basic:error] [pid 10:tid 140120579262208] [client 203.0.113.75:50229] AH01618: user eve not found: /admin',
  shapeFor: (head) => (head.some((line) => IS_RELAYED.test(line)) ? RELAYED : OWN),
  fields: {
    ...ERROR_FIELDS,
    '@timestamp': { kind: 'first', of: [{ kind: 'isoTime', from: 'stamp' }, SYSLOG_TIME] },
  },
  columns: ERROR_COLUMNS,
};
