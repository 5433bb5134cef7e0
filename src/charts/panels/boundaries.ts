import { line, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import { UsageError } from '../../kernel/errors.ts';
import { FONT_SIZE } from '../draw.ts';
import type { ChartTheme } from '../theme.ts';
import type { Boundary } from './panel.ts';

const NUMBER = '-?[0-9]+(?:[.][0-9]+)?(?:e[+-]?[0-9]+)?';
const LEVEL = new RegExp(`^([xy])=(${NUMBER})$`, 'i');
const SLOPE = new RegExp(`^y=(${NUMBER})?[*]?x([+-]${NUMBER.replace('-?', '')})?$`, 'i');

/**
 * A boundary as people type it: `x=125`, `y=0.5`, `y=x`, `y=2*x+1`.
 * @throws UsageError for anything else
 */
export const parseBoundary = (typed: string): Boundary => {
  const [words, ...rest] = typed.split(':');
  const plain = (words ?? '').replaceAll(' ', '');
  const label = rest.join(':').trim();
  const named = label === '' ? {} : { label };
  const level = LEVEL.exec(plain);
  if (level !== null) {
    return { kind: level[1]?.toLowerCase() === 'x' ? 'x' : 'y', value: Number(level[2]), ...named };
  }
  const slope = SLOPE.exec(plain);
  if (slope !== null) {
    return { kind: 'slope', slope: Number(slope[1] ?? 1), intercept: Number(slope[2] ?? 0), ...named };
  }
  throw new UsageError(
    `"${typed}" is no boundary; write it like x=125, y=0.5 or y=2*x+1, with a name as in x=125:limit`,
  );
};

const style = (theme: ChartTheme) => ({ stroke: theme.mark, strokeWidth: 1.5, strokeDasharray: '6,4' });

const slopeLine = (
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
  theme: ChartTheme,
): Markish => {
  // A straight line bends on logarithmic axes, so that it is drawn in steps, inside the frame only.
  const points = Array.from({ length: 121 }, (_, index) => from + ((to - from) * index) / 120)
    .map((x) => ({ x, y: slope * x + intercept }))
    .filter((point) => point.y >= low && point.y <= high);
  return line(points, { x: 'x', y: 'y', ...style(theme) });
};

/** The marks of boundaries inside the domains of both axes; one outside of them is left out. */
export const boundaryMarks = (
  boundaries: readonly Boundary[],
  x: readonly [number, number],
  y: readonly [number, number],
  theme: ChartTheme,
): Markish[] =>
  boundaries.flatMap((boundary): Markish[] => {
    const words = { fontSize: FONT_SIZE - 1, fill: theme.mark, text: () => boundary.label ?? '' };
    if (boundary.kind === 'x') {
      if (boundary.value < x[0] || boundary.value > x[1]) return [];
      const label = text([boundary.value], {
        x: (value: number) => value,
        frameAnchor: 'top',
        lineAnchor: 'bottom',
        dy: -3,
        ...words,
      });
      return [ruleX([boundary.value], style(theme)), label];
    }
    if (boundary.kind === 'slope') return [slopeLine(boundary, x, y, theme)];
    if (boundary.value < y[0] || boundary.value > y[1]) return [];
    const label = text([boundary.value], {
      y: (value: number) => value,
      frameAnchor: 'right',
      textAnchor: 'end',
      lineAnchor: 'bottom',
      dy: -3,
      ...words,
    });
    return [ruleY([boundary.value], style(theme)), label];
  });
