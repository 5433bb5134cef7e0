import { IPV4_LIKE } from '../address-pattern.ts';

/** Looked for behind what a message says first. */
export const ASA_TAIL: Readonly<Record<string, string>> = Object.freeze({
  'tail.interface': '(?:^| )on [Ii]nterface ([^ ,]+?)[.]?(?:$|[ ,])',
  'tail.interface before': '(?:^| )on ([^ ]+) interface(?:$|[ .])',
  'tail.icmp.type': '[( ]type ([0-9]+),? code [0-9]+',
  'tail.icmp.code': '[( ]type [0-9]+,? code ([0-9]+)',
  'tail.list': 'by access-group "([^"]*)"',
  'tail.filter list': ' resolved from ([a-z]+) list: ',
  'tail.source name': ', source [^,\\n]+ resolved from [a-z]+ list: ([^ ,/]*[A-Za-z][^ ,/]*)',
  'tail.destination name': ', destination [^,\\n]+ resolved from [a-z]+ list: ([^ ,/]*[A-Za-z][^ ,/]*)',
  'tail.hits': 'hit-cnt ([0-9]+)',
  'tail.bytes': ' bytes ([0-9]+)',
  'tail.reason': ' bytes [0-9]+ ([A-Z][^(\\n]*[^( \\n])',
  'tail.user': ': user = ([^:\\n]*[^: \\n])',
  'tail.ip': ': user IP = ([0-9A-Fa-f:.]+)',
  'tail.protocol': '(?:due to |^)(DNS|FTP) ',
  'tail.server': ': server = +([0-9A-Fa-f:.]+)',
});

/** Services by the names that the device writes in place of a port. */
export const ASA_SERVICES: Readonly<Record<string, string>> = Object.freeze({
  ssh: '22',
  telnet: '23',
  http: '80',
  www: '80',
  ntp: '123',
  snmp: '161',
  https: '443',
});

/** What those names say of the protocol. */
export const ASA_PROTOCOLS: Readonly<Record<string, string>> = Object.freeze(
  Object.fromEntries(Object.keys(ASA_SERVICES).map((name) => [name, name === 'www' ? 'http' : name])),
);

/** An IPv6 address has two colons at least; the devices' texts have single ones after many a word. */
const ADDRESS = `(?:${IPV4_LIKE}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)`;
/** An interface before an address: it has a sign that no address has. */
const FACE = '(?:[^ :/,]*[^ :/,0-9A-Fa-f.][^ :/,]*[:/])?';
const SOURCE_WORDS =
  '(?:from|src|for|SRC|between|local-host|Addr|SrcIP:|LocalIP:|IP(?: =| address:)?) +[<(]?';
const DESTINATION_WORDS = '(?:to|dst|DEST|DstIP:|between [^ ]+ and) +[<(]?';

/** Looked for in messages that are not taken apart: addresses and users in the words of the device. */
export const ASA_TEXT: Readonly<Record<string, string>> = Object.freeze({
  'text.source': `(?:^|[ ,])${SOURCE_WORDS}${FACE}(${ADDRESS})(?:[^0-9A-Za-z]|$)`,
  'text.source.port': `(?:^|[ ,])${SOURCE_WORDS}${FACE}${ADDRESS}/([0-9]{1,6})(?:[^0-9]|$)`,
  'text.destination': `(?:^|[ ,])${DESTINATION_WORDS}${FACE}(${ADDRESS})(?:[^0-9A-Za-z]|$)`,
  'text.destination.port': `(?:^|[ ,])${DESTINATION_WORDS}${FACE}${ADDRESS}/([0-9]{1,6})(?:[^0-9]|$)`,
  'text.remote': `(?:^|[ ,])Remote:(${IPV4_LIKE}):[0-9]+ `,
  'text.remote.port': `(?:^|[ ,])Remote:${IPV4_LIKE}:([0-9]+) `,
  'text.local': `(?:^|[ ,])Local:(${IPV4_LIKE}):[0-9]+ `,
  'text.local.port': `(?:^|[ ,])Local:${IPV4_LIKE}:([0-9]+) `,
  'text.transport': '(?:^| )(TCP|UDP|ICMP|tcp|udp|icmp|IPv6-ICMP|sctp|SCTP|GRE)(?: |$)',
  'text.marked user': "(?:User <|User '|user ')([^>'\\n]+)[>']",
  'text.listed user':
    '(?:Username = |user= |Uname: |DAP: User )([^,)\\n]+?)(?:[,)]| From: [0-9]| To: [0-9]|$)',
  'text.user': '(?:Username:|, user |(?:^| )User |for user "?)([A-Za-z0-9_.@\\\\$*-]+)',
  'text.reason': '[Rr]eason(?: [=-]|:) *([^,.\\n]+)',
});

/** What messages without parts of their own say was done (Cisco ASA Series Syslog Messages). */
const OF_NUMBERS: Readonly<Record<string, readonly string[]>> = {
  deny: [
    '106002 106010 106011 106012 106013 106016 106017 106018 106020 106022 106025 106026 106027 109025',
    '313008 313009 322001 338005 338006 338007 338008 338203 338204 402117 402119 410001 419001 419002',
    '434002 500004 710005 710006',
  ],
  allow: ['338001 338002 338003 338004 338201 338202 710001 710002'],
  failed: ['110002 713901 713902 713903 713904 713905 750003'],
  succeeded: ['111004 713049 713120'],
  'authentication failed': ['109006 113006 113012 113014 113021 605006 611102 716039 722015 308001'],
  'authentication succeeded': ['109005 113008 113039 611101 716001 716038 722022 722051'],
};

const ofNumbers = (meaning: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(OF_NUMBERS).flatMap(([key, lists]) =>
      meaning[key] === undefined
        ? []
        : lists
            .join(' ')
            .split(' ')
            .map((number) => [number, meaning[key] as string]),
    ),
  );

export const ASA_ACTIONS = Object.freeze(
  ofNumbers({
    deny: 'deny',
    allow: 'allow',
    'authentication failed': 'authentication',
    'authentication succeeded': 'authentication',
  }),
);
export const ASA_TYPES = Object.freeze(ofNumbers({ deny: 'denied', allow: 'allowed' }));
export const ASA_OUTCOMES = Object.freeze(
  ofNumbers({
    deny: 'failure',
    allow: 'success',
    failed: 'failure',
    succeeded: 'success',
    'authentication failed': 'failure',
    'authentication succeeded': 'success',
  }),
);
