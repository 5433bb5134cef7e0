import type { FieldRule, FormatDefinition } from '../definition.ts';
import { delimitedShape } from '../delimited.ts';

const FIELDS: Readonly<Record<string, FieldRule>> = {
  '@timestamp': { kind: 'isoTime', from: 'datetime' },
  'source.ip': { kind: 'text', from: 'source_ip' },
  'user.name': { kind: 'text', from: 'username' },
  'event.outcome': {
    kind: 'lookup',
    from: 'success',
    table: {
      True: 'success',
      False: 'failure',
      true: 'success',
      false: 'failure',
      1: 'success',
      0: 'failure',
    },
  },
  'event.reason': { kind: 'text', from: 'failure_reason' },
};

const NEEDED = ['datetime', 'source_ip', 'username', 'success'];

/** The login-attempt CSV: datetime, source_ip, username, success and, where known, failure_reason, in any order. */
export const loginCsv: FormatDefinition = {
  name: 'login-csv',
  title: 'Login attempts as CSV (datetime, source_ip, username, success, failure_reason)',
  dataset: 'auth',
  example: '2018-11-01 01:31:50.779608,203.0.113.32,vkim,False,error_wrong_password',
  shapeFor: (head: readonly string[]) => {
    const header = head[0] ?? '';
    const columns = header.split(',').map((name) => name.trim());
    if (!NEEDED.every((name) => columns.includes(name))) return null;
    if (columns.some((name) => !/^[A-Za-z0-9_ .-]+$/.test(name))) return null;
    const skip = header.replace(/[.]/g, '[.]');
    return delimitedShape({ delimiter: ',', columns, fields: FIELDS, quoted: true, skip });
  },
  fields: FIELDS,
};
