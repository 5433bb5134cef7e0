/** A stretch of text that may be shown as it is, or the escaped spelling of characters that may not. */
export interface TextPart {
  readonly text: string;
  readonly escaped: boolean;
}

/**
 * What must never be shown raw: control, format (bidi, zero width, tags), surrogate,
 * private and unassigned characters, line and paragraph separators, every space but
 * U+0020, letters that show nothing, and marks stacked higher than two.
 */
const UNSHOWABLE =
  /(?:(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\p{DI}\u2800\ufffc])+|(?<=\p{M}{2})\p{M}+/gu;

const SHORT = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

const escapeOne = (character: string): string => {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
};

/**
 * Cuts text into showable parts and escaped ones (`\x1b`, `\u202e`, `\ud800`), in order.
 * @example visibleParts('a\u0000') // [{ text: 'a', escaped: false }, { text: '\\x00', escaped: true }]
 */
export const visibleParts = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(UNSHOWABLE)) {
    if (match.index > done) parts.push({ text: text.slice(done, match.index), escaped: false });
    parts.push({ text: Array.from(match[0], escapeOne).join(''), escaped: true });
    done = match.index + match[0].length;
  }
  if (done < text.length) parts.push({ text: text.slice(done), escaped: false });
  return parts;
};

/**
 * Text from a log as one line that cannot steer a terminal or hide anything.
 * @example visibleText('a\u001b[31m\nb') // 'a\\x1b[31m\\nb'
 */
export const visibleText = (text: string): string =>
  visibleParts(text)
    .map((part) => part.text)
    .join('');

/**
 * At most `limit` code points, cut in the middle when `middle`, else at the end, with an
 * ellipsis. Looks at no more of a huge text than it needs.
 * @example clipped('abcdef', 4) // 'abc…'
 */
export const clipped = (text: string, limit: number, { middle = false } = {}): string => {
  if (text.length <= limit) return text;
  // A code point takes at most two units, so this much of either end is enough.
  const start = Array.from(text.slice(0, limit * 2 + 2));
  if (text.length <= limit * 2 && start.length <= limit) return text;
  const kept = Math.max(1, limit - 1);
  if (!middle) return `${start.slice(0, kept).join('')}…`;
  const head = Math.ceil(kept / 2);
  const end = Array.from(text.slice(-(limit * 2 + 2)));
  return `${start.slice(0, head).join('')}…${end.slice(end.length - (kept - head)).join('')}`;
};
