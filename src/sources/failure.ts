import { InputError, InterruptedError, LogfenceError } from '../kernel/errors.ts';

/** Text from outside for a one-line message: control characters are spelled, length is bounded. */
export const oneLine = (text: string, limit = 300): string => {
  const spelled = text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(
      /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return spelled.length > limit ? `${spelled.slice(0, limit)}...` : spelled.trim();
};

// A shorter one stands in every other message by chance, and marking it would give it away.
const SHORTEST_SECRET = 4;

/** A text without the secrets, in any of the spellings they may have in a message. */
export const withoutSecrets = (text: string, secrets: readonly (string | undefined)[]): string => {
  let clean = text;
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST_SECRET) continue;
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      encodeURI(secret),
      JSON.stringify(secret).slice(1, -1),
    ])
      clean = clean.replaceAll(spelling, '***');
  }
  return clean;
};

/** Code of an error from Node or a driver, such as ENOENT or ECONNREFUSED. */
export const codeOf = (error: unknown): string => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined || cause === error ? '' : codeOf(cause);
};

export const isAbort = (error: unknown): boolean =>
  error instanceof InterruptedError ||
  codeOf(error) === 'ABORT_ERR' ||
  (error as Error | undefined)?.name === 'AbortError';

const FILE_FAILURES: Readonly<Record<string, string>> = Object.freeze({
  ENOENT: 'no such file; check the path',
  EACCES: 'permission denied; give yourself the right to read it',
  EPERM: 'permission denied; give yourself the right to read it',
  EISDIR: 'is a folder; name its files',
  ENOTDIR: 'a part of the path is no folder; check the path',
  ELOOP: 'symbolic links go in a circle; repair the link',
  ENAMETOOLONG: 'the path is too long for this system; shorten it',
  EMFILE: 'too many files are open; raise the limit with "ulimit -n"',
  EIO: 'the disk reports a reading error; check the disk',
  ESTALE: 'the network folder has gone; mount it again',
});

/** An InputError for what the file system said, or what went through unchanged. */
export const fileFailure = (path: string, error: unknown): Error => {
  if (error instanceof LogfenceError) return error;
  if (isAbort(error)) return new InterruptedError();
  const code = codeOf(error);
  const reason = FILE_FAILURES[code];
  if (reason !== undefined) return new InputError(`${oneLine(path)}: ${reason}`, error);
  return code === ''
    ? (error as Error)
    : new InputError(`${oneLine(path)}: cannot be read (${oneLine(code)}); check the path`, error);
};

/** True where the file system says that a path leads nowhere. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
