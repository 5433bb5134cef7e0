import { readFileSync } from 'node:fs';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/kernel/errors.ts';
import { DEFAULT_LIMITS, type SourceLimits } from '../../src/sources/context.ts';
import { decodeBytes } from '../../src/sources/decode.ts';
import { SAMPLE_LINES, sampleText } from './sample-text.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const TEXT = sampleText(SAMPLE_LINES);
const STORED: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(TEXT),
  bzip2: fixture('sample.bz2'),
  zstd: fixture('sample.zst'),
  xz: fixture('sample.xz'),
};
const KINDS = Object.entries(STORED);

interface Decoded {
  readonly bytes: Buffer;
  readonly error: Error | undefined;
  readonly notes: readonly string[];
}

async function* inPieces(stored: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < stored.length; start += size) yield stored.subarray(start, start + size);
}

const decode = async (
  stored: Buffer,
  pieceBytes = 65_536,
  limits: Partial<SourceLimits> = {},
): Promise<Decoded> => {
  const notes: string[] = [];
  const pieces: Buffer[] = [];
  let error: Error | undefined;
  try {
    const job = { path: 'besen.log', note: (text: string) => notes.push(text) };
    const merged = { ...DEFAULT_LIMITS, ...limits };
    for await (const piece of decodeBytes(inPieces(stored, pieceBytes), job, merged)) pieces.push(piece);
  } catch (caught) {
    error = caught as Error;
  }
  return { bytes: Buffer.concat(pieces), error, notes };
};

describe.each(KINDS)('%s', (kind, stored) => {
  it('gives back the text whatever the pieces the bytes come in', async () => {
    for (const size of [37, 1000, 1_000_000]) {
      const { bytes, error, notes } = await decode(stored, size);
      expect(error).toBeUndefined();
      expect(notes).toEqual([]);
      expect(bytes.equals(TEXT)).toBe(true);
    }
  });

  it('gives the text twice for two streams in a row', async () => {
    const { bytes, error } = await decode(Buffer.concat([stored, stored]));
    expect(error).toBeUndefined();
    expect(bytes.equals(Buffer.concat([TEXT, TEXT]))).toBe(true);
  });

  it('remarks on other bytes behind the data and keeps the text', async () => {
    for (const garbage of ['x', 'not compressed at all, and longer than any header']) {
      const { bytes, error, notes } = await decode(Buffer.concat([stored, Buffer.from(garbage)]));
      expect(error).toBeUndefined();
      expect(bytes.equals(TEXT)).toBe(true);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toContain(`at byte ${stored.length}`);
    }
  });

  it('counts everything before a cut and says where the cut is', async () => {
    for (let share = 1; share < 40; share += 1) {
      const length = Math.floor((stored.length * share) / 40);
      const { bytes, error } = await decode(stored.subarray(0, length));
      // Between two frames or streams there is nothing to see of a cut.
      if (error === undefined) {
        expect(kind).toBe('zstd');
        continue;
      }
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toContain(`cut off after byte ${length};`);
      expect(TEXT.subarray(0, bytes.length).equals(bytes)).toBe(true);
      // bzip2 gives whole blocks only; the others give all but a fraction of a block.
      const expected =
        (TEXT.length * share) / 40 - (kind === 'bzip2' ? 110_000 : kind === 'zstd' ? 150_000 : 9_000);
      expect(bytes.length).toBeGreaterThan(expected);
    }
  });

  it('notices one flipped bit anywhere, or is not changed by it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(stored.length - 1), fc.nat(7), async (position, bit) => {
        const flipped = Buffer.from(stored);
        flipped[position] = (flipped[position] as number) ^ (1 << bit);
        const { bytes, error, notes } = await decode(flipped, 1_000_000);
        if (error !== undefined) {
          expect(error).toBeInstanceOf(InputError);
          expect(error.message).not.toContain('\n');
        } else if (bytes.equals(flipped)) {
          // The first bytes no longer say what it is: left to those who know formats.
          expect(position).toBeLessThan(10);
        } else if (notes.length === 0) expect(bytes.equals(TEXT)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('reads what is compressed twice', async () => {
    const { bytes, error } = await decode(gzipSync(stored));
    expect(error).toBeUndefined();
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it('refuses to grow beyond the limit, with everything before it given', async () => {
    const { bytes, error } = await decode(stored, 65_536, { maxExpansion: 2, expansionFreeBytes: 50_000 });
    expect(error).toBeInstanceOf(InputError);
    expect(error?.message).toContain('--max-expansion');
    expect(bytes.length).toBeLessThan(TEXT.length);
  });
});

describe('gzip members', () => {
  it('reads hundreds of small members, names and comments in their headers, and zero padding', async () => {
    const lines = TEXT.toString('latin1').split('\n').slice(0, 300);
    const members = lines.map((line, index) => memberWith(Buffer.from(`${line}\n`), index));
    const { bytes, error, notes } = await decode(Buffer.concat([...members, Buffer.alloc(512)]), 100);
    expect(error).toBeUndefined();
    expect(notes).toEqual([]);
    expect(bytes.toString('latin1')).toBe(`${lines.join('\n')}\n`);
  });

  it('gives a whole text whose checksum is wrong, and says so', async () => {
    const wrong = Buffer.from(gzipSync(TEXT));
    wrong.writeUInt32LE(crc32('besen'), wrong.length - 8);
    const { bytes, error } = await decode(wrong);
    expect(bytes.equals(TEXT)).toBe(true);
    expect(error?.message).toContain('checksum does not fit');
  });

  it('stops a gigabyte of zeros early', async () => {
    const zeros = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 16 }, () => zeros));
    const { bytes, error } = await decode(bomb);
    expect(error?.message).toContain('decompression bomb');
    expect(error?.message).toContain('250 times');
    expect(bytes.length).toBeLessThan(300 * 1024 * 1024);
  });

  it('refuses the fourth layer of compression', async () => {
    const { error } = await decode(gzipSync(gzipSync(gzipSync(gzipSync('hallo\n')))));
    expect(error?.message).toContain('more than 3 times');
  });
});

describe('what is no log', () => {
  it('is named with the way out, also inside compressed data', async () => {
    const tar = Buffer.alloc(1024);
    tar.write('besen.log');
    tar.write('ustar', 257);
    expect((await decode(tar)).error?.message).toBe('besen.log: is a tar archive; unpack it first');
    expect((await decode(gzipSync(tar))).error?.message).toBe(
      'besen.log: holds a tar archive; unpack it first',
    );
    const zip = Buffer.from('504b03040a0000000000', 'hex');
    expect((await decode(zip)).error?.message).toContain('ZIP archive');
  });

  it('is not seen in text that merely begins like it', async () => {
    for (const text of [
      'BZh9 is how this line begins\n',
      'GIF89a GET /\n',
      '%PDF-1.4 requested\n',
      'PK',
      '',
    ]) {
      const { bytes, error } = await decode(Buffer.from(text));
      expect(error).toBeUndefined();
      expect(bytes.toString()).toBe(text);
    }
  });
});

/** A gzip member with every optional part of its header, by turns. */
const memberWith = (text: Buffer, index: number): Buffer => {
  const flags = index % 32;
  const parts = [Buffer.from([0x1f, 0x8b, 8, flags & 0x1e, 0, 0, 0, 0, 0, 255])];
  if (flags & 4) parts.push(Buffer.from([3, 0, 1, 2, 3]));
  if (flags & 8) parts.push(Buffer.from(`name-${index}\0`));
  if (flags & 16) parts.push(Buffer.from('a comment\0'));
  if (flags & 2) parts.push(Buffer.from([0, 0]));
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length, 4);
  return Buffer.concat([...parts, deflateRawSync(text), trailer]);
};
