import type { MappedColumn } from '../source.ts';
import { dottedAddress } from './integer-addresses.ts';
import type { TableBatch, TableColumn, TableValue } from './table.ts';
import type { KnownSchema } from './table-sources.ts';

// The schema of the firewall analysis: denied packets of a Cisco ASA in `log_records`,
// the countries of their senders in `hosts`; addresses are integers.
const NEEDED = ['created_on', 'protocol', 'source', 'destination', 'destination_port'];
const NEEDED_OF_HOSTS = ['ipv4_id', 'country_code'];

/** True where the columns of `log_records` are those of the firewall analysis. */
export const isFirewallTable = (table: string, columns: readonly string[]): boolean =>
  table === 'log_records' && NEEDED.every((name) => columns.includes(name));

export const isHostsTable = (columns: readonly string[]): boolean =>
  NEEDED_OF_HOSTS.every((name) => columns.includes(name));

const RECORD_COLUMNS = ['log_id', 'log_number', 'occurrence'];
const HOST_COLUMNS = ['country', 'city', 'latitude', 'longitude'];

/**
 * Reads the records in order, each with what is stored of its sender's place; records
 * without a host stay. `records` and `hosts` are the columns there are.
 */
export const firewallQuery = (records: readonly string[], hosts: readonly string[] | undefined): string => {
  const record = (name: string) => (records.includes(name) ? `r."${name}"` : 'null');
  const host = (name: string) => (hosts?.includes(name) ? `h."${name}"` : 'null');
  const values = [
    ...[...NEEDED, ...RECORD_COLUMNS].map(record),
    ...['country_code', ...HOST_COLUMNS].map(host),
  ].map((value, index) => `${value} as c${index}`);
  // One row per address, so that a host that is stored twice doubles no record.
  const join =
    hosts === undefined ? '' : 'left join (select * from hosts group by ipv4_id) h on h.ipv4_id = r.source';
  const order = records.includes('log_id') ? 'r.log_id' : 'r.rowid';
  return `select ${values.join(', ')} from log_records r ${join} order by ${order}`;
};

const column = (field: string, type: MappedColumn['type']): MappedColumn => Object.freeze({ field, type });

const FIELDS: readonly MappedColumn[] = Object.freeze([
  column('@timestamp', 'date'),
  column('source.ip', 'ip'),
  column('source.geo.country_iso_code', 'keyword'),
  column('source.geo.country_name', 'keyword'),
  column('source.geo.city_name', 'keyword'),
  column('source.geo.location', 'keyword'),
  column('destination.ip', 'ip'),
  column('destination.port', 'integer'),
  column('network.transport', 'keyword'),
  column('icmp.type', 'integer'),
  column('icmp.code', 'integer'),
  column('event.action', 'keyword'),
  column('event.type', 'keyword'),
  column('event.outcome', 'keyword'),
  column('event.code', 'keyword'),
  column('event.id', 'keyword'),
  column('event.occurrences', 'long'),
  column('observer.vendor', 'keyword'),
]);

/** The columns of the source: they are named by the fields they become. */
export const FIREWALL_COLUMNS: readonly TableColumn[] = Object.freeze(
  FIELDS.map(({ field, type }) => ({ name: field, type, isText: false, isKey: false })),
);

export const FIREWALL_SCHEMA: KnownSchema = Object.freeze({
  schema: 'firewall-log-records',
  dataset: 'network',
  mapping: Object.freeze(Object.fromEntries(FIELDS.map((mapped) => [mapped.field, mapped]))),
});

/** Rows of the query as network events. */
export const firewallEvents = (batch: TableBatch): TableBatch =>
  batch.map((row) => firewallEvent(row.map(text)));

const text = (value: TableValue): string | null => {
  const whole = value === null ? '' : String(value);
  return whole === '' ? null : whole;
};

const firewallEvent = (row: readonly (string | null)[]): readonly (string | null)[] => {
  const [created = null, protocol = null, source = null, destination = null, port = null] = row;
  const [id = null, number = null, occurrence = null] = row.slice(5);
  const [countryCode = null, country = null, city = null, latitude = null, longitude = null] = row.slice(8);
  const transport = protocol?.toLowerCase() ?? null;
  const icmp = transport === 'icmp' ? icmpOf(port) : undefined;
  // Message 106023 is a packet denied by an access list; of other numbers nothing is known.
  const denied = number === null || number === '106023';
  return [
    created,
    address(source),
    countryCode,
    country,
    city,
    latitude === null || longitude === null ? null : `${latitude},${longitude}`,
    address(destination),
    transport === 'icmp' ? null : port,
    transport,
    icmp?.type ?? null,
    icmp?.code ?? null,
    denied ? 'deny' : null,
    denied ? 'denied' : null,
    denied ? 'failure' : null,
    number,
    id,
    occurrence,
    'Cisco',
  ];
};

const address = (value: string | null): string | null =>
  value === null ? null : (dottedAddress(value) ?? value);

// For ICMP the port column holds type * 256 + code: 2048 is an echo request.
const icmpOf = (port: string | null): { type: string; code: string } | undefined => {
  const number = Number(port ?? Number.NaN);
  if (!Number.isInteger(number) || number < 0 || number > 0xffff) return undefined;
  return { type: String(number >> 8), code: String(number & 255) };
};
