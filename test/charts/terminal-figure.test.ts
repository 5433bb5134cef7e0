import { describe, expect, it } from 'vitest';
import type { PanelKind, PanelRow } from '../../src/charts/panels/panel.ts';
import { displayWidth } from '../../src/kernel/display-width.ts';
import { figureText, isTerminalKind } from '../../src/charts/terminal-figure.ts';

const shown = (kind: PanelKind, rows: readonly PanelRow[], more = {}): readonly string[] =>
  figureText(
    { title: 't', panels: [{ kind, title: 'what', xName: 'x', yName: 'y', rows, ...more }] },
    40,
  ).split('\n');

describe('A figure in the terminal', () => {
  it('shows bars with names and numbers', () => {
    expect(
      shown('bar', [
        { x: 'GET', y: 4 },
        { x: null, y: 1 },
      ]),
    ).toEqual(['what', `GET        4  ${'█'.repeat(26)}`, `(missing)  1  ${'█'.repeat(6)}▌`, '']);
  });

  it('keeps bars in line behind wide and hostile names, and inside the terminal', () => {
    const names = ['日本語'.repeat(20), '\u001b'.repeat(50), 'GET'];
    const lines = shown(
      'bar',
      names.map((x) => ({ x, y: 4 })),
    ).slice(1, 4);
    for (const line of lines) expect(displayWidth(line)).toBe(40);
    expect(new Set(lines.map((line) => displayWidth(line.slice(0, line.indexOf('█'))))).size).toBe(1);
  });

  it('shows every bin of a histogram, empty ones too', () => {
    const rows = [{ x: 0, count: 3 }, { x: 9 }];
    expect(shown('histogram', rows, { bins: 3 }).map((line) => line.slice(0, 9))).toEqual([
      'what',
      '0 to 3  3',
      '3 to 6  0',
      '6 to 9  1',
      '',
    ]);
  });

  it('shows a box from the smallest to the largest value', () => {
    const rows = [1, 2, 2, 3, 4, 5, 9, 30].map((y) => ({ x: 'size', y }));
    const [, title, numbers, box] = shown('box', rows);
    expect([title, numbers]).toEqual(['size:', '  8 values, min 1, quartiles 2, 3.5, 6, max 30']);
    expect(box).toMatch(/^ {2}├▒+│▒+─*┤ +·$/);
  });

  it('shows one line over time as columns between its first and last moment', () => {
    const rows = [
      { x: '2026-03-10T00:00:00.000000Z', y: 1 },
      { x: '2026-03-10T01:00:00.000000Z', y: 8 },
    ];
    const lines = shown('line', rows);
    expect(lines[1]).toBe('8 ┤ █');
    expect(lines[8]).toBe('0 ┤██');
    expect(lines[9]).toContain('2026-03-10 00:00   2026-03-10 01:00');
  });

  it('shows several lines as one row of blocks each', () => {
    const rows = [1, 8].flatMap((y, index) => [
      { x: index, y, colour: 'a' },
      { x: index, y: y * 100, colour: 'b' },
    ]);
    expect(shown('line', rows).slice(1, 3)).toEqual(['a  up to   8  ▁█', 'b  up to 800  ▁█']);
  });

  it('lets nothing of a name steer the terminal, and says where there is nothing', () => {
    expect(shown('bar', [{ x: '\u001b[31mred', y: 1 }]).join('')).toContain('\\x1b[31mred');
    for (const kind of ['line', 'bar', 'box', 'histogram'] as const) {
      expect(isTerminalKind(kind)).toBe(true);
      expect(shown(kind, []), kind).toContain('no values');
    }
    expect(isTerminalKind('scatter')).toBe(false);
  });
});
