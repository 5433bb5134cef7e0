import type { Alternative, PatternPart } from '../definition.ts';
import { REST, shape } from './message-parts.ts';

const PAIRS: PatternPart = { name: 'pairs', exact: '[^\\n]*' };
const MODULE: PatternPart = { name: 'module', exact: 'pam_[a-z0-9_]+' };
const SERVICE: PatternPart = { name: 'service', exact: '[^:)]+' };
const PAM_USER: PatternPart = { name: 'user', exact: '[^ (\\n]+' };
const USER_NUMBER: PatternPart = { name: '_number', exact: '(?:\\(uid=[0-9]+\\))?' };
/** Programs by which one user becomes another. */
const ESCALATION: PatternPart = { name: 'service', exact: '(?:sudo|su|runuser|pkexec|doas)[-a-z]*' };
/** `pam_unix(sshd:auth):`, and how older modules name themselves. */
const OF_MODULE: PatternPart = {
  name: 'module',
  exact: '(?:pam_[a-z0-9_]+(?:\\([^)]*\\))?:|\\(pam_[a-z0-9_]+\\))',
};

/** What PAM's modules write into the log of the program that asks them. */
export const PAM_MESSAGES: readonly Alternative[] = [
  shape({ action: 'authentication' }, 'pam_unix(sshd:auth): authentication failure;', PAIRS),
  shape(
    { action: 'authentication', outcome: 'failure', reason: 'failed credentials' },
    OF_MODULE,
    ' authentication failure;',
    PAIRS,
  ),
  shape({ action: 'authentication', reason: 'invalid user' }, OF_MODULE, ' check pass; user unknown'),
  shape(
    { action: 'session-opened' },
    MODULE,
    '(',
    ESCALATION,
    ':session): session opened for user ',
    { name: 'effective', exact: '[^ (\\n]+' },
    USER_NUMBER,
    ' by ',
    PAM_USER,
    REST,
  ),
  ...(['opened', 'closed'] as const).map((verb) =>
    shape(
      { action: `session-${verb}` },
      MODULE,
      '(',
      SERVICE,
      `:session): session ${verb} for user `,
      PAM_USER,
      REST,
    ),
  ),
  shape(
    { action: 'authentication' },
    MODULE,
    '(',
    SERVICE,
    { name: '_kind', exact: ':[a-z]+' },
    '): requirement ',
    { name: 'requirement', exact: '"[^\\n]*"' },
    { name: '_met', exact: ' (?:not )?' },
    'met by user "',
    { name: 'user', exact: '[^"\\n]*' },
    '"',
  ),
  shape(
    { action: 'locked', outcome: 'failure', reason: 'too many attempts' },
    'pam_faillock(',
    SERVICE,
    ':auth): Consecutive login failures for user ',
    { name: 'user', exact: '[^ \\n]+' },
    REST,
  ),
  shape(
    { action: 'password-changed', outcome: 'success' },
    MODULE,
    '(',
    SERVICE,
    ':chauthtok): password changed for ',
    { name: 'user', exact: '[^ \\n]+' },
  ),
  shape(
    { action: 'authentication', outcome: 'failure', reason: 'failed credentials' },
    'password check failed for user (',
    { name: 'user', exact: '[^)\\n]*' },
    ')',
  ),
  shape(
    { action: 'authentication' },
    'PAM ',
    { name: 'count', exact: '[0-9]+' },
    ' more authentication failure',
    PAIRS,
  ),
];

/** Pairs that PAM writes behind a failure. */
export const PAM_PAIRS: Readonly<Record<string, string>> = Object.freeze({
  'pair.ip': '(?:^|[ ;])rhost=([^ ]+)',
  'pair.user': '(?:^|[ ;])user=([^ ]+)',
  'pair.remote user': '(?:^|[ ;])ruser=([^ ]+)',
});
