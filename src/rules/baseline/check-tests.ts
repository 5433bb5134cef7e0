import { unknownName } from '../../kernel/nearest.ts';
import type { RuleDocument } from '../rule-document.ts';
import type { MetricTest, TestMethod, ZeroSpread } from './rule.ts';
import type { BaselineRuleFile, MetricTestFile } from './schema.ts';

const METHODS: readonly TestMethod[] = ['value', 'percent', 'tukey', 'z', 'robust_z', 'surprise'];

/** The tests of a rule file with their defaults. Throws UsageError at the wrong place. */
export const checkTests = (
  written: BaselineRuleFile['tests'],
  metricNames: readonly string[],
  document: RuleDocument,
): readonly MetricTest[] =>
  Object.entries(written).map(([name, test]) => {
    const metric = test.metric ?? name;
    if (!metricNames.includes(metric)) {
      const hint = `the metrics are ${metricNames.join(', ')}`;
      const path = test.metric === undefined ? ['tests', name] : ['tests', name, 'metric'];
      const key = test.metric === undefined;
      throw document.problem(path, unknownName('metric', metric, metricNames, hint).message, { key });
    }
    return checkTest(name, metric, test, document);
  });

const checkTest = (
  name: string,
  metric: string,
  test: MetricTestFile,
  document: RuleDocument,
): MetricTest => {
  const limits = METHODS.flatMap((method) => {
    const limit = test[method];
    return limit === undefined ? [] : [{ method, limit }];
  });
  const complain = (key: string, what: string): Error =>
    document.problem(['tests', name, key], what, { key: true });
  if (limits.length === 0 || limits.length > 2) {
    const what = `a test has one or two of ${METHODS.join(', ')}`;
    throw document.problem(['tests', name], what, { key: true });
  }
  if (limits.length === 1 && test.combine !== undefined)
    throw complain('combine', 'there is only one bound to combine');
  if (limits.length === 2 && test.combine === undefined) {
    throw document.problem(['tests', name], 'two bounds need "combine: both" or "combine: either"', {
      key: true,
    });
  }
  if (test.value !== undefined && test.side === 'both') throw complain('side', 'a fixed value has one side');
  if (test.surprise !== undefined && test.side !== 'above')
    throw complain('side', 'a surprise is told of counts above the usual alone');
  if (test.tukey === undefined && test.fence_percent !== undefined) {
    throw complain('fence_percent', 'this key goes with tukey');
  }
  if (test.z === undefined && test.robust_z === undefined && test.zero_spread !== undefined) {
    throw complain('zero_spread', 'this key goes with z or robust_z');
  }
  return {
    name,
    metric,
    side: test.side,
    limits,
    combine: test.combine ?? 'both',
    fencePercent: test.fence_percent ?? 100,
    zeroSpread: (test.zero_spread ?? 'never') as ZeroSpread,
    atLeast: test.at_least ?? null,
  };
};
