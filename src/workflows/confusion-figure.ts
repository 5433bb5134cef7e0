import type { ConfusionMatrix } from '../charts/confusion.ts';
import { pictureFormat } from './plot.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Draws confusion matrices to an SVG or PNG file, told by its ending.
 * @throws UsageError for another ending, InputError when it cannot be written
 */
export const writeConfusion = async (
  file: string,
  matrices: readonly ConfusionMatrix[],
  title: string,
): Promise<void> => {
  const format = pictureFormat(file);
  const { confusionSvg } = await import('../charts/confusion.ts');
  const { LIGHT_THEME } = await import('../charts/theme.ts');
  const svg = confusionSvg(matrices, { title, theme: LIGHT_THEME });
  if (format === 'svg') return writeWhole(file, svg);
  const { drawPng } = await import('./draw-png.ts');
  return writeWhole(file, await drawPng(svg));
};
