import { isUtf8 } from 'node:buffer';
import { PrefixHash } from './prefix-hash.ts';
import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 8 * 1024 * 1024;
/** Room before a chunk for the start of its first line. */
const CARRY_BYTES = 1024 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** The delimiter the engine's line reader is given; a line that holds it must go another way. */
const READER_DELIMITER = 1;
/** Longest line the engine's reader is trusted with. */
const MAXIMUM_READER_LINE = 1024 * 1024;

/** What one pass over the bytes of a plain file found. */
export interface BytePass {
  readonly sizeBytes: number;
  /** Bytes up to and with the last line feed. */
  readonly completeBytes: number;
  readonly lineEnd: 'lf' | 'crlf';
  /** Why the engine must not read the file by itself; empty when it may. */
  readonly obstacles: readonly string[];
  /** SHA-256 of the complete lines, hexadecimal. */
  readonly fingerprint: string;
  /** The same of the first so many bytes (a last line without line end included), for each length asked for and reached. */
  readonly prefixes: ReadonlyMap<number, string>;
}

interface PassState {
  completeBytes: number;
  carriageReturns: boolean;
  lineFeedsWithout: boolean;
  oddCarriageReturn: boolean;
  delimiter: boolean;
  invalid: boolean;
  nul: boolean;
  byteOrderMark: boolean;
  longestGap: number;
}

/**
 * Reads a file once with native buffer calls: finds its last complete line, hashes up
 * to there, and looks for whatever the engine's line reader cannot be trusted with.
 */
export const bytePass = async (
  file: string,
  prefixLengths: readonly number[] | undefined,
  signal?: AbortSignal,
): Promise<BytePass> => {
  const handle = await open(file, 'r');
  const hash = new PrefixHash(prefixLengths);
  const state = newState();
  let carry: Buffer = Buffer.alloc(0);
  let size = 0;
  try {
    for await (const { room, bytesRead } of chunksOf(handle, signal)) {
      size += bytesRead;
      const bytes = room.subarray(CARRY_BYTES, CARRY_BYTES + bytesRead);
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      if (end === 0) {
        carry = Buffer.concat([carry, bytes]);
        state.longestGap = Math.max(state.longestGap, carry.length);
        if (carry.length > MAXIMUM_READER_LINE * 16) carry = flushLong(carry, hash, state);
        continue;
      }
      const lines = joined(carry, room, end);
      hash.update(lines);
      inspect(lines, state);
      state.completeBytes += lines.length;
      carry = Buffer.from(bytes.subarray(end));
    }
  } finally {
    await handle.close();
  }
  const fingerprint = hash.copyDigest();
  hash.update(carry);
  return {
    sizeBytes: size,
    completeBytes: state.completeBytes,
    lineEnd: lineEndOf(state),
    obstacles: obstaclesOf(state),
    fingerprint,
    prefixes: hash.prefixes,
  };
};

interface Chunk {
  /** `CARRY_BYTES` free bytes, then what was read; valid until the chunk after the next. */
  readonly room: Buffer;
  readonly bytesRead: number;
}

/** The chunks of a file, the next one being read while one is looked at. */
async function* chunksOf(handle: FileHandle, signal: AbortSignal | undefined): AsyncGenerator<Chunk> {
  const rooms = [0, 1].map(() => Buffer.allocUnsafe(CARRY_BYTES + CHUNK_BYTES)) as [Buffer, Buffer];
  const read = async (room: Buffer, position: number): Promise<Chunk> => {
    const { bytesRead } = await handle.read(room, CARRY_BYTES, CHUNK_BYTES, position);
    return { room, bytesRead };
  };
  let position = 0;
  let coming = read(rooms[0], 0);
  for (let turn = 1; ; turn += 1) {
    const chunk = await coming;
    signal?.throwIfAborted();
    if (chunk.bytesRead === 0) return;
    position += chunk.bytesRead;
    coming = read(rooms[turn % 2] as Buffer, position);
    // Whoever stops early no longer waits for it.
    coming.catch(() => undefined);
    yield chunk;
  }
}

/** The carried start of a line and a chunk up to `end`, without a copy of the chunk where the start is short. */
const joined = (carry: Buffer, room: Buffer, end: number): Buffer => {
  const start = CARRY_BYTES - carry.length;
  if (start < 0) return Buffer.concat([carry, room.subarray(CARRY_BYTES, CARRY_BYTES + end)]);
  carry.copy(room, start);
  return room.subarray(start, CARRY_BYTES + end);
};

const newState = (): PassState => ({
  completeBytes: 0,
  carriageReturns: false,
  lineFeedsWithout: false,
  oddCarriageReturn: false,
  delimiter: false,
  invalid: false,
  nul: false,
  byteOrderMark: false,
  longestGap: 0,
});

/** A line of many megabytes is hashed in pieces; it is an obstacle already. */
const flushLong = (carry: Buffer, hash: PrefixHash, state: PassState): Buffer => {
  hash.update(carry);
  state.completeBytes += carry.length;
  return Buffer.alloc(0);
};

const inspect = (lines: Buffer, state: PassState): void => {
  if (state.completeBytes === 0)
    state.byteOrderMark = lines[0] === 0xef && lines[1] === 0xbb && lines[2] === 0xbf;
  state.delimiter ||= lines.includes(READER_DELIMITER);
  state.nul ||= lines.includes(0);
  state.invalid ||= !isUtf8(lines);
  inspectCarriageReturns(lines, state);
  state.longestGap = Math.max(state.longestGap, longestWindow(lines));
};

/** Uniform CRLF is fine; a lone CR, or CRLF beside LF, is not. */
const inspectCarriageReturns = (lines: Buffer, state: PassState): void => {
  let at = lines.indexOf(CARRIAGE_RETURN);
  if (at === -1) {
    state.lineFeedsWithout = true;
    return;
  }
  state.carriageReturns = true;
  let expected = -1;
  for (; at !== -1; at = lines.indexOf(CARRIAGE_RETURN, at + 1)) {
    if (lines[at + 1] !== LINE_FEED) state.oddCarriageReturn = true;
    const feed = lines.indexOf(LINE_FEED, expected + 1);
    if (feed !== at + 1) state.lineFeedsWithout = true;
    expected = at + 1;
    if (state.oddCarriageReturn || state.lineFeedsWithout) return;
  }
  if (lines.indexOf(LINE_FEED, expected + 1) !== -1) state.lineFeedsWithout = true;
};

/** An upper bound check: no stretch of `MAXIMUM_READER_LINE` bytes may be without a line feed. */
const longestWindow = (lines: Buffer): number => {
  let position = 0;
  while (position < lines.length) {
    const last = lines.lastIndexOf(LINE_FEED, position + MAXIMUM_READER_LINE);
    if (last < position) return MAXIMUM_READER_LINE + 1;
    position = last + 1;
  }
  return 0;
};

/** The line end of whole lines that the engine may read by itself; undefined where it must not. */
export const engineLineEnd = (lines: Buffer): 'lf' | 'crlf' | undefined => {
  const state = newState();
  inspect(lines, state);
  return obstaclesOf(state).length === 0 ? lineEndOf(state) : undefined;
};

const lineEndOf = (state: PassState): 'lf' | 'crlf' =>
  state.carriageReturns && !state.lineFeedsWithout ? 'crlf' : 'lf';

const obstaclesOf = (state: PassState): readonly string[] => [
  ...(state.oddCarriageReturn ? ['a carriage return inside a line'] : []),
  ...(state.carriageReturns && state.lineFeedsWithout ? ['mixed line ends'] : []),
  ...(state.delimiter ? ['a \\x01 byte'] : []),
  ...(state.byteOrderMark ? ['a byte order mark'] : []),
  ...(state.nul ? ['a NUL byte'] : []),
  ...(state.invalid ? ['invalid UTF-8'] : []),
  ...(state.longestGap > MAXIMUM_READER_LINE ? ['a line over 1 MiB'] : []),
];
