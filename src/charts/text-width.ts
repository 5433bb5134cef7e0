const NARROW = /[\sfijlrtI.,:;'|!()[\]/-]/;
const WIDE = /[mwMW@%&]|[^\u0020-\u024f]/u;

const emsOf = (character: string): number => (NARROW.test(character) ? 0.36 : WIDE.test(character) ? 1 : 0.6);

/** Estimated width of text in pixels for a humanist sans serif; errs on the wide side. */
export const textWidth = (text: string, fontSize: number): number => {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return Math.ceil(ems * fontSize);
};

/**
 * Text cut with an ellipsis so that it fits the width in pixels; at least one character
 * stays. Looks at no more of the text than fits.
 * @example fitted('abcdefgh', 30, 10) // 'abc…'
 */
export const fitted = (text: string, width: number, fontSize: number): string => {
  const room = width / fontSize;
  let [ems, end, keepable] = [0, 0, 0];
  for (const character of text) {
    ems += emsOf(character);
    if (ems > room) return `${text.slice(0, keepable || character.length)}…`;
    end += character.length;
    if (ems + 1 <= room) keepable = end;
  }
  return text;
};
