import type { Alternative, PatternPart } from '../definition.ts';

const ADDRESS = '[0-9A-Fa-f:.]+';
const PORT = '[0-9A-Za-z-]+';
const REST: PatternPart = { name: 'tail', exact: '[^\\n]*' };
const TRANSPORT: PatternPart = { name: 'transport', exact: '(?:protocol )?[A-Za-z0-9-]+' };

const ip = (side: string): PatternPart => ({ name: `${side}.ip`, exact: ADDRESS });
const port = (side: string): PatternPart => ({ name: `${side}.port`, exact: PORT });
const face = (side: string): PatternPart => ({ name: `${side}.interface`, exact: '[^ :/]+' });
/** A user or a mapped address that may follow an address, in parentheses. */
const noted = (name: string): PatternPart => ({ name, exact: '(?: ?[(][^()]*[)])*' });

/** `address/port` */
const pair = (side: string): readonly PatternPart[] => [ip(side), '/', port(side)];
/** `interface:address/port`, the port not always there. */
const endpoint = (side: string): readonly PatternPart[] => [
  face(side),
  ':',
  ip(side),
  { name: `_${side}.slash`, exact: '/?' },
  { name: `${side}.port`, exact: '[0-9]*' },
  noted(`${side}.user`),
];
/** `interface/address(port)` */
const listed = (side: string): readonly PatternPart[] => [
  face(side),
  '/',
  ip(side),
  '(',
  { name: `${side}.port`, exact: '[0-9]*' },
  ')',
  noted(`${side}.user`),
];
const [from, to] = ['source', 'destination'];

type Outcome = Readonly<Record<string, string>>;
const DENIED: Outcome = { action: 'deny', type: 'denied', outcome: 'failure' };
const ALLOWED: Outcome = { action: 'allow', type: 'allowed', outcome: 'success' };
const BUILT: Outcome = { action: 'built', type: 'start', outcome: 'success' };
const TORN_DOWN: Outcome = { action: 'teardown', type: 'end', outcome: 'success' };
const LOGIN: Outcome = { action: 'login' };

const message = (number: string, set: Outcome, ...parts: readonly PatternPart[]): Alternative => ({
  when: { number },
  parts: [...parts, REST],
  set,
});

const CONNECTION: PatternPart = { name: 'connection', exact: '[0-9]+' };
/** Who asks comes first when the connection is inbound, and second when it is outbound. */
const built = (number: string): readonly Alternative[] => [
  message(
    number,
    { ...BUILT, direction: 'inbound' },
    'Built inbound ',
    TRANSPORT,
    ' connection ',
    CONNECTION,
    ' for ',
    ...endpoint(from),
    ' to ',
    ...endpoint(to),
  ),
  message(
    number,
    { ...BUILT, direction: 'outbound' },
    'Built outbound ',
    TRANSPORT,
    ' connection ',
    CONNECTION,
    ' for ',
    ...endpoint(to),
    ' to ',
    ...endpoint(from),
  ),
];
const tornDown = (number: string): Alternative =>
  message(
    number,
    TORN_DOWN,
    'Teardown ',
    TRANSPORT,
    ' connection ',
    CONNECTION,
    ' for ',
    ...endpoint(from),
    ' to ',
    ...endpoint(to),
  );

/** `faddr` is the foreign side, `laddr` the local one, `gaddr` the local one as the world sees it. */
const icmpConnection = (foreign: string, local: string): readonly PatternPart[] => [
  'ICMP connection for faddr ',
  ip(foreign),
  '/',
  { name: 'foreign.identifier', exact: '[0-9]+' },
  noted('foreign.user'),
  ' gaddr ',
  { name: 'global.ip', exact: ADDRESS },
  '/',
  { name: 'global.identifier', exact: '[0-9]+' },
  ' laddr ',
  ip(local),
  '/',
  { name: 'local.identifier', exact: '[0-9]+' },
];

const translation = (number: string, verb: string, set: Outcome): Alternative =>
  message(
    number,
    set,
    `${verb} `,
    { name: 'kind', exact: '[a-z]+' },
    ' ',
    TRANSPORT,
    ' translation from ',
    ...endpoint(from),
    ' to ',
    face(to),
    { name: '_nat.list', exact: '(?:[(][^()]*[)])?' },
    ':',
    { name: 'nat.ip', exact: ADDRESS },
    { name: '_nat.slash', exact: '/?' },
    { name: 'nat.port', exact: '[0-9]*' },
  );

const login = (number: string, verb: string, set: Outcome): Alternative =>
  message(
    number,
    { ...LOGIN, ...set },
    `Login ${verb} from `,
    ...pair(from),
    ' to ',
    face(to),
    ':',
    ip(to),
    '/',
    port(to),
    ' for user "',
    { name: 'user', exact: '[^"]*' },
    '"',
  );

const ICMP: Outcome = { transport: 'icmp' };

/** The messages whose parts are known, by number; what fits none of its number is kept as text. */
export const ASA_MESSAGES: readonly Alternative[] = Object.freeze([
  message('106023', DENIED, 'Deny ', TRANSPORT, ' src ', ...endpoint(from), ' dst ', ...endpoint(to)),
  ...built('302013'),
  ...built('302015'),
  tornDown('302014'),
  tornDown('302016'),
  message(
    '106100',
    DENIED,
    'access-list ',
    { name: 'list', exact: '[^ ]+' },
    ' denied ',
    TRANSPORT,
    ' ',
    ...listed(from),
    ' -> ',
    ...listed(to),
  ),
  message(
    '106100',
    ALLOWED,
    'access-list ',
    { name: 'list', exact: '[^ ]+' },
    { name: 'verdict', exact: ' (?:permitted|est-allowed) ' },
    TRANSPORT,
    ' ',
    ...listed(from),
    ' -> ',
    ...listed(to),
  ),
  message(
    '106001',
    { ...DENIED, direction: 'inbound' },
    'Inbound ',
    TRANSPORT,
    ' connection denied from ',
    ...pair(from),
    ' to ',
    ...pair(to),
  ),
  ...['106006', '106007'].map((number) =>
    message(
      number,
      { ...DENIED, direction: 'inbound' },
      'Deny inbound ',
      TRANSPORT,
      ' from ',
      ...pair(from),
      ' to ',
      ...pair(to),
    ),
  ),
  message(
    '106014',
    { ...DENIED, direction: 'inbound' },
    'Deny inbound ',
    TRANSPORT,
    ' src ',
    ...endpoint(from),
    ' dst ',
    ...endpoint(to),
  ),
  message('106015', DENIED, 'Deny ', TRANSPORT, ' (no connection) from ', ...pair(from), ' to ', ...pair(to)),
  message('106021', DENIED, 'Deny ', TRANSPORT, ' reverse path check from ', ip(from), ' to ', ip(to)),
  message(
    '302020',
    { ...BUILT, ...ICMP, direction: 'inbound' },
    'Built inbound ',
    ...icmpConnection(from, to),
  ),
  message(
    '302020',
    { ...BUILT, ...ICMP, direction: 'outbound' },
    'Built outbound ',
    ...icmpConnection(to, from),
  ),
  message('302021', { ...TORN_DOWN, ...ICMP }, 'Teardown ', ...icmpConnection(from, to)),
  translation('305011', 'Built', BUILT),
  translation('305012', 'Teardown', TORN_DOWN),
  message(
    '313001',
    { ...DENIED, ...ICMP },
    'Denied ICMP type=',
    { name: 'icmp.type', exact: '[0-9]+' },
    ', code=',
    { name: 'icmp.code', exact: '[0-9]+' },
    ' from ',
    ip(from),
  ),
  message(
    '313004',
    { ...DENIED, ...ICMP },
    'Denied ICMP type=',
    { name: 'icmp.type', exact: '[0-9]+' },
    ', from ',
    { name: '_side', exact: '(?:laddr )?' },
    ip(from),
    ' on interface ',
    face(from),
    ' to ',
    ip(to),
    ':',
  ),
  message(
    '313005',
    DENIED,
    'No matching connection for ICMP error message: ',
    TRANSPORT,
    ' src ',
    ...endpoint(from),
    ' dst ',
    ...endpoint(to),
  ),
  login('605004', 'denied', { type: 'denied', outcome: 'failure' }),
  login('605005', 'permitted', { type: 'allowed', outcome: 'success' }),
  message(
    '710003',
    DENIED,
    TRANSPORT,
    ' access denied by ACL from ',
    ...pair(from),
    ' to ',
    face(to),
    ':',
    ...pair(to),
  ),
  message(
    '113004',
    { action: 'authentication', outcome: 'success' },
    'AAA user ',
    { name: 'kind', exact: '[a-z ]+' },
    ' Successful',
  ),
  ...['113005', '113015'].map((number) =>
    message(
      number,
      { action: 'authentication', outcome: 'failure' },
      'AAA user authentication Rejected : reason = ',
      { name: 'reason', exact: '[^:\\n]*[^: \\n]' },
    ),
  ),
  { parts: [{ name: 'text', exact: '[^\\n]*' }] },
]);

/** Looked for behind what a message says first. */
export const ASA_TAIL: Readonly<Record<string, string>> = Object.freeze({
  'tail.interface': 'on (?:interface )?([^ ]+?)(?: interface)?[.]?(?:$| )',
  'tail.icmp.type': '[(]type ([0-9]+), code [0-9]+[)]',
  'tail.icmp.code': '[(]type [0-9]+, code ([0-9]+)[)]',
  'tail.list': 'by access-group "([^"]*)"',
  'tail.hits': 'hit-cnt ([0-9]+)',
  'tail.bytes': ' bytes ([0-9]+)',
  'tail.reason': ' bytes [0-9]+ ([A-Z][^(\\n]*[^( \\n])',
  'tail.user': ': user = ([^:\\n]*[^: \\n])',
  'tail.ip': ': user IP = ([0-9A-Fa-f:.]+)',
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
