import type { BaselineRule, MetricTest, TestMethod } from '../../rules/baseline/rule.ts';
import type { NumberSetting, SettingValues } from '../../schema/settings.ts';

interface LimitShape {
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
  readonly description: string;
}

const LIMITS: Readonly<Record<TestMethod, LimitShape>> = {
  value: { minimum: -1e15, maximum: 1e15, unit: '', description: 'Fixed bound' },
  percent: {
    minimum: 1,
    maximum: 1_000_000,
    unit: '%',
    description: 'Share of the baseline that counts as beyond',
  },
  tukey: {
    minimum: 0,
    maximum: 1000,
    unit: 'interquartile ranges',
    description: 'Distance of the Tukey fence',
  },
  z: { minimum: 0, maximum: 1000, unit: 'standard deviations', description: 'Distance from the mean' },
  surprise: { minimum: 0.1, maximum: 100, unit: 'powers of ten', description: 'How improbable a count is' },
  robust_z: { minimum: 0, maximum: 1000, unit: 'scaled deviations', description: 'Distance from the median' },
};

/** The numbers of a rule that can be tuned without editing it: every bound, and the baseline's own. */
export const ruleSettings = (rule: BaselineRule): readonly NumberSetting[] => {
  const { trim, sample, shrink } = rule.baseline;
  const bounds = rule.tests.flatMap((test) =>
    test.limits.map(({ method, limit }): NumberSetting => {
      const { description, ...shape } = LIMITS[method];
      return {
        name: settingName(test, method),
        kind: 'number',
        default: limit,
        ...shape,
        description: `${description}, for ${test.name}`,
      };
    }),
  );
  const baseline: (NumberSetting | null)[] = [
    number('shrink', shrink, 0, 10_000, 'rows', 'Rows of the whole mixed into a small group'),
    trim && number('trim', trim.quantile, 0.5, 1, 'share', 'Quantile above which rows make no baseline'),
    sample.kind === 'size'
      ? number('sample_size', sample.size, 1, 100_000, 'rows', 'Rows drawn per group')
      : null,
    sample.kind === 'share'
      ? number('sample_share', sample.share, 0.001, 1, 'share', 'Share of rows drawn')
      : null,
    sample.kind === 'all' ? null : number('seed', sample.seed, 0, 4_294_967_295, '', 'Seed of the sampling'),
  ];
  return [...bounds, ...baseline.filter((setting) => setting !== null)];
};

const number = (
  name: string,
  value: number,
  minimum: number,
  maximum: number,
  unit: string,
  description: string,
): NumberSetting => ({ name, kind: 'number', default: value, minimum, maximum, unit, description });

const settingName = (test: MetricTest, method: TestMethod): string => `${test.name}.${method}`;

/** The rule with other numbers in place of its own; a setting that is absent changes nothing. */
export const withSettings = (rule: BaselineRule, settings: SettingValues): BaselineRule => {
  const { baseline } = rule;
  const { sample, trim } = baseline;
  const seed = settings['seed'];
  return {
    ...rule,
    tests: rule.tests.map((test) => ({
      ...test,
      limits: test.limits.map(({ method, limit }) => ({
        method,
        limit: settings[settingName(test, method)] ?? limit,
      })),
    })),
    baseline: {
      ...baseline,
      shrink: settings['shrink'] ?? baseline.shrink,
      trim: trim && { ...trim, quantile: settings['trim'] ?? trim.quantile },
      sample:
        sample.kind === 'all'
          ? sample
          : sample.kind === 'size'
            ? { kind: 'size', size: settings['sample_size'] ?? sample.size, seed: seed ?? sample.seed }
            : { kind: 'share', share: settings['sample_share'] ?? sample.share, seed: seed ?? sample.seed },
    },
  };
};
