import { createRequire } from 'node:module';

/** Pixels of the picture for one of the drawing: letters stay sharp on dense screens. */
const ZOOM = 2;

/**
 * An SVG text as PNG bytes, drawn with the font that comes with the package, so that a
 * machine without any font shows text too; nothing is read from the system or the network.
 */
export const drawPng = async (svg: string, { zoom = ZOOM } = {}): Promise<Uint8Array> => {
  const { Resvg } = await import('@resvg/resvg-js');
  const { resolve } = createRequire(import.meta.url);
  const font = (name: string): string => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: {
      loadSystemFonts: false,
      fontFiles: [font('DejaVuSans'), font('DejaVuSans-Bold')],
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return drawing.render().asPng();
};
