import type { Alternative, PatternPart } from '../definition.ts';

const USER: PatternPart = { name: 'user', exact: '[^\\n]*?' };
/** Names that guessers try may hold anything, even " from 192.0.2.1 port 1": the last such text is sshd's own. */
const LAST_USER: PatternPart = { name: 'user', exact: '[^\\n]*' };
const IP: PatternPart = { name: 'ip', exact: '[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?' };
const PORT: PatternPart = { name: 'port', exact: '[0-9]{1,5}' };
const TAIL: PatternPart = { name: 'tail', exact: '(?:[: \\[(,][^\\n]*)?' };
const METHOD: PatternPart = { name: 'method', exact: '[a-z/-]+' };

type Outcome = Readonly<Record<string, string>>;
const SUCCESS: Outcome = { action: 'login', outcome: 'success' };
const failure = (reason: string): Outcome => ({ action: 'login', outcome: 'failure', reason });

const shape = (set: Outcome, ...parts: readonly PatternPart[]): Alternative => ({ parts, set });
const fromPort = [' from ', IP, ' port ', PORT] as const;

const SSHD: readonly Alternative[] = [
  shape(SUCCESS, 'Accepted ', METHOD, ' for ', LAST_USER, ...fromPort, TAIL),
  shape(failure('invalid user'), 'Failed ', METHOD, ' for invalid user ', LAST_USER, ...fromPort, TAIL),
  shape(failure('failed credentials'), 'Failed ', METHOD, ' for ', LAST_USER, ...fromPort, TAIL),
  shape(
    { action: 'invalid-user', outcome: 'failure', reason: 'invalid user' },
    'Invalid user ',
    LAST_USER,
    ...fromPort,
    TAIL,
  ),
  shape(
    { action: 'invalid-user', outcome: 'failure', reason: 'invalid user' },
    'Invalid user ',
    LAST_USER,
    ' from ',
    IP,
  ),
  shape(
    failure('left before login'),
    { name: 'verb', exact: '(?:Connection closed by|Connection reset by|Disconnected from)' },
    ' authenticating user ',
    LAST_USER,
    ' ',
    IP,
    ' port ',
    PORT,
    TAIL,
  ),
  shape(
    { action: 'disconnect' },
    { name: 'verb', exact: '(?:Connection closed by|Connection reset by|Disconnected from)' },
    { name: 'kind', exact: '(?: [a-z]+)?' },
    ' user ',
    LAST_USER,
    ' ',
    IP,
    ' port ',
    PORT,
    TAIL,
  ),
  shape(
    { action: 'disconnect' },
    {
      name: 'verb',
      exact:
        '(?:Connection closed by|Connection reset by|Disconnected from|Received disconnect from|Disconnecting)',
    },
    ' ',
    IP,
    { name: '_between', exact: '(?: port |:)' },
    { name: 'port', exact: '[0-9]*' },
    TAIL,
  ),
  shape({ action: 'connect' }, 'Connection from ', IP, ' port ', PORT, TAIL),
  shape(
    { action: 'negotiation', outcome: 'failure' },
    'Unable to negotiate with ',
    IP,
    ' port ',
    PORT,
    ': ',
    { name: 'reason', exact: '[^.\\n]*' },
    { name: 'offer', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'login', outcome: 'failure' },
    'User ',
    LAST_USER,
    ' from ',
    { name: 'ip', exact: '[^ ]+' },
    ' not allowed because ',
    { name: 'reason', exact: '[^\\n]*' },
  ),
  shape(
    failure('too many attempts'),
    { name: 'level', exact: '(?:error: )?' },
    'maximum authentication attempts exceeded for ',
    { name: 'kind', exact: '(?:invalid user )?' },
    LAST_USER,
    ...fromPort,
    TAIL,
  ),
  shape(
    { action: 'handshake', outcome: 'failure', reason: 'wrong magic value' },
    'Magic value check failed ',
    { name: 'value', exact: '\\([0-9]*\\)' },
    ' on obfuscated handshake',
    ...fromPort,
    TAIL,
  ),
  shape(
    { action: 'handshake', outcome: 'failure', reason: 'timeout before login' },
    { name: 'level', exact: '(?:fatal: )?' },
    'Timeout before authentication for ',
    { name: 'kind', exact: '(?:connection from )?' },
    IP,
    { name: '_between', exact: '(?: port | to [^ ]+)?' },
    { name: 'port', exact: '[0-9]*' },
    TAIL,
  ),
  shape(
    { action: 'handshake', outcome: 'failure' },
    { name: 'stage', exact: '(?:ssh_dispatch_run_fatal|banner exchange|kex_exchange_identification)' },
    ': Connection from ',
    { name: 'user.of', exact: '(?:[a-z]+ user [^\\n]* )?' },
    IP,
    ' port ',
    PORT,
    ': ',
    { name: 'reason', exact: '[^\\[\\n]*[^\\[ \\n]' },
    { name: 'tail', exact: '(?: *\\[[^\\n]*)?' },
  ),
  shape(
    { action: 'connect', outcome: 'failure', reason: 'refused' },
    'refused connect from ',
    { name: 'name', exact: '[^\\n]*' },
    ' (',
    { name: '_mapped', exact: '(?:::ffff:)?' },
    IP,
    ')',
  ),
  shape(
    { action: 'handshake', outcome: 'failure', reason: 'no identification' },
    'Did not receive identification string from ',
    IP,
    { name: '_between', exact: '(?: port )?' },
    { name: 'port', exact: '[0-9]*' },
  ),
  shape(
    { action: 'handshake', outcome: 'failure', reason: 'bad protocol version' },
    'Bad protocol version identification ',
    { name: 'banner', exact: '[^\\n]*' },
    ...fromPort,
  ),
  shape(
    { action: 'handshake' },
    'reverse mapping checking getaddrinfo for ',
    { name: 'name', exact: '[^ ]+' },
    ' [',
    IP,
    '] failed',
    { name: 'tail', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'postponed' },
    'Postponed ',
    METHOD,
    ' for ',
    { name: 'kind', exact: '(?:invalid user )?' },
    LAST_USER,
    ...fromPort,
    TAIL,
  ),
];

const PAM: readonly Alternative[] = [
  shape({ action: 'authentication' }, 'pam_unix(sshd:auth): authentication failure;', {
    name: 'pairs',
    exact: '[^\\n]*',
  }),
  shape(
    { action: 'authentication', outcome: 'failure', reason: 'failed credentials' },
    { name: 'module', exact: 'pam_[a-z0-9]+' },
    '(',
    { name: 'service', exact: '[^:)]+' },
    ':auth): authentication failure;',
    { name: 'pairs', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'authentication', reason: 'invalid user' },
    { name: 'module', exact: 'pam_[a-z0-9]+' },
    '(',
    { name: 'service', exact: '[^:)]+' },
    ':auth): check pass; user unknown',
  ),
  shape(
    { action: 'session-opened' },
    { name: 'module', exact: 'pam_[a-z0-9_]+' },
    '(',
    { name: 'service', exact: '[^:)]+' },
    ':session): session opened for user ',
    { name: 'user', exact: '[^ (\\n]+' },
    { name: 'tail', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'session-closed' },
    { name: 'module', exact: 'pam_[a-z0-9_]+' },
    '(',
    { name: 'service', exact: '[^:)]+' },
    ':session): session closed for user ',
    { name: 'user', exact: '[^ (\\n]+' },
    { name: 'tail', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'authentication' },
    'PAM ',
    { name: 'count', exact: '[0-9]+' },
    ' more authentication failure',
    { name: 'pairs', exact: '[^\\n]*' },
  ),
];

const SUDO_TAIL: readonly PatternPart[] = [
  ' ; PWD=',
  { name: 'folder', exact: '[^\\n]*?' },
  ' ; USER=',
  { name: 'target', exact: '[^ ;\\n]*' },
  { name: 'more', exact: '(?: ; (?:GROUP|ENV|TSID)=[^;\\n]*)*' },
  ' ; COMMAND=',
  { name: 'command', exact: '[^\\n]*' },
];
const TTY: PatternPart = { name: 'terminal', exact: '(?:TTY=[^ ]+)?' };

const SUDO: readonly Alternative[] = [
  {
    when: { program: 'sudo' },
    parts: [
      { name: '_blank', exact: ' *' },
      { name: 'user', exact: '[^ \\n][^\\n]*?' },
      ' : ',
      TTY,
      ...SUDO_TAIL,
    ],
    set: { action: 'sudo', outcome: 'success' },
  },
  {
    when: { program: 'sudo' },
    parts: [
      { name: '_blank', exact: ' *' },
      { name: 'user', exact: '[^ \\n][^\\n]*?' },
      ' : ',
      { name: 'reason', exact: '[^;\\n]*[^; \\n]' },
      ' ; ',
      TTY,
      ...SUDO_TAIL,
    ],
    set: { action: 'sudo', outcome: 'failure' },
  },
];

const SU: readonly Alternative[] = [
  shape(
    { action: 'su', outcome: 'success' },
    'Successful su for ',
    { name: 'target', exact: '[^ ]+' },
    ' by ',
    USER,
  ),
  shape(
    { action: 'su', outcome: 'failure' },
    'FAILED su for ',
    { name: 'target', exact: '[^ ]+' },
    ' by ',
    USER,
  ),
  shape(
    { action: 'su', outcome: 'failure' },
    'FAILED SU (to ',
    { name: 'target', exact: '[^)]+' },
    ') ',
    USER,
    ' on ',
    { name: 'terminal', exact: '[^ ]+' },
  ),
  {
    when: { program: 'su' },
    parts: [
      '(to ',
      { name: 'target', exact: '[^)]+' },
      ') ',
      USER,
      ' on ',
      { name: 'terminal', exact: '[^ ]+' },
    ],
    set: { action: 'su', outcome: 'success' },
  },
];

const LOGIN: readonly Alternative[] = [
  shape(
    failure('failed credentials'),
    'FAILED LOGIN ',
    { name: 'count', exact: '[^\\n]*?' },
    { name: '_for', exact: 'FOR ' },
    { name: '_quote', exact: "['(]?" },
    { name: 'user', exact: "[^')\\n]*" },
    { name: 'tail', exact: '[^\\n]*' },
  ),
  shape(
    SUCCESS,
    { name: 'root', exact: '(?:ROOT )?' },
    'LOGIN ON ',
    { name: 'terminal', exact: '[^ ]+' },
    ' BY ',
    { name: 'user', exact: '[^ ]+' },
    { name: 'tail', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'session-opened' },
    'New session ',
    { name: 'session', exact: '[^ ]+' },
    ' of user ',
    { name: 'user', exact: '[^ \\n]*[^ .\\n]' },
    { name: 'tail', exact: '[.]?' },
  ),
  shape(
    { action: 'user-added' },
    'new user: name=',
    { name: 'user', exact: '[^,\\n]+' },
    { name: 'tail', exact: '[^\\n]*' },
  ),
];

/** What sshd, PAM, sudo, su and login write, in the order they are tried. */
export const LOGIN_MESSAGES: readonly Alternative[] = Object.freeze([
  ...SSHD,
  ...PAM,
  ...SUDO,
  ...SU,
  ...LOGIN,
]);

/** Pairs that PAM writes behind a failure. */
export const PAM_PAIRS: Readonly<Record<string, string>> = Object.freeze({
  'pair.ip': '(?:^|[ ;])rhost=([^ ]+)',
  'pair.user': '(?:^|[ ;])user=([^ ]+)',
});
