import { isUtf8 } from 'node:buffer';
import type { LineBlock, LineMark } from '../store/event-store.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BLOCK_BYTES = 4 * 1024 * 1024;
/** A longer line is cut to this many bytes, marked and refused; its bytes stay in the source. */
export const MAXIMUM_LINE_BYTES = 16 * 1024 * 1024;
const KEPT_OF_LONG_LINE = 64 * 1024;

/** Lines of one stretch of a source, ready for the engine, with how many bytes they were. */
export interface CountedBlock extends LineBlock {
  readonly lines: number;
  readonly bytes: number;
}

/** Lines as bytes, for a reader that takes them as they are, or as a block. */
export interface LineBytes {
  /** Whole lines, each with its line feed; undefined where the engine cannot take them so. */
  readonly whole: Buffer | undefined;
  block(): CountedBlock;
}

/**
 * Cuts a stream of bytes at line feeds into blocks of some megabytes. CR before LF is
 * part of the line end; invalid UTF-8 is replaced by U+FFFD and marked. With
 * `final`, a last line without line feed is a line; otherwise it is left, and
 * `pending` tells its bytes.
 */
export class LineBlocks {
  /** Bytes of a last line without line feed that was not given out. */
  pending = 0;
  readonly #bytes: AsyncIterable<Buffer>;
  readonly #final: () => boolean | Promise<boolean>;

  readonly #isStart: boolean;

  /** `isStart`: the bytes are the beginning of the log, where a byte order mark may stand. */
  constructor(bytes: AsyncIterable<Buffer>, final: () => boolean | Promise<boolean>, isStart = true) {
    this.#bytes = bytes;
    this.#final = final;
    this.#isStart = isStart;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CountedBlock> {
    for await (const lines of this.lines()) yield lines.block();
  }

  /** The same blocks before they are made text. */
  async *lines(): AsyncGenerator<LineBytes> {
    let first = this.#isStart;
    for await (const lines of this.#blocks()) {
      yield first ? { whole: lines.whole, block: () => withoutByteOrderMark(lines.block()) } : lines;
      first = false;
    }
  }

  async *#blocks(): AsyncGenerator<LineBytes> {
    let held: Buffer[] = [];
    let heldBytes = 0;
    const long = new LongLine();
    try {
      for await (const chunk of this.#bytes) {
        const end = chunk.lastIndexOf(LINE_FEED) + 1;
        if (end === 0) {
          if (long.open) {
            long.add([chunk], chunk.length);
            continue;
          }
          held.push(chunk);
          heldBytes += chunk.length;
          if (heldBytes > MAXIMUM_LINE_BYTES && !Buffer.concat(held).includes(LINE_FEED)) {
            long.add(held, heldBytes);
            held = [];
            heldBytes = 0;
          }
          continue;
        }
        let block = chunk.subarray(0, end);
        if (long.open) {
          const first = chunk.indexOf(LINE_FEED) + 1;
          yield asText(long.finish(chunk.subarray(0, first)));
          block = chunk.subarray(first, end);
        }
        held.push(block);
        heldBytes += block.length;
        if (heldBytes >= BLOCK_BYTES) {
          yield* pieces(Buffer.concat(held));
          held = [];
          heldBytes = 0;
        }
        if (end < chunk.length) {
          if (heldBytes > 0) yield* pieces(Buffer.concat(held));
          held = [chunk.subarray(end)];
          heldBytes = chunk.length - end;
        }
      }
    } catch (failure) {
      // The complete lines before a failure count.
      yield* completePieces(Buffer.concat(held));
      throw failure;
    }
    yield* this.#rest(Buffer.concat(held), long);
  }

  async *#rest(rest: Buffer, long: LongLine): AsyncGenerator<LineBytes> {
    const end = rest.lastIndexOf(LINE_FEED) + 1;
    yield* completePieces(rest);
    const tail = rest.subarray(end);
    if (tail.length === 0 && !long.open) return;
    if (!(await this.#final())) {
      this.pending = tail.length + long.bytes;
      return;
    }
    yield asText(long.open ? long.finish(tail) : decode(tail, false));
  }
}

/** A line beyond the limit: only its beginning is kept. */
class LongLine {
  bytes = 0;
  #start: Buffer = Buffer.alloc(0);

  get open(): boolean {
    return this.bytes > 0;
  }

  add(parts: readonly Buffer[], size: number): void {
    if (!this.open) this.#start = Buffer.concat(parts).subarray(0, KEPT_OF_LONG_LINE);
    this.bytes += size;
  }

  finish(end: Buffer): CountedBlock {
    const bytes = this.bytes + end.length;
    const text = this.#start.toString('utf8').replaceAll('\n', ' ');
    this.bytes = 0;
    const extraBytes = bytes - Buffer.byteLength(text) - 1;
    return { text, lines: 1, bytes, marks: [{ index: 1, extraBytes, kind: 'too long' }] };
  }
}

const BYTE_ORDER_MARK = '\u{feff}';

/** A byte order mark belongs to the first line's bytes but not to its text. */
const withoutByteOrderMark = (block: CountedBlock): CountedBlock => {
  if (!block.text.startsWith(BYTE_ORDER_MARK)) return block;
  const [first, ...others] = block.marks;
  const isFirst = first?.index === 1;
  const extraBytes = 3 + (isFirst ? first.extraBytes : 0);
  const mark: LineMark = { index: 1, extraBytes, kind: isFirst ? first.kind : 'line end' };
  const rest = isFirst ? others : block.marks;
  return { ...block, text: block.text.slice(1), marks: [mark, ...rest] };
};

/** The lines of a buffer up to its last line feed. */
function* completePieces(buffer: Buffer): Generator<LineBytes> {
  const end = buffer.lastIndexOf(LINE_FEED) + 1;
  if (end > 0) yield* pieces(buffer.subarray(0, end));
}

/** A buffer that ends in a line feed, in blocks no longer than the block size. */
function* pieces(buffer: Buffer): Generator<LineBytes> {
  let position = 0;
  while (position < buffer.length) {
    let end = buffer.length;
    if (end - position > BLOCK_BYTES * 2) {
      const cut = buffer.lastIndexOf(LINE_FEED, position + BLOCK_BYTES);
      end = (cut < position ? buffer.indexOf(LINE_FEED, position) : cut) + 1;
    }
    const whole = buffer.subarray(position, end);
    yield { whole, block: () => decode(whole, true) };
    position = end;
  }
}

const asText = (block: CountedBlock): LineBytes => ({ whole: undefined, block: () => block });

const decode = (block: Buffer, ended: boolean): CountedBlock => {
  const body = ended ? block.subarray(0, -1) : block;
  if (ended && !block.includes(CARRIAGE_RETURN) && isUtf8(block)) {
    const text = body.toString('utf8');
    return { text, lines: countLines(body), bytes: block.length, marks: [] };
  }
  return decodeByLine(body, block.length, ended);
};

const countLines = (body: Buffer): number => {
  let lines = 1;
  for (let at = body.indexOf(LINE_FEED); at !== -1; at = body.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
};

const decodeByLine = (body: Buffer, bytes: number, ended: boolean): CountedBlock => {
  const texts: string[] = [];
  const marks: LineMark[] = [];
  let position = 0;
  while (position <= body.length) {
    const feed = body.indexOf(LINE_FEED, position);
    const end = feed === -1 ? body.length : feed;
    const hasFeed = feed !== -1 || ended;
    const cut = hasFeed && end > position && body[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const line = body.subarray(position, cut);
    const text = line.toString('utf8');
    const extraBytes = end - position + (hasFeed ? 1 : 0) - (Buffer.byteLength(text) + 1);
    const repaired = !isUtf8(line);
    texts.push(text);
    if (extraBytes !== 0 || repaired) {
      marks.push({ index: texts.length, extraBytes, kind: repaired ? 'repaired' : 'line end' });
    }
    position = end + 1;
  }
  return { text: texts.join('\n'), lines: texts.length, bytes, marks };
};
