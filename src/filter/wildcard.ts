/** Whether a text has the wildcard's first piece at its start, its last at its end, and the others in order between. */
export const matchesPieces = (text: string, pieces: readonly string[]): boolean => {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let position = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
};

/** The same as an anchored RE2 pattern. */
export const piecesPattern = (pieces: readonly string[]): string =>
  `^${pieces.map(escapePattern).join('.*')}$`;

/** The same to be searched for: without the ends that may be anything. */
export const searchPattern = (pieces: readonly string[]): string =>
  piecesPattern(pieces)
    .replace(/^\^[.][*]/, '')
    .replace(/[.][*][$]$/, '');

/** A text as an RE2 pattern that matches only itself. */
export const escapePattern = (text: string): string =>
  text.replace(/[\\^$.|?*+()[\]{}\p{Cc}]/gu, (character) =>
    character < ' ' || character === '\x7f' || character > '~'
      ? `\\x{${(character.codePointAt(0) as number).toString(16)}}`
      : `\\${character}`,
  );
