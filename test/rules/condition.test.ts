import { describe, expect, it } from 'vitest';
import { conditionHolds, conditionTests, parseCondition } from '../../src/rules/baseline/condition.ts';

const holds = (text: string, outcomes: Record<string, boolean | null>): boolean | null =>
  conditionHolds(parseCondition(text, Object.keys(outcomes)), (name) => outcomes[name] ?? null);

describe('a condition over tests', () => {
  it('binds not closest, then and, then or', () => {
    const outcomes = { a: true, b: false, c: false };
    expect(holds('a or b and c', outcomes)).toBe(true);
    expect(holds('(a or b) and c', outcomes)).toBe(false);
    expect(holds('not b and a', outcomes)).toBe(true);
    expect(holds('not (b or a)', outcomes)).toBe(false);
    expect(holds('NOT not a AND a', outcomes)).toBe(true);
  });

  it('knows what an unknown outcome can and cannot decide', () => {
    const outcomes = { yes: true, no: false, unknown: null };
    expect(holds('no and unknown', outcomes)).toBe(false);
    expect(holds('yes or unknown', outcomes)).toBe(true);
    expect(holds('yes and unknown', outcomes)).toBeNull();
    expect(holds('no or unknown', outcomes)).toBeNull();
    expect(holds('not unknown', outcomes)).toBeNull();
  });

  it('lists its tests once each', () => {
    expect(conditionTests(parseCondition('a and (b or not a)', ['a', 'b', 'c']))).toEqual(['a', 'b']);
  });

  it('says where it cannot be read', () => {
    const names = ['alpha', 'beta'];
    expect(() => parseCondition('alpha and', names)).toThrow('column 10: expected the name of a test');
    expect(() => parseCondition('alpha beta', names)).toThrow(
      'column 7: expected "and" or "or" before "beta"',
    );
    expect(() => parseCondition('alpha) or beta', names)).toThrow(
      'column 6: this parenthesis closes nothing',
    );
    expect(() => parseCondition('or beta', names)).toThrow('column 1: expected the name of a test, not "or"');
    expect(() => parseCondition('(', names)).toThrow('column 2: expected the name of a test');
    expect(() => parseCondition('aplha', names)).toThrow(
      'column 1: unknown test "aplha": did you mean alpha?',
    );
    expect(() => parseCondition('('.repeat(300), names)).toThrow('100 parentheses');
    expect(() => parseCondition(`${'not '.repeat(300)}alpha`, names)).not.toThrow('stack');
  });
});
