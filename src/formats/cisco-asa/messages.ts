import type { Alternative, PatternPart } from '../definition.ts';
import {
  ALLOWED,
  BUILT,
  DENIED,
  endpoint,
  endpointOfUser,
  face,
  ip,
  listed,
  message,
  noted,
  type Outcome,
  pair,
  TORN_DOWN,
  TRANSPORT,
} from './message-parts.ts';

const [from, to] = ['source', 'destination'];
const LOGIN: Outcome = { action: 'login' };
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
    ...endpointOfUser(from),
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
    ...endpointOfUser(to),
    ' to ',
    ...endpoint(from),
  ),
];
/** A user without parentheses behind the second side is one only where the duration follows. */
const tornDown = (number: string): readonly Alternative[] =>
  [[...endpointOfUser(to), ' duration '], endpoint(to)].map((second) =>
    message(
      number,
      TORN_DOWN,
      'Teardown ',
      TRANSPORT,
      ' connection ',
      CONNECTION,
      ' for ',
      ...endpointOfUser(from),
      ' to ',
      ...second,
    ),
  );

/** A connection that a unit of a cluster keeps for another one, which Cisco calls a stub; it has no number. */
const ofCluster = (number: string, verb: string, set: Outcome): Alternative =>
  message(
    number,
    set,
    `${verb} `,
    // What ends is not always told to be one of them.
    { name: 'kind', exact: '(?:backup|director|forwarder)?' },
    { name: '_cluster', exact: ' *stub ' },
    TRANSPORT,
    ' connection for ',
    ...endpoint(from),
    ' to ',
    ...endpoint(to),
  );

/** A flow that is handed to the hardware, or given back. */
const offloaded = (number: string, begin: PatternPart, middle: string): Alternative =>
  message(
    number,
    {},
    begin,
    TRANSPORT,
    ` Flow ${middle}for connection `,
    CONNECTION,
    ' from ',
    ...endpoint(from),
    ' to ',
    ...endpoint(to),
  );

/** The botnet filter tells the list that named one side, and the name on it. */
const listedByFilter = (number: string): Alternative =>
  message(
    number,
    {},
    'Dynamic ',
    { name: '_verdict', exact: '[Ff]ilter [a-z]+ [a-z]+ ?listed' },
    ' ',
    TRANSPORT,
    ' traffic from ',
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
  { name: `${local}.global`, exact: '[^ /()]+' },
  '/',
  { name: 'global.identifier', exact: '[0-9]+' },
  ' laddr ',
  ip(local),
  '/',
  { name: 'local.identifier', exact: '[0-9]+' },
];

/** The translated address is where the translation leads, and the source's address from then on. */
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
    { name: 'nat.ip', exact: '[^ /()]+' },
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
    ...pair(to),
    ' for user "',
    { name: 'user', exact: '[^"]*' },
    '"',
  );

const listedForUser = (number: string, set: Outcome, verdict: string): Alternative =>
  message(
    number,
    set,
    'access-list ',
    { name: 'list', exact: '[^ ]+' },
    verdict,
    TRANSPORT,
    ' for user ',
    { name: 'user', exact: '[^\\n]*?' },
    ' ',
    ...listed(from),
    ' -> ',
    ...listed(to),
  );

const ICMP: Outcome = { transport: 'icmp' };
const ICMP_CONNECTION: Outcome = { ...ICMP, protocol: 'icmp' };

const URLS: readonly Alternative[] = [
  message(
    '304001',
    ALLOWED,
    { name: 'asker', exact: '(?:[^ @]+@)?' },
    ip(from),
    { name: 'source.user', exact: '(?:[(][^()]*[)])?' },
    ' Accessed ',
    { name: '_kind', exact: '(?:JAVA )?' },
    'URL ',
    { name: '_owner', exact: '(?:[^ @]+@)?' },
    { name: 'destination.ip', exact: '(?:[^ :/()@]+|[0-9A-Fa-f:]+)' },
    ':',
    { name: 'url', exact: '(?:[a-z]+://|/)[^ \\n]*' },
  ),
  message(
    '304002',
    DENIED,
    'Access denied URL ',
    { name: 'url', exact: '[^ \\n]+' },
    ' SRC ',
    ip(from),
    { name: 'source.user', exact: '(?:[(][^()]*[)])?' },
    ' DEST ',
    ip(to),
  ),
];

/** The messages whose parts are known, by number; what fits none of its number is kept as text. */
export const ASA_MESSAGES: readonly Alternative[] = Object.freeze([
  message('106023', DENIED, 'Deny ', TRANSPORT, ' src ', ...endpoint(from), ' dst ', ...endpoint(to)),
  ...built('302013'),
  ...built('302015'),
  ...tornDown('302014'),
  ...tornDown('302016'),
  ...['302022', '302024', '302026'].map((number) => ofCluster(number, 'Built', BUILT)),
  ...['302023', '302025', '302027'].map((number) => ofCluster(number, 'Teardown', TORN_DOWN)),
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
  ...['106102', '106103'].flatMap((number) => [
    listedForUser(number, DENIED, ' denied '),
    listedForUser(number, ALLOWED, ' permitted '),
  ]),
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
    { ...BUILT, ...ICMP_CONNECTION, direction: 'inbound' },
    'Built inbound ',
    ...icmpConnection(from, to),
  ),
  message(
    '302020',
    { ...BUILT, ...ICMP_CONNECTION, direction: 'outbound' },
    'Built outbound ',
    ...icmpConnection(to, from),
  ),
  message('302021', { ...TORN_DOWN, ...ICMP_CONNECTION }, 'Teardown ', ...icmpConnection(to, from)),
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
  ...['338001', '338002', '338003', '338004', '338005', '338006', '338007', '338008'].map(listedByFilter),
  ...['338201', '338202', '338203', '338204'].map(listedByFilter),
  offloaded('805001', 'Offloaded ', ''),
  offloaded('805002', { name: '_no', exact: '' }, 'is no longer offloaded '),
  ...URLS,
  { parts: [{ name: 'text', exact: '[^\\n]*' }] },
]);
