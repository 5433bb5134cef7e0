import { UsageError } from '../../kernel/errors.ts';
import { PythonRandom } from '../../stats/mersenne-twister-python.ts';

const LAST_NAMES = ['smith', 'jones', 'kim', 'lopez', 'brown'];
const EXTRA_ACCOUNTS = ['admin', 'master', 'dba'];
export const LOWERCASE = [...'abcdefghijklmnopqrstuvwxyz'];

/** Users with their addresses, in the order of the file. */
export type UserBase = ReadonlyMap<string, readonly string[]>;

/** The lab's user base: 133 accounts, each with one to three random addresses. */
export const makeUserBase = (seed: number): { readonly userBase: string; readonly userIps: string } => {
  const random = new PythonRandom(seed);
  const users = LOWERCASE.flatMap((letter) => LAST_NAMES.map((name) => letter + name)).concat(EXTRA_ACCOUNTS);
  const pairs = users.map((user) => {
    const addresses = Array.from({ length: random.randint(1, 3) }, () => randomAddress(random));
    return `"${user}": [${addresses.map((address) => `"${address}"`).join(', ')}]`;
  });
  return { userBase: `${users.join('\n')}\n`, userIps: `{${pairs.join(', ')}}` };
};

/** Four random bytes, drawn again until the address is global. */
export const randomAddress = (random: PythonRandom): string => {
  for (;;) {
    const a = random.randint(0, 255);
    const b = random.randint(0, 255);
    const c = random.randint(0, 255);
    const d = random.randint(0, 255);
    if (isGlobal(a, b, c, d)) return `${a}.${b}.${c}.${d}`;
  }
};

/** What Python's ipaddress calls global (versions up to 3.11): multicast counts, reserved blocks do not. */
const isGlobal = (a: number, b: number, c: number, d: number): boolean =>
  !(
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 240 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 192 && b === 0 && c === 0 && (d < 8 || d === 170 || d === 171)) ||
    (a === 192 && b === 0 && c === 2) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  );

/**
 * Reads a user_ips.json: an object of users with their lists of addresses. The
 * order of the users decides the simulation, so it is taken from the text
 * (JavaScript would move names that look like numbers to the front).
 * @throws UsageError when the text is something else or nobody is in it
 */
export const parseUserIps = (text: string): UserBase => {
  const values = parseObject(text);
  const users = new Map<string, readonly string[]>();
  for (const token of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)) {
    if (token[2] === undefined) continue;
    const user = JSON.parse(token[1] as string) as string;
    const addresses = values[user];
    if (!Array.isArray(addresses) || addresses.length === 0 || user === '') {
      throw new UsageError(`the user base gives no list of addresses for "${user}"`);
    }
    users.set(user, addresses.map(String));
  }
  if (users.size === 0) throw new UsageError('the user base holds no users: make one with --make');
  return users;
};

const parseObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Readonly<Record<string, unknown>>;
    }
  } catch (cause) {
    throw new UsageError('the user base is not JSON: make one with --make', cause);
  }
  throw new UsageError(
    'the user base must be a JSON object of users with their addresses: make one with --make',
  );
};
