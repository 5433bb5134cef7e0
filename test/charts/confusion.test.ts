import { describe, expect, it } from 'vitest';
import { confusionSvg } from '../../src/charts/confusion.ts';
import { LIGHT_THEME } from '../../src/charts/theme.ts';

describe('confusion matrices as a picture', () => {
  it('show every count with its share of the row, and stand alone', () => {
    const svg = confusionSvg(
      [
        { name: 'fence', tp: 63, fp: 20, tn: 235, fn: 9 },
        { name: 'none attacked', tp: 0, fp: 3, tn: 7, fn: 0 },
      ],
      { title: 'November', theme: LIGHT_THEME },
    );
    for (const text of [
      '63',
      'tp 87.5 %',
      '9',
      'fn 12.5 %',
      '20',
      'fp 7.84 %',
      '235',
      'tn 92.2 %',
      'tp, no such',
    ])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')).toBe(true);
    expect(svg).not.toMatch(/href|style=|NaN|undefined/);
  });

  it('keep names that come from rule files as text', () => {
    const svg = confusionSvg([{ name: '<script>"&\u202e', tp: 1, fp: 1, tn: 1, fn: 1 }], {
      title: '</title><script>',
      theme: LIGHT_THEME,
    });
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u202e');
  });
});
