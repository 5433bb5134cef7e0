import type { Compression } from './source.ts';

/** How much of the start of an input is looked at to tell what it is. */
export const HEAD_BYTES = 64 * 1024;

const startsWith = (head: Buffer, hex: string, at = 0): boolean => {
  const magic = Buffer.from(hex, 'hex');
  return head.length >= at + magic.length && magic.equals(head.subarray(at, at + magic.length));
};

/**
 * The compression that the first bytes show, whatever the name says; 10 bytes are enough.
 * Marks: RFC 1952 (gzip), RFC 8878 (zstd and its skippable frames), the xz file format
 * 1.2, bzip2 1.0 (with the mark of its first block, so that a line of text is never taken for it).
 */
export const compressionOf = (head: Buffer): Compression | undefined => {
  if (startsWith(head, '1f8b08')) return 'gzip';
  if (startsWith(head, 'fd377a585a00')) return 'xz';
  if (startsWith(head, '28b52ffd')) return 'zstd';
  if (startsWith(head, '2a4d18', 1) && ((head[0] ?? 0) & 0xf0) === 0x50) return 'zstd';
  if (
    startsWith(head, '425a68') &&
    (startsWith(head, '314159265359', 4) || startsWith(head, '177245385090', 4))
  )
    return 'bzip2';
  return undefined;
};

/** False where the first byte alone rules out every compression. */
export const mayBeCompressed = (first: number | undefined): boolean =>
  first !== undefined && (FIRST_BYTES.has(first) || (first & 0xf0) === 0x50);
const FIRST_BYTES: ReadonlySet<number> = new Set([0x1f, 0xfd, 0x28, 0x42]);

export const isSqlite = (head: Buffer): boolean => startsWith(head, '53514c69746520666f726d6174203300');

// Kinds of files that are no logs and what to do about them. `text` marks could also
// open a line of a log, so they count only beside a NUL byte.
const FOREIGN: readonly { hex: string; at?: number; what: string; text?: true }[] = [
  { hex: '504b0304', what: 'a ZIP archive; unpack it first' },
  { hex: '504b0506', what: 'an empty ZIP archive' },
  { hex: '377abcaf271c', what: 'a 7z archive; unpack it first' },
  { hex: '526172211a07', what: 'a RAR archive; unpack it first' },
  { hex: '7573746172', at: 257, what: 'a tar archive; unpack it first', text: true },
  { hex: '04224d18', what: 'lz4-compressed; unpack it first with "lz4 -d"' },
  { hex: '1f9d', what: 'compressed by "compress"; unpack it first with "gunzip"' },
  { hex: '5041523115', what: 'a Parquet file', text: true },
  { hex: '4455434b', at: 8, what: 'a DuckDB database; use it with --store', text: true },
  { hex: 'd4c3b2a1', what: 'a packet capture; let Zeek make logs of it first' },
  { hex: 'a1b2c3d4', what: 'a packet capture; let Zeek make logs of it first' },
  { hex: '4d3cb2a1', what: 'a packet capture; let Zeek make logs of it first' },
  { hex: '0a0d0d0a', what: 'a packet capture; let Zeek make logs of it first', text: true },
  { hex: '456c6646696c6500', what: 'a Windows event log; export it as text first' },
  {
    hex: '4c504b5348485248',
    what: 'a systemd journal; export it first with "journalctl --file"',
    text: true,
  },
  { hex: '7f454c46', what: 'a program (ELF)' },
  { hex: '4d5a9000', what: 'a Windows program' },
  { hex: 'cafebabe', what: 'a program' },
  { hex: '89504e470d0a1a0a', what: 'a PNG picture' },
  { hex: 'ffd8ff', what: 'a JPEG picture' },
  { hex: '47494638', what: 'a GIF picture', text: true },
  { hex: '25504446', what: 'a PDF document', text: true },
  { hex: 'fffe', what: 'UTF-16 text; convert it first with "iconv -f UTF-16 -t UTF-8"' },
  { hex: 'feff', what: 'UTF-16 text; convert it first with "iconv -f UTF-16 -t UTF-8"' },
];

/** What an input that cannot be a log is, with the way out; undefined for everything else. */
export const foreignKind = (head: Buffer): string | undefined => {
  const hasNul = head.includes(0);
  return FOREIGN.find(({ hex, at, text }) => startsWith(head, hex, at) && (hasNul || text !== true))?.what;
};

/**
 * True where the start of an input is no text: of the bytes that are not NUL more than
 * 6 % are control characters (random bytes have 10 %), or there are only NULs. A NUL or
 * a bad byte here and there, and any 8-bit alphabet, stay text: they must not hide a log.
 */
export const looksBinary = (head: Buffer): boolean => {
  let control = 0;
  let other = 0;
  for (const byte of head) {
    if (byte === 0) continue;
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) control += 1;
    else other += 1;
  }
  return head.length > 0 && (other === 0 || control / (control + other) > 0.06);
};
