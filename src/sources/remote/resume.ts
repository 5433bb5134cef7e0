import { InputError } from '../../kernel/errors.ts';
import { type SourceContext, throwIfAborted } from '../context.ts';
import { codeOf, isAbort } from '../failure.ts';
import { isBroken, networkFailure, unansweredFailure } from '../network-failure.ts';

/** One request for the bytes of an object from a position on. */
export interface RangeAnswer {
  readonly body: AsyncIterable<Buffer>;
  /** Size of the whole object, where the server says it. */
  readonly sizeBytes: number | undefined;
  /** Mark of the content that later requests insist on. */
  readonly version: string | undefined;
}

export interface ResumableObject {
  /** For messages. */
  readonly path: string;
  /** Text that must not appear in messages. */
  readonly secrets: readonly (string | undefined)[];
  /**
   * Asks for the bytes from `offset` on; with a version, only if the content is still
   * that. Throws InputError for what trying again cannot help.
   */
  request(offset: number, version: string | undefined, signal: AbortSignal): Promise<RangeAnswer>;
}

const FIRST_WAIT_MILLISECONDS = 200;
const LONGEST_WAIT_MILLISECONDS = 10_000;

/**
 * All bytes of an object. A transfer that breaks is taken up again where it broke,
 * with growing waits, as often as the limits say without a byte gained; then, or where
 * the content has changed, InputError (ServiceError) follows what was yielded.
 */
export async function* resumedBytes(
  object: ResumableObject,
  context: SourceContext,
  note: (text: string) => void,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  let offset = 0;
  let version: string | undefined;
  let breaks = 0;
  let fruitless = 0;
  for (;;) {
    throwIfAborted(signal);
    const started = offset;
    const attempt = new Attempt(context.limits.idleMilliseconds, signal);
    try {
      const answer = await attempt.within(object.request(offset, version, attempt.signal));
      version ??= answer.version;
      for await (const chunk of attempt.chunks(answer.body)) {
        offset += chunk.length;
        yield chunk;
      }
      if (answer.sizeBytes === undefined || offset >= answer.sizeBytes) break;
      throw Object.assign(new Error('the answer ended early'), { code: 'BROKEN_OFF' });
    } catch (error) {
      breaks += 1;
      fruitless = offset > started ? 1 : fruitless + 1;
      if (isAbort(error) && signal?.aborted) throw networkFailure(object.path, error);
      if (!worthAnotherTry(error, offset) || fruitless > context.limits.retries)
        throw givenUp(object, error, offset);
      const wait = Math.min(FIRST_WAIT_MILLISECONDS * 2 ** (fruitless - 1), LONGEST_WAIT_MILLISECONDS);
      await context.clock.sleep(wait, signal);
    } finally {
      attempt.end();
    }
  }
  if (breaks > 0)
    note(`the connection broke ${breaks === 1 ? 'once' : `${breaks} times`} and was taken up again`);
}

// At the start a refusal is an answer for the user; half-way the server may be coming back.
const worthAnotherTry = (error: unknown, offset: number): boolean => {
  if (error instanceof InputError) return false;
  return isBroken(error) || codeOf(error) === 'TRY_AGAIN' || offset > 0;
};

const givenUp = (object: ResumableObject, error: unknown, offset: number): Error => {
  if (offset === 0) return unansweredFailure(object.path, error, object.secrets);
  const failure = networkFailure(object.path, error, object.secrets);
  if (error !== failure)
    failure.message = `${failure.message} (${offset} bytes were read before, run again for the rest)`;
  return failure;
};

/** One request with its own end: no byte for too long, or the caller's signal. */
export class Attempt {
  readonly #controller = new AbortController();
  readonly #idleMilliseconds: number;
  readonly #outer: AbortSignal | undefined;
  readonly #stop = () => this.#controller.abort(this.#outer?.reason);

  constructor(idleMilliseconds: number, outer: AbortSignal | undefined) {
    this.#idleMilliseconds = idleMilliseconds;
    this.#outer = outer;
    if (outer?.aborted) this.#stop();
    outer?.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The promise, or a timeout where it takes longer than the idle limit. */
  async within<Result>(promise: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
        this.#idleMilliseconds,
      );
    });
    promise.catch(() => undefined);
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async *chunks(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const iterator = body[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.within(iterator.next());
      if (done) return;
      yield value;
    }
  }

  /** Ends the request, finished or not. */
  end(): void {
    this.#outer?.removeEventListener('abort', this.#stop);
    this.#controller.abort();
  }
}

/** A body without its first bytes: a server without ranges sends everything again. */
export async function* skipBytes(body: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of body) {
    if (left < chunk.length) yield left > 0 ? chunk.subarray(left) : chunk;
    left = Math.max(0, left - chunk.length);
  }
}
