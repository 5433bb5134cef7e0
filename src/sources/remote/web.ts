import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { InputError, ServiceError, UsageError } from '../../kernel/errors.ts';
import { shownAddress } from '../address.ts';
import { byteSource } from '../byte-source.ts';
import type { SourceContext } from '../context.ts';
import { oneLine } from '../failure.ts';
import { isBroken, networkFailure } from '../network-failure.ts';
import type { OpenedSources } from '../source.ts';
import { Attempt, type RangeAnswer, type ResumableObject, resumedBytes, skipBytes } from './resume.ts';

const MOST_REDIRECTS = 5;

/** A log at an http or https address. It is asked for when it is read. */
export const openWeb = async (input: string, context: SourceContext): Promise<OpenedSources> => {
  const target = webTarget(input);
  const { sizeBytes, modified, version } = await new WebObject(target).facts(context);
  const source = byteSource(
    {
      path: target.path,
      origin: 'named',
      repeatable: true,
      reopenable: target.authorization === undefined && !target.path.includes('=***'),
      ...(sizeBytes === undefined ? {} : { storedBytes: sizeBytes }),
      ...(modified === undefined ? {} : { modifiedMilliseconds: modified }),
      ...(version?.startsWith('"') ? { version } : {}),
      stored: (signal, note) => resumedBytes(new WebObject(target), context, note, signal),
    },
    context,
  );
  return { sources: [source], skipped: [] };
};

interface WebTarget {
  readonly path: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly secrets: readonly string[];
}

const webTarget = (input: string): WebTarget => {
  let url: URL;
  try {
    url = new URL(input);
  } catch {
    throw new UsageError(
      'this web address cannot be understood; write https://host/folder/access.log with special characters in percent form',
    );
  }
  const [user, password] = [decode(url.username), decode(url.password)];
  url.username = '';
  url.password = '';
  url.hash = '';
  const authorization =
    user + password === '' ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const secrets = [
    password,
    ...(authorization === undefined ? [] : [authorization.slice(6)]),
    ...url.searchParams.values(),
  ];
  return { path: shownAddress(url.href), url, authorization, secrets };
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

interface WebFacts {
  readonly sizeBytes: number | undefined;
  readonly modified: number | undefined;
  readonly version: string | undefined;
}

/** A web address whose bytes can be asked for from any position. */
class WebObject implements ResumableObject {
  readonly path: string;
  readonly secrets: readonly string[];
  readonly #target: WebTarget;

  constructor(target: WebTarget) {
    this.#target = target;
    this.path = target.path;
    this.secrets = target.secrets;
  }

  /** Size, time and version as the headers tell; a server that refuses HEAD tells nothing. Throws ServiceError where no server answers. */
  async facts(context: SourceContext): Promise<WebFacts> {
    const nothing = { sizeBytes: undefined, modified: undefined, version: undefined };
    const attempt = new Attempt(context.limits.idleMilliseconds, context.signal);
    try {
      const answer = await attempt.within(this.#send('HEAD', {}, attempt.signal));
      answer.resume();
      if (answer.statusCode !== 200) return nothing;
      const length = Number(answer.headers['content-length'] ?? Number.NaN);
      const modified = Date.parse(answer.headers['last-modified'] ?? '');
      return {
        sizeBytes: Number.isNaN(length) ? undefined : length,
        modified: Number.isNaN(modified) ? undefined : modified,
        version: answer.headers.etag,
      };
    } catch (error) {
      // Some servers hang up on HEAD; the request for the content will tell.
      if (isBroken(error)) return nothing;
      throw networkFailure(this.path, error, this.secrets);
    } finally {
      attempt.end();
    }
  }

  async request(offset: number, version: string | undefined, signal: AbortSignal): Promise<RangeAnswer> {
    const headers: Record<string, string> = {};
    if (offset > 0) {
      headers['range'] = `bytes=${offset}-`;
      if (version?.startsWith('"')) headers['if-match'] = version;
      else if (version !== undefined && !version.startsWith('W/')) headers['if-unmodified-since'] = version;
    }
    const answer = await this.#send('GET', headers, signal);
    const status = answer.statusCode ?? 0;
    const mark = answer.headers.etag ?? answer.headers['last-modified'];
    if (status === 412 || (version !== undefined && mark !== undefined && mark !== version && status < 300))
      throw new InputError(`${this.path}: changed while it was read; run again to read the new content`);
    if (status === 206) return { body: answer, sizeBytes: rangeTotal(answer), version: mark };
    if (status === 200) {
      const length = answer.headers['content-length'];
      return {
        body: skipBytes(answer, offset),
        sizeBytes: length === undefined ? undefined : Number(length),
        version: mark,
      };
    }
    throw this.#refused(status);
  }

  #refused(status: number): Error {
    const where = this.path;
    if (status === 401)
      return new InputError(
        `${where}: wants a login (status 401); write https://user:password@host/..., special characters in percent form`,
      );
    if (status === 403)
      return new InputError(`${where}: access is forbidden (status 403); check login and rights`);
    if (status === 404 || status === 410)
      return new InputError(`${where}: not found (status ${status}); check the address`);
    if (status === 416)
      return new InputError(`${where}: became shorter while it was read; run again to read the new content`);
    if (status === 429 || status >= 500)
      return Object.assign(new Error(`the server answers with status ${status}`), { code: 'TRY_AGAIN' });
    return new ServiceError(`${where}: the server answers with status ${status}; check the address`);
  }

  async #send(
    method: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    let { url } = this.#target;
    let authorization = this.#target.authorization;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const answer = await sendOnce(
        url,
        method,
        { ...headers, ...(authorization ? { authorization } : {}) },
        signal,
      );
      const location = answer.headers.location;
      if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined)
        return answer;
      answer.resume();
      const next = this.#redirect(url, location);
      if (next.origin !== url.origin) authorization = undefined;
      url = next;
    }
    throw new ServiceError(`${this.path}: redirected more than ${MOST_REDIRECTS} times; check the address`);
  }

  #redirect(from: URL, location: string): URL {
    const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    if (next === undefined || !['http:', 'https:'].includes(next.protocol))
      throw new ServiceError(`${this.path}: redirected to no web address; check the address`);
    if (from.protocol === 'https:' && next.protocol === 'http:')
      throw new ServiceError(
        `${this.path}: redirected from https to unprotected http; name that address yourself if you trust it`,
      );
    return next;
  }
}

const sendOnce = async (
  url: URL,
  method: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> => {
  const module = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const request: (
    url: URL,
    options: RequestOptions,
    answered: (answer: IncomingMessage) => void,
  ) => ClientRequest = module.request;
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method,
        signal,
        agent: false,
        headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'logfence', ...headers },
      },
      resolve,
    );
    asked.on('error', reject);
    asked.end();
  });
};

const rangeTotal = (answer: IncomingMessage): number | undefined => {
  const total = /\/(\d+)$/.exec(oneLine(answer.headers['content-range'] ?? ''))?.[1];
  return total === undefined ? undefined : Number(total);
};
