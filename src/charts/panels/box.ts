import { axisX, barY, dot, ruleX, tickY } from '@observablehq/plot';
import { thinned } from '../../kernel/thinned.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import { nameAbove, nameBelow, valueAxisY } from '../axes.ts';
import { FONT_SIZE } from '../draw.ts';
import { fitted } from '../text-width.ts';
import { boundaryMarks } from './boundaries.ts';
import { type BoxNumbers, boxNumbers } from './box-numbers.ts';
import { numberScale } from './number-scale.ts';
import { margins, MARGINS, NO_VALUE, type Panel, type PanelPlot } from './panel.ts';

const MOST_BOXES = 16;
/** More dots beyond the whiskers of one box are not told apart. */
const MOST_DOTS = 1000;

export interface NamedBox extends BoxNumbers {
  readonly name: string;
}

/** The boxes of a panel, in the order in which their names come first. */
export const boxesOf = (panel: Panel): readonly NamedBox[] => {
  const values = new Map<string, { value: number; count: number }[]>();
  for (const row of panel.rows) {
    const name = row.x === null ? NO_VALUE : String(row.x);
    const own = values.get(name) ?? [];
    values.set(name, own);
    if (typeof row.y === 'number') own.push({ value: row.y, count: row.count ?? 1 });
  }
  return [...values].flatMap(([name, own]) => {
    const numbers = boxNumbers(own);
    return numbers === undefined ? [] : [{ name, ...numbers }];
  });
};

/**
 * A box per name: quartiles (type 7) and median, whiskers to the last value within 1.5
 * times the distance of the quartiles, the values beyond as dots.
 */
export const boxPanel: PanelPlot = (panel, { width, height, theme }) => {
  const boxes = boxesOf(panel).slice(0, MOST_BOXES);
  const dots = boxes.flatMap(({ name, beyond }) => thinned(beyond, MOST_DOTS).map((y) => ({ name, y })));
  const y = numberScale(
    boxes.flatMap((box) => [box.min, box.max]),
    { log: panel.logY === true },
  );
  const step = (width - MARGINS.left - MARGINS.right) / Math.max(1, boxes.length);
  return {
    height,
    ...margins(),
    x: { type: 'band', domain: boxes.map((box) => box.name), padding: boxes.length < 3 ? 0.6 : 0.3 },
    y: { ...y.options, domain: [...y.options.domain] },
    marks: [
      ...valueAxisY(theme, y.ticks === undefined ? {} : { ticks: y.ticks }),
      axisX({
        tickFormat: (name: string) =>
          fitted(visibleText(clipped(name, 60, { middle: true })), step - 6, FONT_SIZE - 1),
        tickSize: 0,
        fontSize: FONT_SIZE - 1,
        color: theme.text,
        label: null,
      }),
      ruleX(boxes, { x: 'name', y1: 'lowWhisker', y2: 'p25', stroke: theme.text }),
      ruleX(boxes, { x: 'name', y1: 'p75', y2: 'highWhisker', stroke: theme.text }),
      barY(boxes, {
        x: 'name',
        y1: 'p25',
        y2: 'p75',
        fill: theme.data,
        fillOpacity: panel.opacity ?? 1,
      }),
      tickY(boxes, { x: 'name', y: 'p50', stroke: theme.text, strokeWidth: 2 }),
      dot(dots, { x: 'name', y: 'y', r: 2.5, stroke: theme.text, strokeOpacity: 0.7 }),
      ...boundaryMarks(
        (panel.boundaries ?? []).filter((each) => each.kind === 'y'),
        [0, 1],
        y.options.domain,
        theme,
      ),
      nameAbove(panel.yName, theme, width - 60, { dx: 4 - MARGINS.left, dy: -12 }),
      nameBelow(panel.xName, theme, width - 80, 26),
    ],
  };
};
