import { describe, expect, it } from 'vitest';
import { blankDocument } from '../../src/charts/document.ts';
import { drawSvg } from '../../src/charts/draw.ts';
import { fencesPlot } from '../../src/charts/fences.ts';
import { type LogTimelineData, eventsPlot, findingsPlot, laid } from '../../src/charts/log-timeline.ts';
import { peersPlot } from '../../src/charts/peers.ts';
import { markupText, serialize } from '../../src/charts/serialize.ts';
import { columns, sparkline } from '../../src/charts/terminal.ts';
import { textBar as bar } from '../../src/kernel/text-bar.ts';
import { fitted, textWidth } from '../../src/charts/text-width.ts';
import { DARK_THEME, LIGHT_THEME, PAGE_THEME, themeVariables } from '../../src/charts/theme.ts';
import { decadeTicks, timeTickLabels, timeTicks } from '../../src/charts/ticks.ts';

const drawing = { document: blankDocument(), theme: PAGE_THEME, width: 400 };
const caption = { title: 'a title', description: 'a description' };

describe('Bars and sparklines of the terminal', () => {
  it('draw shares to an eighth of a character, and whatever is above zero', () => {
    expect([0.5, 1, 2, 0.001, 0.3125].map((share) => bar(share, 4))).toEqual([
      '██',
      '████',
      '████',
      '▏',
      '█▎',
    ]);
    expect([bar(0, 4), bar(-1, 4), bar(Number.NaN, 4), bar(1, 0)]).toEqual(['', '', '', '']);
  });

  it('draw values between zero and the largest, with zero as a space', () => {
    expect(sparkline([0, 1, 4, 8])).toBe(' ▁▄█');
    expect(sparkline([5, 5])).toBe('██');
    expect(sparkline([0, Number.NaN])).toBe('  ');
    expect(sparkline([])).toBe('');
    expect(sparkline([-2, 0, 2])).toBe(' ▄█');
  });

  it('sum a longer series into the width', () => {
    expect(sparkline([1, 1, 0, 0, 4, 4], { width: 3 })).toBe('▂ █');
  });

  it('stand upright in several lines, the largest of each group kept', () => {
    expect(columns([1, 2], { width: 2, height: 1 })).toEqual(['▄█']);
    expect(columns([1, 4, 0, Number.NaN], { width: 4, height: 2 })).toEqual([' █  ', '▄█  ']);
    expect(columns([1, 9, 1, 3], { width: 2, height: 1 })).toEqual(['█▃']);
    expect(columns([], { width: 9, height: 2 })).toEqual(['', '']);
  });
});

describe('Ticks', () => {
  const at = (text: string): number => Date.parse(`${text}Z`);

  it('are round moments in UTC with the day where it changes', () => {
    const ticks = timeTicks(at('2026-03-14T05:30'), at('2026-03-15T07:00'), 6);
    expect(timeTickLabels(ticks)).toEqual(['06:00\n14 Mar', '12:00', '18:00', '00:00\n15 Mar', '06:00']);
  });

  it('name the year once when they are days', () => {
    const ticks = timeTicks(at('2025-12-30T00:00'), at('2026-01-02T00:00'), 4);
    expect(timeTickLabels(ticks).filter((label) => label.includes('\n'))).toEqual([
      '30 Dec\n2025',
      '1 Jan\n2026',
    ]);
  });

  it('are few for any span, and none for times that are none', () => {
    for (const days of [0.0001, 0.3, 5, 40, 400, 4000, 40_000]) {
      expect(timeTicks(0, days * 86_400_000, 8).length).toBeLessThanOrEqual(9);
    }
    expect(timeTicks(Number.NaN, 5, 8)).toEqual([]);
  });

  it('are powers of ten on a logarithmic axis', () => {
    expect(decadeTicks(12_345, { zero: true })).toEqual([0, 1, 10, 100, 1000, 10_000]);
    expect(decadeTicks(1e12, { most: 4 }).length).toBeLessThanOrEqual(4);
  });
});

describe('Text in drawings', () => {
  it('is cut to its room without looking at all of a huge text', () => {
    expect(fitted('short', 200, 12)).toBe('short');
    const cut = fitted('x'.repeat(1_000_000), 100, 12);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(101);
  });

  it('keeps whole characters', () => {
    expect(fitted('\u{1f600}'.repeat(20), 60, 12)).toBe(`${'\u{1f600}'.repeat(4)}…`);
  });

  it('is escaped and visible', () => {
    expect(markupText('<a href="x">&\'\u0000')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;\\x00');
  });

  it('leaves out style, script, handlers and links to elsewhere when a tree becomes text', () => {
    const document = blankDocument() as unknown as {
      createElementNS(
        space: string,
        name: string,
      ): { setAttribute(name: string, value: string): void; append(...nodes: unknown[]): void };
    };
    const make = (name: string) => document.createElementNS('http://www.w3.org/2000/svg', name);
    const root = make('g');
    root.setAttribute('onload', 'x');
    root.setAttribute('style', 'x');
    root.setAttribute('d', 'M1.23456,2');
    const [inside, outside] = [make('a'), make('a')];
    inside.setAttribute('href', '#finding-1');
    outside.setAttribute('href', 'javascript:x');
    root.append(make('script'), make('style'), inside, outside, '<x>');
    expect(serialize(root)).toBe('<g d="M1.23,2"><a href="#finding-1"/><a/>&lt;x&gt;</g>');
  });
});

describe('Drawings', () => {
  it('carry a title and a description and nothing that a strict policy would block', () => {
    const svg = drawSvg(
      peersPlot(
        { metric: 'paths', value: 90, peers: [1, 2, 2, 3], peersName: 'others', baseline: 2, threshold: 40 },
        400,
        PAGE_THEME,
      ),
      drawing,
      caption,
    );
    expect(svg).toContain('aria-label="a title. a description"');
    expect(svg).toContain('<title>a title</title>');
    expect(svg).not.toMatch(/<style|style=|<script|class=|url\(http/);
    for (const words of ['fence 40', 'usual 2', '>90<']) expect(svg).toContain(words);
  });

  it('survive values that are no numbers, no peers, and equal values', () => {
    for (const peers of [[], [5], [5, 5, 5], [Number.NaN, Number.POSITIVE_INFINITY, -3]]) {
      const data = { metric: 'm', value: 5, peers, peersName: 'others', baseline: null, threshold: 5 };
      const svg = drawSvg(peersPlot(data, 400, PAGE_THEME), drawing, caption);
      expect(svg).not.toContain('NaN');
    }
  });

  it('show each value in units of its fence', () => {
    const svg = drawSvg(
      fencesPlot(
        {
          bounds: [
            { name: 'errors', value: 90, threshold: 30 },
            { name: 'share', value: 0.1, threshold: 0.5 },
          ],
        },
        400,
        PAGE_THEME,
      ),
      drawing,
      caption,
    );
    expect(svg).toContain('90 of 30');
    expect(svg).toContain('0.1 of 0.5');
    expect(svg.match(/var\(--chart-mark\)/g)?.length).toBeGreaterThan(0);
  });

  const log: LogTimelineData = {
    bucketSeconds: 3600,
    buckets: Array.from({ length: 24 }, (_, hour) => ({
      start: new Date(Date.UTC(2026, 2, 14, hour)).toISOString(),
      events: hour,
    })),
    gaps: [],
    marks: Array.from({ length: 30 }, (_, index) => ({
      rank: index + 1,
      title: `finding ${index + 1}`,
      level: 'high',
      start: '2026-03-14T05:00:00Z',
      end: '2026-03-14T06:00:00Z',
      href: `#finding-${index + 1}`,
    })),
  };

  it('mark findings in lanes that do not overlap, the most severe ones first', () => {
    const span = { start: new Date('2026-03-14T00:00:00Z'), end: new Date('2026-03-15T00:00:00Z') };
    const { lanes, hidden } = laid(log.marks, span, 900);
    expect(lanes.map((lane) => lane.mark.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(hidden).toBe(22);
    expect(new Set(lanes.map((lane) => lane.lane)).size).toBe(8);
  });

  it('link each mark to its finding', () => {
    const plot = findingsPlot(log, 900, PAGE_THEME);
    expect(plot).not.toBeNull();
    const svg = plot === null ? '' : drawSvg(plot, { ...drawing, width: 900 }, caption, { links: true });
    expect(svg).toContain('href="#finding-1"');
    expect(svg).toContain('<title>1. finding 1</title>');
    expect(drawSvg(eventsPlot(log, 900, PAGE_THEME), { ...drawing, width: 900 }, caption)).toContain(
      '14 Mar',
    );
  });
});

describe('Colours', () => {
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  /** WCAG 2 contrast ratio. */
  const contrast = (left: string, right: string): number => {
    const [high, low] = [luminance(left), luminance(right)].sort((a, b) => b - a) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };

  it('of text and severities stand out enough in light and dark', () => {
    for (const theme of [LIGHT_THEME, DARK_THEME]) {
      for (const colour of [theme.text, theme.muted, theme.mark, theme.baseline, theme.fence]) {
        expect(contrast(colour, theme.background), colour).toBeGreaterThanOrEqual(4.5);
      }
      for (const colour of Object.values(theme.severity)) {
        expect(contrast(colour, theme.onSeverity), colour).toBeGreaterThanOrEqual(4);
      }
      for (const colour of theme.categories) {
        expect(contrast(colour, theme.background), colour).toBeGreaterThanOrEqual(2.2);
      }
    }
  });

  it('of a page are all defined by variables', () => {
    const asked = JSON.stringify(PAGE_THEME).match(/--chart-[a-z0-9-]+/g) ?? [];
    const defined = new Set(themeVariables(DARK_THEME).match(/--chart-[a-z0-9-]+/g));
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !defined.has(name))).toEqual([]);
  });
});
