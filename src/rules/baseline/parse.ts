import { durationSeconds } from '../../kernel/duration.ts';
import { UsageError } from '../../kernel/errors.ts';
import { unknownName } from '../../kernel/nearest.ts';
import { fieldCatalog } from '../../schema/catalog.ts';
import { derivedFields } from '../../schema/derived-fields.ts';
import { DATASET_FIELDS, datasetFields } from '../../schema/fields.ts';
import { checkRuleFields, type RulePart } from './compile.ts';
import { parseFilter } from '../../filter/parse.ts';
import { parseMetric } from '../../filter/parse-metric.ts';
import { parseTimeSpan } from '../../filter/time-span.ts';
import { type RuleDocument, type RulePath, readRuleDocument, validated } from '../rule-document.ts';
import { type ConditionTree, parseCondition } from './condition.ts';
import type {
  Baseline,
  BaselineGrouping,
  BaselineRule,
  BaselineSample,
  BaselineStatistic,
  Period,
} from './rule.ts';
import { type BaselineRuleFile, baselineRuleSchema } from './schema.ts';
import { checkTests } from './check-tests.ts';

const DEFAULT_PAST_WINDOWS = 336;
const MAXIMUM_METRICS = 40;

/**
 * Reads one baseline rule and fills in its defaults. The fields of the built-in datasets
 * are looked up here; those of another dataset once a log is at hand (see `compileRule`).
 * @throws UsageError that names file, line, column and the nearest known name
 */
export const parseBaselineRule = (content: string, file = 'rule'): BaselineRule => {
  const document = readRuleDocument(content, file);
  const rule = checkRule(validated(document, baselineRuleSchema), document);
  if (!isBuiltIn(rule.dataset)) {
    // the wording of the metrics can be checked without their fields
    for (const { name, expression } of rule.metrics)
      located(document, ['metrics', name], () => parseMetric(expression));
    return rule;
  }
  const fields = datasetFields(rule.dataset);
  checkRuleFields(rule, fieldCatalog([{ fields, derived: derivedFields(fields) }]), (part, error) =>
    located(document, partPath(part), () => {
      throw error;
    }),
  );
  return rule;
};

const isBuiltIn = (dataset: string): dataset is keyof typeof DATASET_FIELDS =>
  Object.hasOwn(DATASET_FIELDS, dataset);

const partPath = (part: RulePart): RulePath => {
  if (part.part === 'metric') return ['metrics', part.name];
  return part.part === 'peers' ? ['baseline', 'peers'] : [part.part];
};

const checkRule = (written: BaselineRuleFile, document: RuleDocument): BaselineRule => {
  const metricNames = Object.keys(written.metrics);
  if (metricNames.length > MAXIMUM_METRICS) {
    throw document.problem(['metrics'], `a rule has at most ${MAXIMUM_METRICS} metrics`);
  }
  const tests = checkTests(written.tests, metricNames, document);
  const names = tests.map((test) => test.name);
  const conditionText = written.condition ?? names.join(' and ');
  return Object.freeze({
    kind: 'baseline',
    name: written.name,
    title: written.title,
    summary: written.summary ?? written.title,
    severity: written.severity,
    attack: written.attack,
    dataset: written.dataset,
    entity: written.entity,
    windowSeconds: located(document, ['window'], () => durationSeconds(written.window)),
    where: checkWhere(written.where, document),
    metrics: metricNames.map((name) => ({ name, expression: written.metrics[name] as string })),
    baseline: checkBaseline(
      written,
      document,
      tests.map((test) => test.metric),
    ),
    tests,
    condition: located(document, ['condition'], (): ConditionTree => parseCondition(conditionText, names)),
    conditionText,
    train: checkPeriod(written.train, ['train'], document),
    test: checkPeriod(written.test, ['test'], document),
  });
};

/** Runs a parser over one value; its error is told at the value's place, at its column where it names one. */
const located = <Result>(document: RuleDocument, path: RulePath, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const match = /^(?:[a-z0-9_ ]+, )?column ([0-9]+): (.*)$/s.exec(error.message);
    const offset = match === null ? {} : { offset: Number(match[1]) - 1 };
    throw document.problem(path, match?.[2] ?? error.message, offset);
  }
};

const checkWhere = (where: string | undefined, document: RuleDocument): string | null => {
  if (where === undefined) return null;
  located(document, ['where'], () => parseFilter(where));
  return where;
};

const checkPeriod = (period: BaselineRuleFile['train'], path: RulePath, document: RuleDocument): Period => {
  const bound = (name: 'since' | 'until'): number | null => {
    const text = period?.[name];
    if (text === undefined) return null;
    const span = parseTimeSpan(text);
    if (span === undefined) {
      throw document.problem(
        [...path, name],
        `"${text}" is no time; write it like 2018-11-01 or 2018-11-01T18:00Z`,
      );
    }
    return Number(span.from);
  };
  const [sinceMicros, untilMicros] = [bound('since'), bound('until')];
  if (sinceMicros !== null && untilMicros !== null && sinceMicros >= untilMicros) {
    throw document.problem([...path, 'until'], 'the period ends before it begins');
  }
  return { sinceMicros, untilMicros };
};

const checkBaseline = (
  { baseline: written, metrics }: BaselineRuleFile,
  document: RuleDocument,
  testedMetrics: readonly string[],
): Baseline => {
  const trimMetrics = written.trim?.metrics ?? [...new Set(testedMetrics)];
  trimMetrics.forEach((name, index) => {
    if (Object.hasOwn(metrics, name)) return;
    const path = ['baseline', 'trim', 'metrics', index];
    throw document.problem(path, unknownName('metric', name, Object.keys(metrics)).message);
  });
  return {
    by: checkGrouping(written, document),
    statistic: checkStatistic(written, document),
    sample: checkSample(written, document),
    trim: written.trim === undefined ? null : { quantile: written.trim.quantile, metrics: trimMetrics },
    shrink: written.shrink,
    minimum: {
      rows: written.minimum.rows,
      entities: written.minimum.entities,
      windows: written.minimum.windows,
    },
  };
};

const checkGrouping = (written: BaselineRuleFile['baseline'], document: RuleDocument): BaselineGrouping => {
  if (written.by !== 'peers' && written.peers !== undefined) {
    throw document.problem(['baseline', 'peers'], 'this key goes with "by: peers"', { key: true });
  }
  if (written.by !== 'own past' && written.windows !== undefined) {
    throw document.problem(['baseline', 'windows'], 'this key goes with "by: own past"', { key: true });
  }
  if (written.by === 'own past')
    return { kind: 'own past', windows: written.windows ?? DEFAULT_PAST_WINDOWS };
  if (written.by !== 'peers') return { kind: written.by };
  if (written.peers === undefined) {
    throw document.problem(
      ['baseline', 'by'],
      '"by: peers" needs the key peers with a field, such as host.hostname',
    );
  }
  return { kind: 'peers', field: written.peers };
};

const checkStatistic = (written: BaselineRuleFile['baseline'], document: RuleDocument): BaselineStatistic => {
  if (written.statistic !== 'quantile') {
    if (written.quantile === undefined) return { kind: written.statistic };
    throw document.problem(['baseline', 'quantile'], 'this key goes with "statistic: quantile"', {
      key: true,
    });
  }
  if (written.quantile === undefined) {
    throw document.problem(
      ['baseline', 'statistic'],
      '"statistic: quantile" needs the key quantile, such as 0.75',
    );
  }
  return { kind: 'quantile', probability: written.quantile };
};

const checkSample = (
  { by, sample }: BaselineRuleFile['baseline'],
  document: RuleDocument,
): BaselineSample => {
  if (sample === undefined) return { kind: 'all' };
  const path = ['baseline', 'sample'];
  if (by === 'own past')
    throw document.problem(path, 'the own past is short and is taken whole; leave the sample out', {
      key: true,
    });
  const { size, share, seed } = sample;
  if (size !== undefined && share === undefined) return { kind: 'size', size, seed };
  if (share !== undefined && size === undefined) return { kind: 'share', share, seed };
  throw document.problem(path, 'a sample has either a size or a share', { key: true });
};
