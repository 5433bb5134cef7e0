import type { Alternative, PatternPart } from '../definition.ts';
import { shape, USER } from './message-parts.ts';

const SUDO_TAIL: readonly PatternPart[] = [
  'PWD=',
  { name: 'folder', exact: '[^\\n]*?' },
  ' ; USER=',
  { name: 'effective', exact: '[^ ;\\n]*' },
  { name: 'more', exact: '(?: ; (?:GROUP|ENV|TSID)=[^;\\n]*)*' },
  ' ; COMMAND=',
  { name: 'command', exact: '[^\\n]*' },
];
const TTY: PatternPart = { name: 'terminal', exact: '(?:(?:HOST|TTY)=[^ ;]+ ; )*' };

/** Commands by which a user acts as another one. */
export const SUDO_MESSAGES: readonly Alternative[] = [
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

export const SU_MESSAGES: readonly Alternative[] = [
  shape(
    { action: 'su', outcome: 'success' },
    'Successful su for ',
    { name: 'effective', exact: '[^ ]+' },
    ' by ',
    USER,
  ),
  shape(
    { action: 'su', outcome: 'failure' },
    'FAILED su for ',
    { name: 'effective', exact: '[^ ]+' },
    ' by ',
    USER,
  ),
  shape(
    { action: 'su', outcome: 'failure' },
    'FAILED SU (to ',
    { name: 'effective', exact: '[^)]+' },
    ') ',
    USER,
    ' on ',
    { name: 'terminal', exact: '[^ ]+' },
  ),
  {
    when: { program: 'su' },
    parts: [
      '(to ',
      { name: 'effective', exact: '[^)]+' },
      ') ',
      USER,
      ' on ',
      { name: 'terminal', exact: '[^ ]+' },
    ],
    set: { action: 'su', outcome: 'success' },
  },
];
