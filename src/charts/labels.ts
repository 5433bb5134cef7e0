import { type Markish, text } from '@observablehq/plot';
import { FONT_SIZE } from './draw.ts';
import { textWidth } from './text-width.ts';

/** A short text that belongs to a place on the horizontal axis. */
export interface Label {
  readonly x: number | Date;
  readonly text: string;
  readonly colour: string;
  readonly bold: boolean;
}

/** Labels over the drawing: each on the first of two lines where it meets no other, kept inside the frame. */
export const placedLabels = (
  labels: readonly Label[],
  pixel: (x: number | Date) => number,
  width: number,
): Markish[] => {
  const taken: { line: number; from: number; to: number }[] = [];
  return labels.flatMap((label) => {
    const size = textWidth(label.text, FONT_SIZE - 1) + 8;
    const centre = Math.min(width - size / 2 - 2, Math.max(size / 2 + 2, pixel(label.x)));
    const [from, to] = [centre - size / 2, centre + size / 2];
    const line = [0, 1].find(
      (candidate) => !taken.some((other) => other.line === candidate && other.from < to && other.to > from),
    );
    if (line === undefined) return [];
    taken.push({ line, from, to });
    return [
      text([label.text], {
        x: () => label.x,
        dx: centre - pixel(label.x),
        frameAnchor: 'top',
        lineAnchor: 'bottom',
        dy: -7 - line * 14,
        fontSize: FONT_SIZE - 1,
        fontWeight: label.bold ? 600 : 400,
        fill: label.colour,
      }),
    ];
  });
};
