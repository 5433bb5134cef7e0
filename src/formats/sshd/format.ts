import type { FieldRule, FormatDefinition, LineShape } from '../definition.ts';
import { SYSLOG_HEADER, SYSLOG_STEPS } from '../syslog-envelope.ts';
import { SYSLOG_TIME } from '../syslog-time.ts';
import { LOGIN_MESSAGES } from './messages.ts';
import { PAM_PAIRS } from './pam-messages.ts';

const SERVICES = {
  sshd: 'ssh',
  'sshd-session': 'ssh',
  'sshd-auth': 'ssh',
  dropbear: 'ssh',
  sudo: 'sudo',
  su: 'su',
  login: 'login',
};

/** What may stand before a message: marks of Solaris, of the journal and of levels; or the news that it came again. */
const LEAD =
  '(?:message repeated [0-9]+ times: \\[ ?)?(?:\\[ID [0-9]+ [a-z0-9.]+\\] |kernel:\\[[^\\]\\n]*\\]: )?(?:(?:error|fatal|info|debug[123]): )*';

const MESSAGE_STEPS = [
  {
    from: 'message',
    parts: [
      { name: 'lead', exact: LEAD },
      { name: 'plain', exact: '[^\\n]*' },
    ],
  },
  { from: 'lead', search: { repeated: '^message repeated ([0-9]+) times' } },
  // The bracket that closes a repeated message belongs to it no more.
  {
    from: 'plain',
    oneOf: [
      { when: { repeated: '' }, parts: [{ name: 'said', exact: '[^\\n]*' }] },
      {
        parts: [
          { name: 'said', exact: '[^\\n]*?' },
          { name: '_end', exact: '\\]?' },
        ],
      },
    ],
  },
  { from: 'said', oneOf: LOGIN_MESSAGES },
  { from: 'pairs', search: PAM_PAIRS },
  { name: 'service.type', join: [{ capture: 'program', table: SERVICES }] },
] as const;

const SYSLOG: LineShape = {
  parts: [...SYSLOG_HEADER, { name: 'rest', exact: '[^\\n]*' }],
  inner: [...SYSLOG_STEPS, ...MESSAGE_STEPS],
};

const JOURNAL: LineShape = {
  parts: [],
  json: {
    micros: ['__REALTIME_TIMESTAMP'],
    host: ['_HOSTNAME'],
    program: ['SYSLOG_IDENTIFIER'],
    pid: ['_PID'],
    'pid.sent': ['SYSLOG_PID'],
    message: ['MESSAGE'],
  },
  inner: MESSAGE_STEPS,
};

/** A line of a program that lets people in, in plain syslog, in RFC 5424, or in a journal. */
const OF_LOGINS =
  /(?:^|[ "])(?:sshd(?:-session|-auth)?|sudo|su|login|dropbear|systemd-logind|useradd|userdel|usermod|groupadd|passwd|unix_chkpwd|CRON)(?:\[\d*\])?(?::|"| \S+ \S+ (?:-|\[))/;
const LEAST_SHARE = 0.1;

const text = (from: string): FieldRule => ({ kind: 'text', from });
const firstOf = (...of: readonly FieldRule[]): FieldRule => ({ kind: 'first', of });

/** Logins in syslog or in a journal: sshd, PAM, sudo, su and login; other programs' lines keep their text. */
export const sshd: FormatDefinition = {
  name: 'sshd',
  title: 'Logins in syslog or journald JSON (sshd, PAM, sudo, su)',
  dataset: 'auth',
  example:
    'Mar 10 06:12:31 gate sshd[2814]: Failed password for invalid user oracle from 198.51.100.7 port 40022 ssh2',
  shapeFor: (head: readonly string[]) => {
    const lines = head.filter((line) => line.trim() !== '');
    const fitting = lines.filter((line) => OF_LOGINS.test(line.slice(0, 4096))).length;
    if (fitting === 0 || fitting < lines.length * LEAST_SHARE) return null;
    return lines[0]?.trimStart().startsWith('{') === true ? JOURNAL : SYSLOG;
  },
  fields: {
    '@timestamp': firstOf(SYSLOG_TIME, { kind: 'epochTime', from: 'micros', unit: 'microseconds' }),
    'source.ip': firstOf(text('ip'), text('pair.ip')),
    'source.port': { kind: 'number', from: 'port', type: 'integer' },
    'user.name': firstOf(text('user'), text('pair.user'), text('pair.remote user')),
    'user.effective.name': text('effective'),
    'group.name': text('group'),
    'event.outcome': text('outcome'),
    'event.reason': text('reason'),
    'event.action': text('action'),
    'process.name': text('program'),
    'process.pid': firstOf(
      { kind: 'number', from: 'pid', type: 'integer' },
      { kind: 'number', from: 'pid.sent', type: 'integer' },
    ),
    'process.command_line': text('command'),
    'service.type': text('service.type'),
    'host.hostname': text('host'),
    message: { kind: 'text', from: 'message', absent: [] },
  },
  columns: [
    { name: 'user.effective.name', type: 'keyword', description: 'User that is acted as, such as root' },
    { name: 'group.name', type: 'keyword', description: 'Group that is made or changed' },
    { name: 'process.command_line', type: 'keyword', description: 'Command that was run' },
    { name: 'service.type', type: 'keyword', description: 'ssh, sudo, su or login' },
    { name: 'message', type: 'keyword', description: 'Text of the message' },
  ],
};
