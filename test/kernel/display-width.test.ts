import { describe, expect, it } from 'vitest';
import { displayWidth, fittedColumns, paddedColumns } from '../../src/kernel/display-width.ts';

describe('the width of a text on a terminal', () => {
  it('is two columns for a wide sign, none for a mark on another one', () => {
    expect(['', 'abc', '日本', 'e\u0301', '█·…', '👍'].map(displayWidth)).toEqual([0, 3, 4, 1, 3, 2]);
  });
  it('is not exceeded by a cut text, of which beginning and end stay', () => {
    expect(fittedColumns('abcdefghij', 6)).toBe('abc…ij');
    expect(fittedColumns('日本語日本語', 7)).toBe('日本…語');
    expect(fittedColumns('日本語', 6)).toBe('日本語');
    for (let width = 1; width < 30; width += 1)
      for (const text of ['x'.repeat(100_000), '日本語'.repeat(20_000), 'a👍'.repeat(50), 'é'.repeat(80)])
        expect(displayWidth(fittedColumns(text, width))).toBeLessThanOrEqual(width);
  });
  it('never tears a sign of two code units apart', () => {
    for (let width = 1; width < 12; width += 1)
      expect(fittedColumns('👍👍👍👍👍👍👍', width)).not.toMatch(/\p{Cs}/u);
  });
  it('is reached by blanks', () => {
    expect(paddedColumns('日', 4)).toBe('日  ');
  });
});
