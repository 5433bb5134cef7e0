import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/kernel/errors.ts';
import { parseBaselineRule } from '../../src/rules/baseline/parse.ts';

const SHIPPED = new URL('../../rules/', import.meta.url);

const RULE = `name: many-doors
title: Many doors tried
dataset: auth
entity: source.ip
window: 15m
metrics:
  knocks: count()
  doors: distinct(user.name)
tests:
  knocks: { percent: 300 }
`;

const refusal = (text: string): string => {
  try {
    parseBaselineRule(text, 'doors.yaml');
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('the rule was not refused');
};

describe('a baseline rule file', () => {
  it('gets every default it leaves out', () => {
    expect(parseBaselineRule(RULE)).toMatchObject({
      name: 'many-doors',
      summary: 'Many doors tried',
      severity: 50,
      attack: [],
      windowSeconds: 900,
      where: null,
      baseline: {
        by: { kind: 'everything' },
        statistic: { kind: 'median' },
        sample: { kind: 'all' },
        trim: null,
        shrink: 10,
        minimum: { rows: 20, entities: 5, windows: 3 },
      },
      tests: [
        {
          name: 'knocks',
          metric: 'knocks',
          side: 'above',
          limits: [{ method: 'percent', limit: 300 }],
          fencePercent: 100,
          zeroSpread: 'never',
          atLeast: null,
        },
      ],
      conditionText: 'knocks',
      train: { sinceMicros: null, untilMicros: null },
    });
  });

  it('keeps what it says about groups, samples, trimming, periods and tests', () => {
    const rule =
      parseBaselineRule(`${RULE.replace('percent: 300', 'z: 3, robust_z: 3.5, combine: either, zero_spread: 0.5, side: both, at_least: 4')}
baseline:
  by: peers
  peers: subnet(source.ip,16)
  statistic: quantile
  quantile: 0.75
  sample: { share: 0.2, seed: 7 }
  trim: { quantile: 0.9, metrics: [doors] }
  shrink: 0
  minimum: { rows: 2 }
train: { until: 2018-11-15 }
test: { since: 2018-11-15T06:00+01:00 }
condition: not knocks
`);
    expect(rule.baseline).toEqual({
      by: { kind: 'peers', field: 'subnet(source.ip,16)' },
      statistic: { kind: 'quantile', probability: 0.75 },
      sample: { kind: 'share', share: 0.2, seed: 7 },
      trim: { quantile: 0.9, metrics: ['doors'] },
      shrink: 0,
      minimum: { rows: 2, entities: 5, windows: 3 },
    });
    expect(rule.tests[0]).toMatchObject({ combine: 'either', zeroSpread: 0.5, side: 'both', atLeast: 4 });
    expect(rule.train).toEqual({ sinceMicros: null, untilMicros: Date.UTC(2018, 10, 15) * 1000 });
    expect(rule.test).toEqual({ sinceMicros: Date.UTC(2018, 10, 15, 5) * 1000, untilMicros: null });
    expect(rule.condition).toEqual({ kind: 'not', item: { kind: 'test', name: 'knocks' } });
  });

  it('is shipped in a form that is accepted, under its own name', () => {
    const files = readdirSync(SHIPPED).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const file of files) {
      const rule = parseBaselineRule(readFileSync(new URL(file, SHIPPED), 'utf8'), file);
      expect(`${rule.name}.yaml`).toBe(file);
    }
  });
});

describe('a rule file with a mistake names file, line, column and the nearest known word', () => {
  it('for a mistyped key, even where it makes another one missing', () => {
    expect(refusal(RULE.replace('entity:', 'entitty:'))).toBe(
      'doors.yaml, line 4, column 1: unknown key "entitty": did you mean entity?',
    );
    expect(refusal(RULE.replace('percent:', 'precent:'))).toBe(
      'doors.yaml, line 10, column 13: unknown key "precent": did you mean percent?',
    );
    expect(refusal(`${RULE}baseline: { by: hour of dya }\n`)).toBe(
      'doors.yaml, line 11, column 17: unknown grouping "hour of dya": did you mean hour of day?',
    );
  });

  it('for a test or a trimming of a metric that is none', () => {
    expect(refusal(RULE.replace('  knocks: { percent', '  knoks: { percent'))).toBe(
      'doors.yaml, line 10, column 3: unknown metric "knoks": did you mean knocks?',
    );
    expect(refusal(`${RULE}baseline: { trim: { quantile: 0.9, metrics: [dors] } }\n`)).toContain(
      'line 11, column 46: unknown metric "dors": did you mean doors?',
    );
  });

  it('inside a condition, a filter and a duration', () => {
    expect(refusal(`${RULE}condition: knocks and dors\n`)).toBe(
      'doors.yaml, line 11, column 23: unknown test "dors": the tests are knocks',
    );
    expect(refusal(`${RULE}condition: (knocks\n`)).toBe(
      'doors.yaml, line 11, column 12: this parenthesis is never closed',
    );
    expect(refusal(`${RULE}where: "event.outcome = failure"\n`)).toMatch(
      /^doors.yaml, line 11, column \d+: /,
    );
    expect(refusal(RULE.replace('15m', '15 parsecs'))).toContain(
      'doors.yaml, line 5, column 9: "15 parsecs" is no duration',
    );
  });

  it('for a field and a metric of a built-in dataset', () => {
    expect(refusal(RULE.replace('source.ip', 'sorce.ip'))).toBe(
      'doors.yaml, line 4, column 9: unknown field "sorce.ip": did you mean source.ip?',
    );
    expect(refusal(RULE.replace('distinct(user.name)', 'distinct(user.nmae)'))).toBe(
      'doors.yaml, line 8, column 19: unknown field "user.nmae": did you mean user.name?',
    );
    expect(refusal(RULE.replace('distinct(user.name)', '"1 - knoks"'))).toContain(
      'doors.yaml, line 8, column 15: unknown metric "knoks": did you mean knocks',
    );
    expect(refusal(RULE.replace('distinct(user.name)', 'mode(user.name)'))).toContain(
      "doors.yaml, line 8, column 10: a rule's metric is a number, and this one is of type keyword",
    );
    expect(refusal(`${RULE}where: 'event.outcom : failure'\n`)).toBe(
      'doors.yaml, line 11, column 9: unknown field "event.outcom": did you mean event.outcome?',
    );
    expect(
      refusal(RULE.replace('dataset: auth', 'dataset: orchard').replace('count()', 'cuont()')),
    ).toContain('doors.yaml, line 7, column 11: unknown metric "cuont": did you mean count?');
  });

  it('for values of the wrong kind or out of range', () => {
    expect(refusal(RULE.replace('percent: 300', 'percent: lots'))).toBe(
      'doors.yaml, line 10, column 22: expected a number from 1 to 1000000',
    );
    expect(refusal(`${RULE}severity: 200\n`)).toBe(
      'doors.yaml, line 11, column 11: expected a number from 0 to 100, not 200',
    );
    expect(refusal(`${RULE}attack: [T11]\n`)).toContain(
      'line 11, column 10: expected an ATT&CK technique such as T1110.003',
    );
    expect(refusal(RULE.replace('title: Many doors tried\n', ''))).toContain(
      'line 1, column 1: the key title is missing',
    );
  });

  it('for YAML that cannot be read, keys given twice and files of another kind', () => {
    expect(refusal('name: [a\n')).toMatch(/^doors.yaml, line 2, column 1: /);
    expect(refusal(`${RULE}name: twice\n`)).toMatch(/^doors.yaml, line 11, column 1: .*unique/);
    expect(refusal('- 1\n')).toContain('doors.yaml, line 1, column 1: expected keys and values');
    expect(refusal('')).toContain('doors.yaml, line 1, column 1: expected keys and values');
  });

  it('for keys that do not go together', () => {
    const baseline = (text: string): string => refusal(`${RULE}baseline: { ${text} }\n`);
    expect(baseline('by: peers')).toContain('"by: peers" needs the key peers');
    expect(baseline('windows: 10')).toContain('this key goes with "by: own past"');
    expect(baseline('statistic: quantile')).toContain('needs the key quantile');
    expect(baseline('sample: { size: 3, share: 0.5 }')).toContain('either a size or a share');
    expect(refusal(RULE.replace('percent: 300', 'percent: 300, z: 3'))).toContain(
      'need "combine: both" or "combine: either"',
    );
    expect(refusal(RULE.replace('percent: 300', 'side: above'))).toContain(
      'one or two of value, percent, tukey, z, robust_z',
    );
    expect(refusal(`${RULE}train: { since: 2018-12-01, until: 2018-11-01 }\n`)).toContain(
      'ends before it begins',
    );
  });
});
