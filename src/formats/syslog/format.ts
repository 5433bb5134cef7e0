import type { FieldRule, FormatDefinition } from '../definition.ts';
import { SYSLOG_HEADER, SYSLOG_STEPS } from '../syslog-envelope.ts';
import { SYSLOG_TIME } from '../syslog-time.ts';

const text = (from: string): FieldRule => ({ kind: 'text', from });

/** Any syslog whose programs have no format of their own: who wrote which message when. */
export const syslog: FormatDefinition = {
  name: 'syslog',
  title: 'Syslog of any program (RFC 3164, RFC 5424, ISO stamps)',
  dataset: 'syslog',
  example: '<30>Jun 21 20:59:55 gate backup[4711]: 12 files written',
  general: true,
  shapeFor: () => ({
    parts: [...SYSLOG_HEADER, { name: 'rest', exact: '[^\\n]*' }],
    inner: [
      ...SYSLOG_STEPS,
      { from: 'priority', parts: ['<', { name: 'priority number', exact: '[0-9]{1,3}' }, '>'] },
    ],
  }),
  fields: {
    '@timestamp': SYSLOG_TIME,
    'host.hostname': text('host'),
    'process.name': text('program'),
    'process.pid': { kind: 'number', from: 'pid', type: 'integer' },
    'log.syslog.priority': { kind: 'number', from: 'priority number', type: 'integer' },
    'log.syslog.msgid': text('message.id'),
    'log.syslog.structured_data': text('structured'),
    message: { kind: 'first', of: [text('message'), text('rest')] },
  },
  columns: [
    { name: 'host.hostname', type: 'keyword', description: '' },
    { name: 'process.name', type: 'keyword', description: '' },
    { name: 'process.pid', type: 'integer', description: '' },
    { name: 'log.syslog.priority', type: 'integer', description: '' },
    { name: 'log.syslog.msgid', type: 'keyword', description: '' },
    { name: 'log.syslog.structured_data', type: 'keyword', description: '' },
    { name: 'message', type: 'keyword', description: '' },
  ],
};
