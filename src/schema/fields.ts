import type { FieldType } from '../kernel/field-type.ts';

/** One ECS field (or one of ours) that events may carry. */
export interface FieldDefinition {
  readonly name: string;
  readonly type: FieldType;
  readonly description: string;
}

const field = (name: string, type: FieldType, description: string): FieldDefinition =>
  Object.freeze({ name, type, description });

/** Fields every stored event carries, whatever its dataset. `log.line` is ours, the others are ECS. */
export const COMMON_FIELDS: readonly FieldDefinition[] = Object.freeze([
  field('@timestamp', 'date', 'When the event happened, UTC, microseconds'),
  field('event.dataset', 'keyword', 'Which dataset the event belongs to'),
  field('log.file.path', 'keyword', 'Address of the source the event was read from'),
  field('log.line', 'long', 'Line number in the source, from 1'),
  field('event.ingested', 'date', 'When logfence stored the event'),
]);

/** The fixed columns of the three built-in datasets, beside the common ones. */
export const DATASET_FIELDS: Readonly<Record<'web' | 'network' | 'auth', readonly FieldDefinition[]>> =
  Object.freeze({
    web: Object.freeze([
      field('event.timezone', 'keyword', 'Offset of the stamp as written, +HH:MM'),
      field('source.ip', 'ip', 'Address of the client'),
      field('source.port', 'integer', 'Port of the client'),
      field('destination.ip', 'ip', 'Address of the server'),
      field('destination.port', 'integer', 'Port of the server'),
      field('user.name', 'keyword', 'Authenticated user'),
      field('http.request.method', 'keyword', 'Request method'),
      field('url.domain', 'keyword', 'Host the request was for'),
      field('url.original', 'keyword', 'Request target as written'),
      field('http.version', 'keyword', 'HTTP version'),
      field('http.request.referrer', 'keyword', 'Referrer'),
      field('http.request.body.bytes', 'long', 'Bytes of the request body'),
      field('http.response.status_code', 'integer', 'Status code'),
      field('http.response.body.bytes', 'long', 'Bytes of the response body'),
      field('user_agent.original', 'keyword', 'User agent as written'),
      field('event.id', 'keyword', 'Identifier given by the sensor'),
    ]),
    network: Object.freeze([
      field('event.timezone', 'keyword', 'Offset of the stamp as written, +HH:MM'),
      field('source.ip', 'ip', 'Address that opened the connection'),
      field('source.port', 'integer', 'Port that opened the connection'),
      field('source.bytes', 'long', 'Bytes sent by the source'),
      field('source.geo.country_iso_code', 'keyword', 'Country of the source'),
      field('source.geo.country_name', 'keyword', 'Country of the source, in words'),
      field('source.geo.city_name', 'keyword', 'City of the source'),
      field('source.geo.location', 'keyword', 'Latitude,longitude of the source'),
      field('destination.ip', 'ip', 'Address that was contacted'),
      field('destination.port', 'integer', 'Port that was contacted; null for ICMP'),
      field('destination.bytes', 'long', 'Bytes sent by the destination'),
      field('source.nat.ip', 'ip', 'Address of the source after translation'),
      field('source.nat.port', 'integer', 'Port of the source after translation'),
      field('network.transport', 'keyword', 'tcp, udp, icmp, ...'),
      field('network.protocol', 'keyword', 'Application protocol'),
      field('network.direction', 'keyword', 'inbound, outbound, ... as the device tells it'),
      field('network.bytes', 'long', 'Bytes of both directions'),
      field('network.packets', 'long', 'Packets of both directions'),
      field('user.name', 'keyword', 'User, where the device knows one'),
      field('icmp.type', 'integer', 'ICMP type (ours)'),
      field('icmp.code', 'integer', 'ICMP code (ours)'),
      field('event.action', 'keyword', 'What was done'),
      field('event.type', 'keyword', 'allowed, denied, connection, ...'),
      field('event.outcome', 'keyword', 'success or failure'),
      field('event.reason', 'keyword', 'Why it was done'),
      field('event.code', 'keyword', 'Message number given by the device'),
      field('event.severity', 'long', 'Severity given by the device'),
      field('message', 'keyword', 'Text of a message that is not taken apart'),
      field('event.id', 'keyword', 'Identifier given by the sensor'),
      field('event.occurrences', 'long', 'How many times this happened (ours); null means once'),
      field('event.duration', 'double', 'Seconds the connection lasted'),
      field('rule.name', 'keyword', 'Rule or access list that decided'),
      field('observer.vendor', 'keyword', 'Maker of the device'),
      field('observer.hostname', 'keyword', 'Device that wrote the line'),
      field('observer.ingress.interface.name', 'keyword', 'Interface the packet came in on'),
      field('observer.egress.interface.name', 'keyword', 'Interface the packet would leave by'),
    ]),
    auth: Object.freeze([
      field('event.timezone', 'keyword', 'Offset of the stamp as written, +HH:MM'),
      field('source.ip', 'ip', 'Address the attempt came from'),
      field('source.port', 'integer', 'Port the attempt came from'),
      field('user.name', 'keyword', 'User name as given'),
      field('event.outcome', 'keyword', 'success or failure'),
      field('event.reason', 'keyword', 'Why it failed'),
      field('event.action', 'keyword', 'What was tried'),
      field('process.name', 'keyword', 'Program that wrote the line'),
      field('process.pid', 'integer', 'Process id'),
      field('host.hostname', 'keyword', 'Host that wrote the line'),
    ]),
  });

/** All columns of a built-in dataset, common ones first. */
export const datasetFields = (dataset: 'web' | 'network' | 'auth'): readonly FieldDefinition[] => [
  ...COMMON_FIELDS,
  ...DATASET_FIELDS[dataset],
];
