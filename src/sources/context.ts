import { InterruptedError } from '../kernel/errors.ts';

/** Time as the sources see it; tests pass one that does not wait. */
export interface SourceClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after that many milliseconds, or throws InterruptedError when the signal aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The limits of a source's patience and of what it will swallow. */
export interface SourceLimits {
  /** Milliseconds without a byte from a server before a connection counts as broken. Default 30 000. */
  readonly idleMilliseconds: number;
  /** How often a broken transfer is taken up again without any byte gained in between. Default 5. */
  readonly retries: number;
  /** Decompressed bytes per compressed byte that are still believed. Default 250. */
  readonly maxExpansion: number;
  /** Decompressed bytes below which the expansion is not looked at. Default 268 435 456 (256 MB). */
  readonly expansionFreeBytes: number;
}

/** What the outside world is to the sources: passed in, never reached for. */
export interface SourceContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly standardInput: NodeJS.ReadableStream;
  readonly clock: SourceClock;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal | undefined;
}

export const DEFAULT_LIMITS: SourceLimits = Object.freeze({
  idleMilliseconds: 30_000,
  retries: 5,
  maxExpansion: 250,
  expansionFreeBytes: 256 * 1024 * 1024,
});

/** The machine's own clock. */
export const SYSTEM_CLOCK: SourceClock = Object.freeze({
  now: () => Date.now(),
  sleep: (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(new InterruptedError());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    }),
});

/** Throws InterruptedError when the signal has been aborted. */
export const throwIfAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new InterruptedError();
};
