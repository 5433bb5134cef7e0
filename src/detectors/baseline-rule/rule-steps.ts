import type { BaselineRule, MetricTest } from '../../rules/baseline/rule.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { figure } from '../wording.ts';

/** The arithmetic of a finding, line by line, from its evidence and the rule that made it. */
export const ruleSteps = (finding: Finding, rule: BaselineRule): readonly string[] => {
  const evidence = new Map(finding.evidence.metrics.map((metric) => [metric.name, metric]));
  const window = evidence.get('window')?.value ?? 'an unknown time';
  const group = evidence.get('baseline group')?.value ?? 'everything';
  return [
    `window: ${String(window)}, judged against the baseline of ${String(group)}`,
    ...rule.tests.flatMap((test) => testSteps(test, evidence)),
    `condition: ${rule.conditionText}`,
    `severity: ${finding.evidence.score.map(({ name, value }) => `${name} ${figure(value)}`).join(' + ')} = ${finding.severity}`,
  ];
};

const testSteps = (test: MetricTest, evidence: ReadonlyMap<string, EvidenceMetric>): readonly string[] =>
  test.limits.flatMap(({ method, limit }) => {
    const found = evidence.get(test.limits.length === 1 ? test.name : `${test.name} (${method})`);
    if (found === undefined) return [];
    const { value, baseline, threshold, sampleSize } = found;
    const bound = `bound ${number(threshold)} by ${method} ${limit}`;
    const reached = reaches(test, value, threshold, baseline);
    return [
      `${test.name}: ${number(value)}; usual ${number(baseline)} over ${sampleSize ?? 0} windows; ${bound}: ${reached}`,
    ];
  });

const number = (value: unknown): string => (typeof value === 'number' ? figure(value, 6) : 'unknown');

const reaches = (test: MetricTest, value: unknown, threshold: unknown, baseline: unknown): string => {
  if (typeof value !== 'number' || typeof threshold !== 'number') return 'cannot be judged';
  const below =
    test.side === 'below' || (test.side === 'both' && typeof baseline === 'number' && value < baseline);
  if (below) return value <= threshold ? 'reached from above' : 'not reached';
  return value >= threshold ? 'reached' : 'not reached';
};
