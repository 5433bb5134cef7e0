import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../kernel/errors.ts';
import { byteSource } from '../byte-source.ts';
import type { SourceContext } from '../context.ts';
import { fileFailure, oneLine } from '../failure.ts';
import { compressionOf, foreignKind, HEAD_BYTES, isSqlite, looksBinary } from '../sniff.ts';
import type { ByteSource, SkippedInput } from '../source.ts';

const READ_BYTES = 1024 * 1024;

/** What a path leads to, as far as its first bytes tell. */
export type FileFinding =
  | { readonly kind: 'log'; readonly source: ByteSource }
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'skipped'; readonly skipped: SkippedInput };

/**
 * Looks at one path. A named one that cannot be a log throws InputError; a found one
 * is skipped with the reason.
 */
export const openFile = async (
  path: string,
  origin: 'named' | 'found',
  context: SourceContext,
): Promise<FileFinding> => {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return { kind: 'folder' };
    if (!facts.isFile()) return { kind: 'log', source: flowing(path, facts, context) };
    return await regular(path, origin, facts, context);
  } catch (error) {
    const failure = fileFailure(path, error);
    if (origin === 'named' || !(failure instanceof InputError)) throw failure;
    return skip(path, failure.message.slice(oneLine(path).length + 2));
  }
};

const skip = (path: string, reason: string): FileFinding => ({ kind: 'skipped', skipped: { path, reason } });

const regular = async (
  path: string,
  origin: 'named' | 'found',
  facts: Stats,
  context: SourceContext,
): Promise<FileFinding> => {
  const head = await readHead(path);
  if (isSqlite(head)) return { kind: 'sqlite' };
  const compression = compressionOf(head);
  if (compression === undefined) {
    const kind = foreignKind(head);
    if (kind !== undefined) {
      if (origin === 'found') return skip(path, `is ${kind}`);
      throw new InputError(`${oneLine(path)}: is ${kind}`);
    }
    if (origin === 'found' && head.length === 0) return skip(path, 'is empty');
    if (origin === 'found' && looksBinary(head)) return skip(path, 'is binary, not text');
  }
  const source = byteSource(
    {
      path,
      origin,
      storedBytes: facts.size,
      modifiedMilliseconds: facts.mtimeMs,
      repeatable: true,
      reopenable: true,
      ...(compression === undefined ? { file: resolve(path), sizeBytes: facts.size } : { compression }),
      stored: (signal) => readChunks(path, signal),
    },
    context,
  );
  return { kind: 'log', source };
};

// A pipe (also a shell's <(...)), a terminal or /dev/null; other devices never end.
const flowing = (path: string, facts: Stats, context: SourceContext): ByteSource => {
  const isTerminal =
    facts.isCharacterDevice() && /^\/dev\/(null|tty|pts\/\d+|stdin|fd\/\d+)$/.test(resolve(path));
  if (!facts.isFIFO() && !isTerminal) {
    const what = facts.isSocket() ? 'a socket' : 'a device';
    throw new InputError(`${oneLine(path)}: is ${what}, not a log; name a file or pipe the log in with "-"`);
  }
  return byteSource(
    {
      path,
      origin: 'named',
      repeatable: false,
      reopenable: false,
      stored: (signal) => readChunks(path, signal),
    },
    context,
  );
};

const readHead = async (path: string): Promise<Buffer> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

async function* readChunks(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    const options = { highWaterMark: READ_BYTES, ...(signal === undefined ? {} : { signal }) };
    for await (const chunk of createReadStream(path, options)) yield chunk as Buffer;
  } catch (error) {
    throw fileFailure(path, error);
  }
}
