import { UsageError } from '../kernel/errors.ts';
import { oneLine } from './failure.ts';

/** Where a server stands and what to ask it, taken from `scheme://user:password@host:port/database?name=value`. */
export interface ServerAddress {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The scheme of an INPUT, lower case, or undefined for a path. */
export const schemeOf = (input: string): string | undefined =>
  /^(?:[a-z][a-z0-9+.-]*(?=:\/\/)|sqlite(?=:))/i.exec(input)?.[0].toLowerCase();

/**
 * An INPUT as it may be shown and stored: without user, password and the values of
 * parameters that are secrets (signatures, tokens, keys). Anything before an `@` that
 * could be a password counts as one, also where the address is mistyped.
 */
export const shownAddress = (input: string): string => {
  const question = input.indexOf('?', input.lastIndexOf('@') + 1);
  const address = question < 0 ? input : input.slice(0, question);
  const query = question < 0 ? '' : input.slice(question + 1);
  const clean = withoutCredentials(address);
  return oneLine(query === '' ? clean : `${clean}?${shownQuery(query)}`, 2000);
};

const withoutCredentials = (address: string): string => {
  const server = /^([a-z][a-z0-9+.-]*:?\/\/)(.*@)?/is.exec(address);
  if (server !== null) return `${server[1]}${address.slice(server[0].length)}`;
  // Not an address with a scheme; still, user:password@ may have been meant.
  return address.replace(/^([^/]*:)[^@]*@/s, '$1***@');
};

const SECRET_NAME = /sig|token|secret|passw|pwd|credential|auth|key|session|code/i;

const shownQuery = (query: string): string =>
  query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return SECRET_NAME.test(name) && pair.includes('=') ? `${name}=***` : pair;
    })
    .join('&');

/**
 * Takes a database address apart. Everything before the last `@` is user and password,
 * in percent form or as typed. Throws UsageError without repeating what was typed.
 */
export const parseServerAddress = (input: string, allowed: readonly string[]): ServerAddress => {
  const match =
    /^([a-z]+):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^@/?:]*)(?::(\d{1,5}))?(?:\/([^?]*))?(?:\?(.*))?$/is.exec(
      input,
    );
  const scheme = schemeOf(input) ?? 'mysql';
  if (match === null || Number(match[4] ?? 1) > 65_535)
    throw new UsageError(
      `this ${scheme} address cannot be understood; write ${scheme}://user:password@host:port/database?table=T with special characters in percent form`,
    );
  const [, , login, host = '', port, database = '', query = ''] = match;
  const colon = login?.indexOf(':') ?? -1;
  return {
    scheme,
    user: login === undefined ? undefined : decoded(colon < 0 ? login : login.slice(0, colon)),
    password: login === undefined || colon < 0 ? undefined : decoded(login.slice(colon + 1)),
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? undefined : Number(port),
    database: decoded(database),
    parameters: parametersOf(query, scheme, allowed),
  };
};

/** The parameters behind a `?`; throws UsageError for one that is not allowed, by name only. */
export const parametersOf = (
  query: string,
  scheme: string,
  allowed: readonly string[],
): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    if (!allowed.includes(name))
      throw new UsageError(
        `a ${scheme} address has no parameter "${oneLine(name, 40)}"; it takes ${allowed.join(', ')}`,
      );
    parameters.set(name, equals < 0 ? '' : decoded(pair.slice(equals + 1)));
  }
  return parameters;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the text was not in percent form.
    return text;
  }
};
