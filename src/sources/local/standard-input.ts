import { InputError, InterruptedError } from '../../kernel/errors.ts';
import { byteSource } from '../byte-source.ts';
import type { SourceContext } from '../context.ts';
import { fileFailure, isAbort } from '../failure.ts';
import type { ByteSource } from '../source.ts';

const readers = new WeakSet<object>();

/** Standard input as a source: it flows by once, however often "-" is named. */
export const standardInput = (context: SourceContext): ByteSource =>
  byteSource(
    {
      path: '-',
      origin: 'named',
      repeatable: false,
      reopenable: false,
      stored: (signal) => readStream(context.standardInput, signal),
    },
    context,
  );

async function* readStream(
  stream: NodeJS.ReadableStream,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  if (readers.has(stream)) throw new InputError('-: standard input was read already; name "-" once');
  readers.add(stream);
  // An abort must also end a wait for bytes that never come.
  const stop = () => (stream as { destroy?: (error: Error) => void }).destroy?.(new InterruptedError());
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } catch (error) {
    throw isAbort(error) ? new InterruptedError() : fileFailure('-', error);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
