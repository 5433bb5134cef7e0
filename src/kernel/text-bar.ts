const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A share (0..1, held inside) as a bar of at most `width` characters, to an eighth of one;
 * anything above 0 shows. Not padded.
 * @example textBar(0.5, 4) // '██'
 */
export const textBar = (share: number, width: number): string => {
  if (!(share > 0) || !(width >= 1)) return '';
  const eighths = Math.max(1, Math.round(Math.min(1, share) * Math.floor(width) * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
};
