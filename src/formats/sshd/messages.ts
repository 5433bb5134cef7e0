import type { Alternative } from '../definition.ts';
import { failure, REST, shape, SUCCESS } from './message-parts.ts';
import { PAM_MESSAGES } from './pam-messages.ts';
import { SSH_MESSAGES } from './ssh-messages.ts';
import { SU_MESSAGES, SUDO_MESSAGES } from './sudo-messages.ts';

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
    { action: 'user-added', outcome: 'success' },
    'new user: name=',
    { name: 'user', exact: '[^,\\n]+' },
    { name: 'tail', exact: '[^\\n]*' },
  ),
  shape(
    { action: 'group-added', outcome: 'success' },
    'new group: name=',
    { name: 'group', exact: '[^,\\n]+' },
    REST,
  ),
  shape(
    { action: 'user-deleted', outcome: 'success' },
    "delete user '",
    { name: 'user', exact: "[^'\\n]+" },
    "'",
  ),
  shape(
    { action: 'added-to-group', outcome: 'success' },
    "add '",
    { name: 'user', exact: "[^'\\n]+" },
    { name: '_to', exact: "' to (?:shadow )?group '" },
    { name: 'group', exact: "[^'\\n]+" },
    "'",
  ),
];

/** What sshd, PAM, sudo, su, login and the programs that manage users write, in the order they are tried. */
export const LOGIN_MESSAGES: readonly Alternative[] = Object.freeze([
  ...SSH_MESSAGES,
  ...PAM_MESSAGES,
  ...SUDO_MESSAGES,
  ...SU_MESSAGES,
  ...LOGIN,
]);
