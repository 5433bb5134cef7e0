import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

const chunksOf = (png) => {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
};

const paeth = (left, up, corner) => {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
};

/** What a filter of the PNG standard predicts for one byte. */
const predicted = (filter, left, up, corner) =>
  [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;

const unfiltered = (raw, width, height, bytes) => {
  const stride = width * bytes;
  const pixels = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x >= bytes ? pixels[at - bytes] : 0;
      const up = row > 0 ? pixels[at - stride] : 0;
      const corner = row > 0 && x >= bytes ? pixels[at - stride - bytes] : 0;
      pixels[at] = raw[row * (stride + 1) + 1 + x] + predicted(filter, left, up, corner);
    }
  }
  return pixels;
};

const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
};

/** The nearest of 6 bits per channel: the eye does not see it, and text shades become few. */
const coarse = (value) => Math.min(255, Math.round(value / 4) * 4);

/**
 * A screenshot (8 bits, RGB or RGBA, not interlaced) with up to 256 colours as a palette image:
 * the most frequent colours stay, each other becomes the nearest of them. A page of text and flat
 * areas shrinks to a third.
 */
export const shrinkPng = (png) => {
  const chunks = chunksOf(png);
  const head = chunks.find(({ type }) => type === 'IHDR').data;
  const [width, height, kind] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9]];
  if (head[8] !== 8 || (kind !== 2 && kind !== 6) || head[12] !== 0) return png;
  const bytes = kind === 6 ? 4 : 3;
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((each) => each.data));
  const pixels = unfiltered(inflateSync(data), width, height, bytes);
  const keys = new Uint32Array(width * height);
  const counts = new Map();
  for (let index = 0; index < keys.length; index += 1) {
    const at = index * bytes;
    const key = (coarse(pixels[at]) << 16) | (coarse(pixels[at + 1]) << 8) | coarse(pixels[at + 2]);
    keys[index] = key;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([key]) => key);
  const parts = (key) => [key >> 16, (key >> 8) & 255, key & 255];
  const nearest = new Map(palette.map((key, index) => [key, index]));
  const indexOf = (key) => {
    const known = nearest.get(key);
    if (known !== undefined) return known;
    const [red, green, blue] = parts(key);
    const distances = palette.map((other) => {
      const [r, g, b] = parts(other);
      return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    });
    const index = distances.indexOf(Math.min(...distances));
    nearest.set(key, index);
    return index;
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    for (let x = 0; x < width; x += 1) rows[row * (width + 1) + 1 + x] = indexOf(keys[row * width + x]);
  const header = Buffer.from(head);
  header[9] = 3;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
