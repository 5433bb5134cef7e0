import { type PlotOptions, plot } from '@observablehq/plot';
import { clipped } from '../kernel/visible-text.ts';
import type { ChartDocument } from './document.ts';
import { markupText, serialize } from './serialize.ts';
import type { ChartTheme } from './theme.ts';

/** Where and how a chart is drawn. */
export interface Drawing {
  readonly document: ChartDocument;
  readonly theme: ChartTheme;
  /** Pixels of the drawing; the page may scale it. */
  readonly width: number;
}

/** What a chart is called: `title` names it, `description` says in words what it shows. */
export interface Caption {
  readonly title: string;
  readonly description: string;
}

export const FONT_SIZE = 12;

/**
 * Draws plot options to SVG text with title, description and letters that scale with
 * the drawing. `links`: the drawing holds links, so that it is a group and not one image.
 */
export const drawSvg = (
  options: PlotOptions,
  { document, theme, width }: Drawing,
  caption: Caption,
  { links = false } = {},
): string => {
  const figure = plot({
    ...options,
    width,
    // Plot's typings ask for a browser's Document; what it uses of one is what linkedom gives.
    document: document as never,
    figure: false,
  });
  const drawn = serialize(figure);
  const inner = drawn.slice(drawn.indexOf('>') + 1);
  const height = Number(/ height="([0-9.]+)"/.exec(drawn)?.[1] ?? 0);
  const title = clipped(caption.title, 200);
  const label = markupText(`${title}. ${clipped(caption.description, 500)}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
    ` role="${links ? 'group' : 'img'}" aria-label="${label}" font-family="${markupText(theme.fontFamily)}"` +
    ` font-size="${FONT_SIZE}" text-anchor="middle" fill="${theme.text}">` +
    `<title>${markupText(title)}</title>${inner}`
  );
};
