import { describe, expect, it } from 'vitest';
import {
  bytesText,
  compactNumber,
  countText,
  durationText,
  numberText,
  percentText,
} from '../../src/kernel/number-text.ts';
import { thinned } from '../../src/kernel/thinned.ts';
import { timeRangeText, timeText } from '../../src/kernel/time-text.ts';

describe('Numbers for people', () => {
  it('separates thousands and keeps what matters of a fraction', () => {
    expect([0, 1234567, 1234.5678, 0.000123456, -1500, 1e-9, 1e20].map(numberText)).toEqual([
      '0',
      '1,234,567',
      '1,234.568',
      '0.000123',
      '−1,500',
      '1.00e-9',
      '1.00e+20',
    ]);
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(numberText)).toEqual(['not a number', '∞']);
  });

  it('shortens numbers for an axis', () => {
    expect([0, 999, 1000, 12_500, 2e6, 3.4e9].map(compactNumber)).toEqual([
      '0',
      '999',
      '1k',
      '12.5k',
      '2M',
      '3.4G',
    ]);
  });

  it('never rounds a share to nothing or to all', () => {
    expect([0, 0.00114, 0.5, 0.9999, 0.99999999, 1, 1e-12].map(percentText)).toEqual([
      '0 %',
      '0.114 %',
      '50 %',
      '> 99.9 %',
      '> 99.9 %',
      '100 %',
      '< 0.000001 %',
    ]);
  });

  it('says bytes, durations and counts', () => {
    expect([0, 999, 2_370_789, 5e12].map(bytesText)).toEqual(['0 bytes', '999 bytes', '2.37 MB', '5 TB']);
    expect([0.5, 59, 3600, 93_780, 86_400 * 30].map(durationText)).toEqual([
      '0.5 s',
      '59 s',
      '1 h',
      '1 d 2 h',
      '30 d',
    ]);
    expect([countText(1, 'address', 'addresses'), countText(2, 'event')]).toEqual(['1 address', '2 events']);
  });

  it('says times in UTC and the day once', () => {
    expect(timeText('2026-03-14T09:05:00.000000Z')).toBe('14 Mar 2026 09:05:00');
    expect(timeRangeText('2026-03-14T09:05:00Z', '2026-03-14T10:00:00Z')).toBe(
      '14 Mar 2026 09:05:00 to 10:00:00',
    );
    expect(timeRangeText('2026-03-14T09:05:00Z', '2026-03-15T10:00:00Z')).toBe(
      '14 Mar 2026 09:05:00 to 15 Mar 2026 10:00:00',
    );
    expect(timeText('never')).toBe('never');
  });
});

describe('Thinning', () => {
  it('keeps the smallest, the largest and an even spread', () => {
    expect(thinned([5, 1, 4, 2, 3], 3)).toEqual([1, 3, 5]);
    expect(thinned([2, 1], 5)).toEqual([1, 2]);
    expect(thinned([], 5)).toEqual([]);
    expect(
      thinned(
        Array.from({ length: 1000 }, (_, index) => index),
        11,
      ).at(-1),
    ).toBe(999);
  });
});
