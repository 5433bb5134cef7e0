import type { CaptureStep, PatternPart } from './definition.ts';
import { SYSLOG_STAMP, SYSLOG_TIME_STEPS } from './syslog-time.ts';

/** A line of syslog: RFC 3164 and what goes under its name, with ISO stamps, or RFC 5424. */
export const SYSLOG_HEADER: readonly PatternPart[] = Object.freeze([
  { name: 'priority', exact: '(?:<[0-9]{1,3}>)?' },
  { name: 'version', exact: '(?:1 )?' },
  { name: 'time', exact: SYSLOG_STAMP },
  ' ',
  // Some senders leave the host out: what ends in a colon is the program.
  { name: 'host column', exact: '(?:[^ ]*[^ :] | |)' },
]);

/** Steps behind the header: its stamp, then the capture `rest` as program, pid and message. */
export const SYSLOG_STEPS: readonly CaptureStep[] = Object.freeze([
  ...SYSLOG_TIME_STEPS,
  { from: 'host column', search: { host: '^([^ ]+)' } },
  {
    from: 'rest',
    oneOf: [
      {
        when: { version: '1 ' },
        parts: [
          { name: 'program', exact: '[^ ]+' },
          ' ',
          { name: 'pid', exact: '[^ ]+' },
          ' ',
          { name: 'message.id', exact: '[^ ]+' },
          ' ',
          { name: 'structured', exact: '(?:-|(?:\\[(?:[^\\]"\\n]|"(?:[^"\\\\\\n]|\\\\[^\\n])*")*\\])+)' },
          { name: '_mark', exact: ' ?\u{feff}?' },
          { name: 'message', exact: '[^\\n]*' },
        ],
      },
      {
        parts: [
          { name: 'program', exact: '[^ :\\[]+' },
          { name: '_open', exact: '\\[?' },
          { name: 'pid', exact: '[0-9]*' },
          { name: '_close', exact: '\\]?: *' },
          { name: 'message', exact: '[^\\n]*' },
        ],
      },
    ],
  },
]);
