import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineTable } from '../../../src/detectors/baseline-rule/group-baseline.ts';
import { judgeWindows } from '../../../src/detectors/baseline-rule/judge-windows.ts';
import { drawSample } from '../../../src/detectors/baseline-rule/sample.ts';
import { compareRows, groupKey, type WindowRow } from '../../../src/detectors/baseline-rule/window-row.ts';
import { parseBaselineRule } from '../../../src/rules/baseline/parse.ts';
import type { BaselineRule } from '../../../src/rules/baseline/rule.ts';

const HOUR = 3_600_000_000;
/** A Thursday, 1970-01-01, is hour 0. */
const row = (
  entity: string,
  hour: number,
  knocks: number | null,
  doors: number | null = 1,
  peer: string | null = null,
): WindowRow => ({
  entity,
  windowMicros: hour * HOUR,
  peer,
  events: knocks ?? 1,
  start: null,
  end: null,
  values: { knocks, doors },
});

const rule = (rest: string): BaselineRule =>
  parseBaselineRule(`name: knocking
title: knocking
dataset: orchard
entity: gate.name
metrics: { knocks: count(), doors: distinct(door.name) }
${rest}
`);

const flaggedBy = (text: string, rows: readonly WindowRow[]): readonly string[] =>
  judgeWindows(rows, rule(text)).flagged.map(
    ({ row: { entity, windowMicros } }) => `${entity}@${windowMicros / HOUR}`,
  );

/** Ten gates with 10 knocks an hour over two days, give or take one. */
const calm = (hours = 48): WindowRow[] =>
  Array.from({ length: hours * 10 }, (_, index) =>
    row(`gate-${index % 10}`, Math.floor(index / 10), 9 + (index % 3)),
  );

describe('a baseline by hour', () => {
  it('of the day knows that nights are quiet', () => {
    const rows = Array.from({ length: 24 * 8 * 5 }, (_, index) => {
      const hour = Math.floor(index / 5);
      return row(`gate-${index % 5}`, hour, hour % 24 < 6 ? 2 : 50);
    });
    const night = row('gate-0', 24 * 8 + 3, 20);
    const day = row('gate-0', 24 * 8 + 12, 60);
    const tests = 'tests: { knocks: { percent: 200 } }\n';
    expect(flaggedBy(`${tests}baseline: { by: hour of day, shrink: 0 }`, [...rows, night, day])).toEqual([
      'gate-0@195',
    ]);
    expect(flaggedBy(`${tests}baseline: { by: everything, shrink: 0 }`, [...rows, night, day])).toEqual([]);
  });

  it('of the week counts from Monday 00:00 UTC', () => {
    const monday = 4 * 24;
    expect(groupKey(row('a', monday, 1), { kind: 'hour of week' })).toBe(0);
    expect(groupKey(row('a', monday - 1, 1), { kind: 'hour of week' })).toBe(167);
    expect(groupKey(row('a', -1, 1), { kind: 'hour of day' })).toBe(23);
    const rows = Array.from({ length: 24 * 28 }, (_, hour) =>
      row(`gate-${hour % 5}`, hour, groupKey(row('', hour, 1), { kind: 'hour of week' }) === 5 ? 100 : 10),
    );
    const busy = row('gate-9', monday + 28 * 24 + 5, 100);
    const odd = row('gate-9', monday + 28 * 24 + 6, 100);
    const text = 'tests: { knocks: { percent: 300 } }\nbaseline: { by: hour of week, shrink: 0 }';
    expect(flaggedBy(text, [...rows, busy, odd])).toEqual([`gate-9@${monday + 28 * 24 + 6}`]);
  });
});

describe('a baseline of peers and of the own past', () => {
  it('holds a gate against gates of its own kind', () => {
    const rows = Array.from({ length: 400 }, (_, index) =>
      index % 2 === 0
        ? row(`big-${index % 20}`, index, 100, 1, 'big')
        : row(`small-${index % 20}`, index, 5, 1, 'small'),
    );
    const grown = row('small-1', 500, 60, 1, 'small');
    const text = 'tests: { knocks: { percent: 300 } }\nbaseline: { by: peers, peers: gate.kind, shrink: 0 }';
    expect(flaggedBy(text, [...rows, grown])).toEqual(['small-1@500']);
  });

  it('holds a gate against its own earlier windows, and later ones change nothing', () => {
    const rows = calm();
    const change = row('gate-3', 48, 40);
    const text =
      'tests: { knocks: { robust_z: 6, zero_spread: 1 } }\nbaseline: { by: own past, windows: 30, shrink: 0 }';
    expect(flaggedBy(text, [...rows, change])).toEqual(['gate-3@48']);
    const later = Array.from({ length: 60 }, (_, index) => row('gate-3', 49 + index, 40));
    const found = flaggedBy(text, [...rows, change, ...later]);
    // the new level becomes the own past once it fills half of the thirty windows
    expect(found[0]).toBe('gate-3@48');
    expect(found).not.toContain('gate-3@80');
  });

  it('judges a newcomer by everybody until it has a past of its own', () => {
    const newcomer = [row('gate-x', 48, 100), row('gate-y', 48, 11)];
    const text = (shrink: number): string =>
      `tests: { knocks: { percent: 300 } }\nbaseline: { by: own past, shrink: ${shrink} }`;
    expect(flaggedBy(text(10), [...calm(), ...newcomer])).toEqual(['gate-x@48']);
    const alone = judgeWindows([...calm(), ...newcomer], rule(text(0)));
    expect(alone.flagged).toEqual([]);
    expect(alone.notes.join()).toContain('not enough data to judge, needs earlier windows');
  });
});

describe('tests of a metric', () => {
  const limits = (text: string, knocks: number | null, rows = calm()): boolean =>
    flaggedBy(`tests: { knocks: { ${text} } }`, [...rows, row('odd', 99, knocks)]).includes('odd@99');

  it('count the bound itself as reached, above, below or on both sides', () => {
    // median 10 knocks
    expect([limits('percent: 150', 15), limits('percent: 150', 14.999)]).toEqual([true, false]);
    expect([limits('percent: 50, side: below', 5), limits('percent: 50, side: below', 5.001)]).toEqual([
      true,
      false,
    ]);
    expect([
      limits('percent: 200, side: both', 5),
      limits('percent: 200, side: both', 20),
      limits('percent: 200, side: both', 10),
    ]).toEqual([true, true, false]);
    expect([limits('value: 12', 12), limits('value: 12', 11)]).toEqual([true, false]);
  });

  it('put Tukey fences and Z cutoffs where the statistics say', () => {
    // quartiles 9 and 11, so the fence of k = 3 is 17
    expect([limits('tukey: 3', 17), limits('tukey: 3', 16.9)]).toEqual([true, false]);
    expect([limits('tukey: 3, fence_percent: 200', 34), limits('tukey: 3, fence_percent: 200', 33)]).toEqual([
      true,
      false,
    ]);
    // median 10, median absolute deviation 1: a robust Z of 4 is 10 + 4 x 1.4826
    expect([limits('robust_z: 4', 15.94), limits('robust_z: 4', 15.92)]).toEqual([true, false]);
    expect([limits('z: 3', 13.5), limits('z: 3', 12)]).toEqual([true, false]);
  });

  it('join two bounds as they are told', () => {
    expect([
      limits('percent: 120, robust_z: 4, combine: both', 14),
      limits('percent: 120, robust_z: 4, combine: both', 16),
    ]).toEqual([false, true]);
    expect(limits('percent: 120, robust_z: 4, combine: either', 14)).toBe(true);
    expect(limits('percent: 120, at_least: 20', 15)).toBe(false);
  });

  it('handle a baseline without spread by rule and not by infinity', () => {
    const flat = calm().map((item) => row(item.entity, item.windowMicros / HOUR, 10));
    expect(limits('robust_z: 3', 11, flat)).toBe(false);
    expect(limits('robust_z: 3, zero_spread: any difference', 10.5, [...flat])).toBe(true);
    expect([
      limits('robust_z: 3, zero_spread: 2', 15.9, flat),
      limits('robust_z: 3, zero_spread: 2', 16, flat),
    ]).toEqual([false, true]);
    const verdict = judgeWindows(flat, rule('tests: { knocks: { z: 3 } }'));
    expect(verdict.notes).toEqual([
      '480 of 480 windows could not be judged: knocks has no spread in its baseline',
    ]);
  });

  it('say of a metric that divides by zero that it cannot be computed', () => {
    const verdict = judgeWindows(
      [...calm(), row('odd', 99, null)],
      rule('tests: { knocks: { percent: 150 } }'),
    );
    expect(verdict.notes).toEqual([
      '1 of 481 windows could not be judged: knocks cannot be computed where it divides by zero',
    ]);
  });

  it('are joined by the condition, in which an unknown outcome decides nothing', () => {
    const text =
      'tests: { knocks: { percent: 150 }, doors: { percent: 150 } }\ncondition: knocks and not doors';
    const rows = [...calm(), row('a', 99, 50, 1), row('b', 99, 50, 9), row('c', 99, 50, null)];
    expect(flaggedBy(text, rows)).toEqual(['a@99']);
  });
});

describe('too little data', () => {
  const text = 'tests: { knocks: { z: 3 } }';
  it.each([
    ['nothing', []],
    ['one window', [row('a', 1, 5)]],
    ['one gate', Array.from({ length: 100 }, (_, hour) => row('a', hour, 5))],
    ['one hour', Array.from({ length: 100 }, (_, index) => row(`gate-${index}`, 1, 5))],
  ])('of %s says what it needs instead of a finding', (_, rows) => {
    const verdict = judgeWindows(rows, rule(text));
    expect(verdict.flagged).toEqual([]);
    expect(verdict.notes).toHaveLength(1);
    expect(verdict.notes[0]).toMatch(
      /^not enough data to judge, needs 20 rows .* from 5 values of gate.name in 3 windows, has /,
    );
  });

  it('in time leaves far-off clocks as windows like any other', () => {
    const far = [row('gate-1', 0, 500), row('gate-2', Math.floor(136 * 365.25 * 24), 11)];
    expect(
      flaggedBy('tests: { knocks: { percent: 500 } }', [
        ...calm().map((item) => ({ ...item, windowMicros: item.windowMicros + 430_000 * HOUR })),
        ...far,
      ]),
    ).toEqual(['gate-1@0']);
  });
});

describe('training and testing periods', () => {
  it('make the baseline from one and judge only the other', () => {
    const rows = [...calm(), row('early', 10, 90), row('late', 40, 90)];
    const text = (extra: string): string => `tests: { knocks: { percent: 300 } }\n${extra}`;
    expect(flaggedBy(text(''), rows)).toEqual(['early@10', 'late@40']);
    expect(flaggedBy(text('train: { until: 1970-01-02 }\ntest: { since: 1970-01-02 }'), rows)).toEqual([
      'late@40',
    ]);
    const nothing = judgeWindows(rows, rule(text('train: { since: 1971-01-01 }')));
    expect(nothing.notes[0]).toContain('not enough data to judge');
  });
});

describe('small groups', () => {
  it('are drawn towards the whole by the stated weight', () => {
    // hour 5 has one row of 40; the whole has a mean of 10
    const rows = [
      ...Array.from({ length: 100 }, (_, index) => row(`g${index}`, 1, 10)),
      row('x', 5, 40),
    ].sort(compareRows);
    const center = (shrink: number): unknown =>
      baselineTable(
        rows,
        rule(
          `tests: { knocks: { z: 3 } }\nbaseline: { by: hour of day, statistic: mean, shrink: ${shrink} }`,
        ),
      ).find((group) => group.key === 5)?.metrics['knocks']?.center;
    expect(center(0)).toBe(40);
    const whole = (100 * 10 + 40) / 101;
    expect(center(4)).toBeCloseTo((1 * 40 + 4 * whole) / 5, 12);
  });
});

describe('laws of rules', () => {
  const rowsOf = fc.array(
    fc.record({
      gate: fc.integer({ min: 0, max: 8 }),
      hour: fc.integer({ min: 0, max: 60 }),
      knocks: fc.integer({ min: 0, max: 50 }),
    }),
    { minLength: 30, maxLength: 120 },
  );
  const texts = [
    'tests: { knocks: { percent: 150 } }\nbaseline: { by: hour of day, statistic: mean, sample: { size: 5, seed: 3 }, trim: { quantile: 0.9 } }',
    'tests: { knocks: { tukey: 1.5 } }\nbaseline: { by: own past }',
    'tests: { knocks: { z: 2, zero_spread: 1, side: both } }\nbaseline: { by: hour of week, sample: { share: 0.3, seed: 1 } }',
  ];

  it('flag the same windows whatever the order of the rows', () => {
    fc.assert(
      fc.property(rowsOf, fc.constantFrom(...texts), (items, text) => {
        const unique = new Map(
          items.map(({ gate, hour, knocks }) => [`${gate} ${hour}`, row(`g${gate}`, hour, knocks)]),
        );
        const rows = [...unique.values()];
        expect(flaggedBy(text, [...rows].reverse())).toEqual(flaggedBy(text, rows));
      }),
      { numRuns: 60 },
    );
  });

  it('by the own past give the windows before a moment the same verdict as the whole does', () => {
    fc.assert(
      fc.property(rowsOf, (items) => {
        const unique = new Map(
          items.map(({ gate, hour, knocks }) => [`${gate} ${hour}`, row(`g${gate}`, hour, knocks)]),
        );
        const rows = [...unique.values()];
        const text =
          'tests: { knocks: { percent: 200 } }\nbaseline: { by: own past, minimum: { rows: 2, entities: 1, windows: 1 } }';
        const early = (rows: readonly WindowRow[]): readonly string[] =>
          judgeWindows(rows, {
            ...rule(text),
            test: { sinceMicros: null, untilMicros: 30 * HOUR },
          }).flagged.map((window) => `${window.row.entity}@${window.row.windowMicros / HOUR}`);
        const prefix = rows.filter((item) => item.windowMicros < 30 * HOUR);
        if (prefix.length >= 2) expect(early(prefix)).toEqual(early(rows));
      }),
      { numRuns: 60 },
    );
  });

  it('flag no more windows with a higher bound', () => {
    fc.assert(
      fc.property(rowsOf, fc.integer({ min: 100, max: 400 }), (items, percent) => {
        const rows = items.map(({ gate, hour, knocks }, index) => row(`g${gate}-${index}`, hour, knocks));
        const flagged = (bound: number): ReadonlySet<string> =>
          new Set(flaggedBy(`tests: { knocks: { percent: ${bound} } }`, rows));
        const low = flagged(percent);
        for (const window of flagged(percent + 50)) expect(low.has(window)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('samples', () => {
  it('of a share are rounded half to even as pandas rounds, and hold at least one row', () => {
    const rows = Array.from({ length: 25 }, (_, index) => index);
    expect(drawSample(rows, { kind: 'share', share: 0.1, seed: 0 })).toHaveLength(2);
    expect(drawSample(rows, { kind: 'share', share: 0.3, seed: 0 })).toHaveLength(8);
    expect(drawSample(rows, { kind: 'share', share: 0.001, seed: 0 })).toHaveLength(1);
    expect(drawSample(rows, { kind: 'all' })).toBe(rows);
    expect(drawSample([], { kind: 'size', size: 5, seed: 0 })).toEqual([]);
  });

  it('are the rows that pandas draws', () => {
    // pandas 1.5: pd.Series(range(10)).sample(10, random_state=0, replace=True)
    const rows = Array.from({ length: 10 }, (_, index) => index);
    expect(drawSample(rows, { kind: 'size', size: 10, seed: 0 })).toEqual([5, 0, 3, 3, 7, 9, 3, 5, 2, 4]);
  });
});
