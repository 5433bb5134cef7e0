const NARROW = /[\sfijlrtI.,:;'|!()[\]/-]/;
const WIDE = /[mwMW@%&]|[^\u0020-\u024f]/u;

/** Estimated width of text in pixels for a humanist sans serif; errs on the wide side. */
export const textWidth = (text: string, fontSize: number): number => {
  let ems = 0;
  for (const character of text) ems += NARROW.test(character) ? 0.36 : WIDE.test(character) ? 1 : 0.6;
  return Math.ceil(ems * fontSize);
};

/**
 * Text cut with an ellipsis so that it fits the width in pixels.
 * @example fitted('abcdefgh', 30, 10) // 'abcd…'
 */
export const fitted = (text: string, width: number, fontSize: number): string => {
  if (textWidth(text, fontSize) <= width) return text;
  const points = Array.from(text);
  let kept = points.length;
  while (kept > 1 && textWidth(`${points.slice(0, kept).join('')}…`, fontSize) > width) kept -= 1;
  return `${points.slice(0, kept).join('')}…`;
};
