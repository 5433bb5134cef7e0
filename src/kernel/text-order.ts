/**
 * Compares two texts by their UTF-8 bytes, the order that both engines sort by.
 * JavaScript's own `<` compares UTF-16 units, which puts surrogate pairs before U+E000.
 * @example compareUtf8('\u{1F600}', '\uFFFD') > 0
 */
export const compareUtf8 = (left: string, right: string): number => {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return codePointOrder(a) - codePointOrder(b);
  }
  return left.length - right.length;
};

// Moves the surrogates above the rest of the basic plane.
const codePointOrder = (unit: number): number => {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
};
