import type { FieldType } from '../kernel/field-type.ts';
import { COMMON_FIELDS, DATASET_FIELDS } from './fields.ts';

/** Names of the Elastic Common Schema that logs are mapped to, by type, beside those of the built-in datasets. */
const ECS_NAMES: Readonly<Partial<Record<FieldType, string>>> = {
  keyword: `agent.id agent.name agent.type client.domain cloud.account.id cloud.instance.id cloud.provider cloud.region
    container.id container.name destination.address destination.domain destination.geo.city_name
    destination.geo.country_iso_code destination.geo.country_name destination.mac destination.user.name
    destination.as.organization.name dns.id dns.op_code dns.question.class dns.question.name
    dns.question.registered_domain dns.question.subdomain dns.question.top_level_domain dns.question.type
    dns.response_code dns.type ecs.version email.message_id email.subject error.code error.id error.message
    error.type event.agent_id_status event.category event.code event.hash event.kind event.module event.original
    event.provider event.reason event.reference event.url file.directory file.extension file.hash.md5
    file.hash.sha1 file.hash.sha256 file.mime_type file.name file.path file.type group.id group.name host.domain
    host.id host.name host.os.name host.type http.request.body.content http.request.id http.request.mime_type
    http.response.mime_type labels log.level log.logger log.origin.function log.syslog.appname
    log.syslog.facility.name log.syslog.hostname log.syslog.msgid log.syslog.procid log.syslog.severity.name
    log.syslog.structured_data log.syslog.version message network.application network.community_id
    network.direction network.iana_number network.name network.type network.vlan.id observer.name
    observer.product observer.serial_number observer.type observer.version organization.id organization.name
    process.command_line process.executable process.parent.name process.title process.user.name
    process.working_directory rule.category rule.description rule.id rule.name rule.reference rule.ruleset
    rule.uuid rule.version server.address server.domain service.id service.name service.state service.type
    service.version source.address source.as.organization.name source.domain source.mac source.user.name
    threat.technique.id threat.technique.name threat.tactic.name tls.cipher tls.client.ja3 tls.client.server_name
    tls.client.subject tls.client.issuer tls.curve tls.next_protocol tls.server.issuer tls.server.ja3s
    tls.server.subject tls.version tls.version_protocol trace.id transaction.id url.domain url.path url.query url.extension user_agent.name url.fragment url.full
    url.password url.scheme url.username user.domain user.effective.name user.email user.full_name user.hash
    user.id user.roles user.target.name user_agent.device.name user_agent.version vulnerability.id`,
  ip: 'client.ip client.nat.ip destination.nat.ip host.ip observer.ip server.ip source.nat.ip',
  integer: `client.port destination.nat.port log.origin.file.line log.syslog.facility.code log.syslog.priority
    log.syslog.severity.code process.exit_code process.parent.pid process.thread.id server.port source.nat.port url.port`,
  long: `client.bytes destination.as.number destination.packets event.sequence event.severity file.size
    http.request.bytes http.response.bytes network.bytes network.packets server.bytes source.as.number source.packets`,
  double: 'event.risk_score event.duration',
  boolean: 'tls.established tls.resumed',
  date: 'event.created event.end event.start file.created file.mtime tls.server.not_after tls.server.not_before',
  keywords: `dns.answers.data dns.header_flags dns.resolved_ip related.hash related.hosts related.ip related.user tags`,
};

const TYPES: ReadonlyMap<string, FieldType> = new Map([
  ...Object.entries(ECS_NAMES).flatMap(([type, names]) =>
    names.split(/\s+/).map((name) => [name, type as FieldType] as const),
  ),
  ...[...COMMON_FIELDS, ...Object.values(DATASET_FIELDS).flat()].map(
    ({ name, type }) => [name, type] as const,
  ),
]);

/** The type of an ECS field, or of one of ours; undefined for any other name. */
export const ecsType = (name: string): FieldType | undefined => TYPES.get(name);

export const ecsNames = (): readonly string[] => [...TYPES.keys()];
