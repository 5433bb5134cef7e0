import type { PatternPart } from './definition.ts';
import { SYSLOG_STAMP } from './syslog-time.ts';

/** A server that logs by syslog: the stamp and the program before the line. */
export const RELAY: PatternPart = {
  name: '_relay',
  exact: `(?:(?:<[0-9]{1,3}>(?:${SYSLOG_STAMP} )?|${SYSLOG_STAMP} )[^ "\\[]+ [A-Za-z0-9_.-]+(?:\\[[0-9]*\\])?: |<[0-9]{1,3}>1 ${SYSLOG_STAMP} (?:[^ "\\[]+ ){4}- )?`,
};
