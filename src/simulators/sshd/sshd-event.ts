import type { RandomSource } from '../../stats/random-source.ts';
import type { SimulatedEvent } from '../actor.ts';

/** One line of sshd: the process that wrote it and what it says. */
export interface SshdEvent extends SimulatedEvent {
  readonly pid: number;
  readonly message: string;
}

/** Where a login comes from and who it claims to be. */
export interface LoginAttemptFrom {
  readonly address: string;
  readonly user: string;
  /** Whether the account exists; sshd words refusals of unknown names differently. */
  readonly isKnown: boolean;
}

const line = (time: number, pid: number, message: string): SshdEvent => ({ time, attack: -1, pid, message });

/** A process id and a client port for a new connection. */
const connection = (random: RandomSource): { pid: number; port: number } => ({
  pid: random.integer(700, 4_194_303),
  port: random.integer(1024, 65_535),
});

const claimed = ({ user, isKnown }: LoginAttemptFrom): string => (isKnown ? user : `invalid user ${user}`);

/** The lines of a refused password: the refusal, and how the connection ended. */
export const refusedLogin = (random: RandomSource, time: number, from: LoginAttemptFrom): SshdEvent[] => {
  const { pid, port } = connection(random);
  const who = `from ${from.address} port ${port}`;
  const refusal = line(time + 400_000, pid, `Failed password for ${claimed(from)} ${who} ssh2`);
  const ending = random.weighted([
    [`Connection closed by ${ended(from)} ${from.address} port ${port} [preauth]`, 5],
    [`Disconnected from ${ended(from)} ${from.address} port ${port} [preauth]`, 4],
    [`Received disconnect from ${from.address} port ${port}:11: Bye Bye [preauth]`, 3],
  ] as const);
  const lines = [refusal, line(time + 700_000, pid, ending)];
  return from.isKnown ? lines : [line(time, pid, `Invalid user ${from.user} ${who}`), ...lines];
};

const ended = (from: LoginAttemptFrom): string =>
  from.isKnown ? `authenticating user ${from.user}` : `invalid user ${from.user}`;

export interface Session {
  readonly method: 'password' | 'publickey';
  /** Fingerprint of the key. */
  readonly fingerprint?: string;
  readonly seconds: number;
}

/** The lines of a login that works, and of its end. */
export const acceptedLogin = (
  random: RandomSource,
  time: number,
  from: LoginAttemptFrom,
  session: Session,
): SshdEvent[] => {
  const { pid, port } = connection(random);
  const key = session.fingerprint === undefined ? '' : `: ED25519 SHA256:${session.fingerprint}`;
  const last = time + Math.max(1, Math.round(session.seconds * 1_000_000));
  const accepted = `Accepted ${session.method} for ${from.user} from ${from.address} port ${port} ssh2${key}`;
  return [
    line(time, pid, accepted),
    line(
      time + 60_000,
      pid,
      `pam_unix(sshd:session): session opened for user ${from.user}(uid=${userId(from.user)}) by ${from.user}(uid=0)`,
    ),
    line(
      last + 60_000,
      pid,
      `Received disconnect from ${from.address} port ${port}:11: disconnected by user`,
    ),
    line(last + 61_000, pid, `Disconnected from user ${from.user} ${from.address} port ${port}`),
    line(last + 62_000, pid, `pam_unix(sshd:session): session closed for user ${from.user}`),
  ];
};

/** A wrong password and then the right one on the same connection. */
export const mistypedLogin = (
  random: RandomSource,
  time: number,
  from: LoginAttemptFrom,
  mistakes: number,
  session: Session,
): SshdEvent[] => {
  const accepted = acceptedLogin(random, time + mistakes * 4_000_000, from, session);
  const first = accepted[0] as SshdEvent;
  const port = / port ([0-9]+) /.exec(first.message)?.[1] ?? '0';
  const refusals = Array.from({ length: mistakes }, (_, index) =>
    line(
      time + index * 4_000_000,
      first.pid,
      `Failed password for ${from.user} from ${from.address} port ${port} ssh2`,
    ),
  );
  return [...refusals, ...accepted];
};

/** A connection that says nothing, as monitors make. */
export const silentConnection = (random: RandomSource, time: number, address: string): SshdEvent => {
  const { pid, port } = connection(random);
  return line(time, pid, `Connection closed by ${address} port ${port} [preauth]`);
};

/** A stable number for a name: Linux gives people ids from 1000 on. */
const userId = (user: string): number => {
  let id = 0;
  for (const letter of user) id = (id * 31 + letter.charCodeAt(0)) % 5000;
  return user === 'root' ? 0 : 1000 + id;
};
