import { describe, expect, it } from 'vitest';
import { judgePairs, type PairCount } from '../../../src/detectors/rarity/pair-oddities.ts';
import { RARITY_SETTINGS } from '../../../src/detectors/rarity/settings.ts';
import { quartilesOf, sizeFence, withTails } from '../../../src/detectors/rarity/size-oddities.ts';
import { typedSettings } from '../../../src/detectors/number-setting.ts';

const settings = typedSettings(RARITY_SETTINGS, {});

describe('the fence of sizes', () => {
  it('lies three quartile distances above the upper quartile of the logarithms', () => {
    expect(sizeFence({ group: 'a', events: 50, lower: 10, upper: 11, largest: 20 }, 3)).toBe(2 ** 14 - 1);
  });

  it('is one and a half bits away where all sizes are alike', () => {
    expect(sizeFence({ group: 'a', events: 50, lower: 10, upper: 10, largest: 20 }, 3)).toBe(2 ** 11.5 - 1);
  });

  it('rests on quartiles that enclose the true ones by a sixteenth of a doubling', () => {
    const steps = [
      { step: 160, count: 25, smallest: 1023, largest: 1050 },
      { step: 176, count: 50, smallest: 2100, largest: 2135 },
      { step: 200, count: 25, smallest: 5900, largest: 5999 },
    ];
    expect(quartilesOf('/x', steps)).toEqual({
      group: '/x',
      events: 100,
      lower: 10,
      upper: Math.log2(2136),
      largest: Math.log2(6000),
    });
  });

  it('orders sizes by how far out they lie and counts those at least as far', () => {
    const far = (size: number, excessBits: number, count: number) => ({
      group: '/x',
      size,
      count,
      fence: 10,
      excessBits,
      usual: 5,
      sampleSize: 100,
    });
    const found = withTails([far(40, 2, 3), far(80, 3, 1)], 1024);
    expect(found.map(({ size, tailEvents, tailBits }) => [size, tailEvents, tailBits])).toEqual([
      [80, 1, 10],
      [40, 4, 8],
    ]);
  });
});

describe('values given an entity', () => {
  const cell = (part: Partial<PairCount>): PairCount => ({
    given: 'anna',
    value: 'office',
    count: 1,
    givenCount: 512,
    valueCount: 1,
    ...part,
  });

  it('are rare when the entity has a strong habit and breaks it', () => {
    const [found] = judgePairs([cell({ value: 'abroad', count: 1, valueCount: 400 })], 1000, settings);
    expect(found).toMatchObject({ value: 'abroad', tailEvents: 1, tailBits: 9 });
    expect(found?.lift).toBeCloseTo(1 / 512 / 0.4, 12);
  });

  it('are drawn towards what everybody does, with a stated weight', () => {
    const [found] = judgePairs([cell({ count: 1, valueCount: 400 })], 1000, settings);
    expect(found?.probability).toBeCloseTo((1 + 0.4) / 513, 12);
    expect(found?.surpriseBits).toBeCloseTo(-Math.log2(1.4 / 513), 12);
  });

  it('are ordinary when everybody has them as seldom', () => {
    expect(judgePairs([cell({ count: 1, valueCount: 4 })], 2000, settings)).toEqual([]);
  });

  it('are ordinary when the entity has many such values', () => {
    const many = Array.from({ length: 40 }, (_, index) => cell({ value: `v${index}`, valueCount: 400 }));
    expect(judgePairs(many, 1000, settings)).toEqual([]);
  });
});
