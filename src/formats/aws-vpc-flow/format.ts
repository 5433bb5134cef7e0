import type { FieldRule, FormatDefinition } from '../definition.ts';
import { delimitedShape } from '../delimited.ts';
import { transportOf } from '../protocol-numbers.ts';

/** Columns of the default format (version 2). */
const DEFAULT_COLUMNS: readonly string[] = [
  ...['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport'],
  ...['protocol', 'packets', 'bytes', 'start', 'end', 'action', 'log-status'],
];

const text = (from: string): FieldRule => ({ kind: 'text', from });
/** What has no ports has the port 0. */
const port = (from: string): FieldRule => ({ kind: 'number', from, type: 'integer', absent: ['-', '0'] });
const long = (from: string): FieldRule => ({ kind: 'number', from, type: 'long' });
const lookup = (from: string, table: Readonly<Record<string, string>>): FieldRule => ({
  kind: 'lookup',
  from,
  table,
});

const FIELDS: Readonly<Record<string, FieldRule>> = {
  '@timestamp': { kind: 'epochTime', from: 'start' },
  'source.ip': text('srcaddr'),
  'source.port': port('srcport'),
  'destination.ip': text('dstaddr'),
  'destination.port': port('dstport'),
  'network.transport': transportOf('protocol'),
  'network.packets': long('packets'),
  'network.bytes': long('bytes'),
  'network.direction': lookup('flow-direction', { ingress: 'inbound', egress: 'outbound' }),
  'event.action': lookup('action', { ACCEPT: 'allow', REJECT: 'deny' }),
  'event.type': lookup('action', { ACCEPT: 'allowed', REJECT: 'denied' }),
  'event.outcome': lookup('action', { ACCEPT: 'success', REJECT: 'failure' }),
  'event.reason': lookup('log-status', { NODATA: 'no data', SKIPDATA: 'data skipped' }),
  'observer.vendor': { kind: 'constant', value: 'AWS' },
  'cloud.account.id': text('account-id'),
  'observer.ingress.interface.name': text('interface-id'),
};

const PORTS = { srcport: '(?:-|[1-9][0-9]{0,4})', dstport: '(?:-|[1-9][0-9]{0,4})' };
const NEEDED = ['srcaddr', 'dstaddr', 'action'];
const DEFAULT_LINE =
  /^[2-9] \S+ eni-\S+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \d+ \d+ (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/;

const shape = (columns: readonly string[], skip?: string) =>
  delimitedShape({
    delimiter: ' ',
    columns,
    fields: FIELDS,
    classes: PORTS,
    ...(skip === undefined ? {} : { skip }),
  });

/** AWS VPC flow logs: the default columns, or those of the header. */
export const awsVpcFlow: FormatDefinition = {
  name: 'aws-vpc-flow',
  title: 'AWS VPC flow log (default columns, or a header that names them)',
  dataset: 'network',
  example:
    '2 123456789010 eni-0a1b2c3d4e5f60718 198.51.100.7 10.0.1.5 48751 22 6 3 180 1773122551 1773122611 REJECT OK',
  shapeFor: (head: readonly string[]) => {
    const header = head[0] ?? '';
    const columns = header.split(' ');
    if (
      NEEDED.every((name) => columns.includes(name)) &&
      columns.every((name) => /^[a-z][a-z-]*[a-z]$/.test(name))
    )
      return shape(columns, header);
    return head.some((line) => DEFAULT_LINE.test(line)) ? shape(DEFAULT_COLUMNS) : null;
  },
  fields: FIELDS,
  columns: [{ name: 'cloud.account.id', type: 'keyword', description: 'Account that owns the interface' }],
};
