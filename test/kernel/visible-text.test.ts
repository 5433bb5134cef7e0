import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, visibleParts, visibleText } from '../../src/kernel/visible-text.ts';

describe('Visible text', () => {
  it('spells out what a terminal or a reader would obey or not see', () => {
    expect(visibleText('a\u001b[31m\nb\t\r')).toBe('a\\x1b[31m\\nb\\t\\r');
    expect(visibleText('\u202e\u200b\ufeff\u00a0\u2028\u{e0041}')).toBe(
      '\\u202e\\u200b\\ufeff\\xa0\\u2028\\u{e0041}',
    );
    expect(visibleText('\ud83d')).toBe('\\ud83d');
  });

  it('leaves ordinary text of any script as it is', () => {
    for (const text of ['naïve café', 'Привет', '漢字', 'שלום', '😀', 'e\u0301', '$1 & <b>', '']) {
      expect(visibleText(text)).toBe(text);
    }
  });

  it('stacks no more than two marks on a letter', () => {
    expect(visibleText(`e${'\u0301'.repeat(4)}`)).toBe('e\u0301\u0301\\u0301\\u0301');
  });

  it('leaves nothing unshowable in any text, and never changes what it has made visible', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(visibleText(shown)).toBe(shown);
        expect(
          visibleParts(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(shown);
      }),
    );
  });
});

describe('Clipping', () => {
  it('cuts at the end or in the middle and counts code points', () => {
    expect(clipped('abcdef', 4)).toBe('abc…');
    expect(clipped('abcdef', 4, { middle: true })).toBe('ab…f');
    expect(clipped('\u{1f600}'.repeat(5), 3)).toBe('\u{1f600}\u{1f600}…');
    expect(clipped('\u{1f600}\u{1f600}', 2)).toBe('\u{1f600}\u{1f600}');
  });

  it('gives at most the limit and never half a pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (text, limit, middle) => {
          const cut = clipped(text, limit, { middle });
          expect([...cut].length).toBeLessThanOrEqual(Math.max(2, limit));
          expect(cut).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });
});
