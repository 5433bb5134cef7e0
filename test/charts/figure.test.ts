import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { blankDocument } from '../../src/charts/document.ts';
import { type Figure, figureSvg } from '../../src/charts/figure.ts';
import { parseBoundary } from '../../src/charts/panels/boundaries.ts';
import { histogramBins } from '../../src/charts/panels/histogram.ts';
import { numberScale } from '../../src/charts/panels/number-scale.ts';
import { textWidth } from '../../src/charts/text-width.ts';
import { LIGHT_THEME } from '../../src/charts/theme.ts';
import { drawPng } from '../../src/workflows/draw-png.ts';

const drawn = (figure: Figure, width = 600): string =>
  figureSvg(figure, { document: blankDocument(), theme: LIGHT_THEME, width });

const scatter = {
  kind: 'scatter',
  title: 'success by attempts',
  xName: 'attempts',
  yName: 'success',
  rows: [
    { x: 1, y: 1, colour: 'others' },
    { x: 250, y: 40, colour: 'attacker' },
    { x: 200, y: 35, colour: 'attacker' },
  ],
} as const;

/** Pixels of an RGBA PNG (8 bits, not interlaced), by the PNG standard's five filters. */
const pixelsOf = (png: Buffer) => {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect([png[24], png[25], png[28]]).toEqual([8, 6, 0]);
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * 4;
  const pixels = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x >= 4 ? (pixels[at - 4] ?? 0) : 0;
      const up = row > 0 ? (pixels[at - stride] ?? 0) : 0;
      const corner = row > 0 && x >= 4 ? (pixels[at - stride - 4] ?? 0) : 0;
      const guess = left + up - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      const predicted = [0, left, up, (left + up) >> 1, paeth][filter] ?? 0;
      pixels[at] = (raw[row * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return { width, height, pixels };
};

/** How many pixels differ between two pictures of one size. */
const differing = async (left: string, right: string): Promise<number> => {
  const [one, two] = await Promise.all(
    [left, right].map(async (svg) => pixelsOf(Buffer.from(await drawPng(svg, { zoom: 1 })))),
  );
  if (one === undefined || two === undefined) throw new Error('nothing was drawn');
  expect([one.width, one.height]).toEqual([two.width, two.height]);
  let count = 0;
  for (let at = 0; at < one.pixels.length; at += 4) {
    if (one.pixels.readUInt32BE(at) !== two.pixels.readUInt32BE(at)) count += 1;
  }
  return count;
};

describe('A figure', () => {
  it('leaves each name of the legend its room, also where signs of it are spelled out', () => {
    const names = ['\u202e\u202eabc', '\u001b[31m'.repeat(4), 'plain'];
    const svg = drawn(
      { title: 't', panels: [{ ...scatter, rows: names.map((colour, x) => ({ x, y: 1, colour })) }] },
      1200,
    );
    const legend = [...svg.matchAll(/<circle cx="(\d+)"[^>]*r="5"[^>]*\/><text x="(\d+)"[^>]*>([^<]*)</g)];
    expect(legend).toHaveLength(3);
    legend.slice(1).forEach(([, centre], index) => {
      const [, , from = '', text = ''] = legend[index] ?? [];
      expect(Number(centre) - 5).toBeGreaterThanOrEqual(Number(from) + textWidth(text, 12));
    });
  });

  it('names title, axes, colours and panels', () => {
    const svg = drawn(
      {
        title: 'Attempts & successes',
        colourName: 'label.attack',
        panels: [scatter, { ...scatter, title: 'again', logX: true, logY: true }],
      },
      1000,
    );
    for (const words of [
      'Attempts &amp; successes',
      'label.attack',
      'attacker',
      'others',
      'attempts',
      'success',
      'again',
    ]) {
      expect(svg).toContain(`>${words}<`);
    }
    expect(svg.match(/<svg /g)).toHaveLength(3);
    expect(svg).not.toContain('NaN');
  });

  it('draws every kind, with no rows and with missing values too', () => {
    for (const kind of ['line', 'bar', 'box', 'histogram', 'scatter'] as const) {
      const x = kind === 'bar' || kind === 'box' ? 'a' : kind === 'line' ? '2026-03-14T00:00:00Z' : 1;
      for (const rows of [
        [],
        [{ x: null, y: null }],
        [{ x, y: 2 }],
        [
          { x, y: 2 },
          { x, y: null },
        ],
      ]) {
        const svg = drawn({ title: kind, panels: [{ kind, title: kind, xName: 'x', yName: 'y', rows }] });
        expect(svg, `${kind} ${JSON.stringify(rows)}`).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });

  it('keeps hostile names harmless', () => {
    const text = '</text><script>x</script>"&\u202e\u0000';
    const svg = drawn({
      title: text,
      colourName: text,
      panels: [
        {
          ...scatter,
          kind: 'bar',
          title: text,
          xName: text,
          yName: text,
          rows: [{ x: text, y: 1, colour: text }],
        },
      ],
    });
    expect(svg).not.toContain('<script');
    expect(svg.includes('\u0000') || svg.includes('\u202e')).toBe(false);
  });

  it('draws many points and stays within the limits of argument lists', () => {
    const rows = Array.from({ length: 150_000 }, (_, index) => ({ x: index }));
    const svg = drawn({
      title: 't',
      panels: [{ kind: 'histogram', title: 't', xName: 'x', yName: 'y', rows }],
    });
    expect(svg.length).toBeLessThan(40_000);
  });
});

describe('A PNG', () => {
  it('shows the label of an axis with the bundled font alone, so that a bare machine shows text', async () => {
    const figure = (xName: string): string => drawn({ title: 't', panels: [{ ...scatter, xName }] });
    expect(await differing(figure('attempts'), figure('attempts'))).toBe(0);
    const inked = await differing(figure('attempts'), figure(''));
    expect(inked).toBeGreaterThan(100);
    expect(inked).toBeLessThan(1500);
    expect(await differing(figure('attempts'), figure('failures'))).toBeGreaterThan(50);
  });

  it('is twice as large as its drawing unless told', async () => {
    const png = Buffer.from(await drawPng(drawn({ title: 't', panels: [scatter] })));
    expect(png.readUInt32BE(16)).toBe(1200);
  });
});

describe('A boundary', () => {
  it('is read as people type it', () => {
    expect(parseBoundary('x=125')).toEqual({ kind: 'x', value: 125 });
    expect(parseBoundary('y = 0.5 : limit')).toEqual({ kind: 'y', value: 0.5, label: 'limit' });
    expect(parseBoundary('y=x')).toEqual({ kind: 'slope', slope: 1, intercept: 0 });
    expect(parseBoundary('y=2*x+1')).toEqual({ kind: 'slope', slope: 2, intercept: 1 });
    expect(parseBoundary('y=-0.5x-3')).toEqual({ kind: 'slope', slope: -0.5, intercept: -3 });
  });

  it('is refused with the way to write it', () => {
    for (const typed of ['', 'x', 'z=1', 'x=1;alert', 'y=x*x']) {
      expect(() => parseBoundary(typed), typed).toThrow(/write it like x=125/);
    }
  });
});

describe('A histogram', () => {
  it('counts as numpy.histogram([1, 2, 2, 3, 10], bins=3) does', () => {
    const rows = [1, 2, 2, 3, 10].map((value) => ({ value, colour: 'a' }));
    expect(histogramBins(rows, 3)).toEqual([
      { from: 1, to: 4, count: 4, colour: 'a' },
      { from: 7, to: 10, count: 1, colour: 'a' },
    ]);
  });

  it('counts every value once, equal ones and none included', () => {
    expect(
      histogramBins(
        [5, 5].map((value) => ({ value, colour: 'a' })),
        4,
      ).map((bin) => bin.count),
    ).toEqual([2]);
    expect(histogramBins([], 4)).toEqual([]);
  });
});

describe('A number scale', () => {
  it('shows zero on a logarithmic axis where zero occurs', () => {
    expect(numberScale([0, 5, 900], { log: true }).options.type).toBe('symlog');
    expect(numberScale([1, 5, 900], { log: true }).options.type).toBe('log');
    expect(numberScale([-1, 5], { log: true }).options.type).toBe('linear');
  });
});
