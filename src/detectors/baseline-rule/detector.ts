import { atomicRule } from '../../rules/baseline/atoms.ts';
import { type CompiledRule, compileRule } from '../../rules/baseline/compile.ts';
import type { BaselineRule } from '../../rules/baseline/rule.ts';
import { fieldCatalog } from '../../schema/catalog.ts';
import type { LoadedDataset, Row } from '../../store/event-store.ts';
import type {
  Aggregate,
  AggregateContext,
  BatchDetector,
  Detector,
  DetectionContext,
  JudgeContext,
  Judgement,
  WindowedDetector,
} from '../detector.ts';
import { eventSource } from '../events.ts';
import { completeSettings } from '../number-setting.ts';
import { mergeRows } from '../windows.ts';
import { counted } from '../wording.ts';
import { judgeWindows } from './judge-windows.ts';
import { ruleFindings } from './rule-finding.ts';
import { mergeRuleRows, windowRows } from './rule-rows.ts';
import { ruleSettings, withSettings } from './rule-settings.ts';
import { ruleSteps } from './rule-steps.ts';

/**
 * A detector made of a rule file: any baseline rule, run by one mechanism. Rules whose
 * metrics cannot be merged (quantiles, modes, first and last values) are batch only.
 */
export const ruleDetector = (rule: BaselineRule): Detector => {
  const base = {
    name: rule.name,
    title: rule.title,
    summary: rule.summary,
    settings: ruleSettings(rule),
    fits: (dataset: LoadedDataset) => fitsRule(rule, dataset),
    steps: (finding: Parameters<Detector['steps']>[0]) => ruleSteps(finding, rule),
  };
  const mergeable = atomicRule(rule.metrics).atoms.every((atom) => atom.merge !== 'none');
  if (mergeable) {
    const windowed: WindowedDetector = {
      ...base,
      kind: 'windowed',
      aggregate: (context) => ruleAggregate(tunedRule(rule, context), context, { condensed: true }),
      judge: (rows, context) => judgeRule(rule, rows, context),
    };
    return windowed;
  }
  const batch: BatchDetector = {
    ...base,
    kind: 'batch only',
    detect: (context) => detectRule(rule, context),
  };
  return batch;
};

const fitsRule = (rule: BaselineRule, dataset: LoadedDataset): boolean => {
  if (dataset.name !== rule.dataset) return false;
  return (
    fieldCatalog([dataset]).typeOf(rule.entity) !== undefined &&
    dataset.fields.some((field) => field.name === '@timestamp')
  );
};

const compiledFor = (rule: BaselineRule, dataset: LoadedDataset): CompiledRule =>
  compileRule(rule, fieldCatalog([dataset]));

const tunedRule = (rule: BaselineRule, { settings }: JudgeContext): BaselineRule =>
  withSettings(rule, completeSettings(rule.name, ruleSettings(rule), settings));

/** The rows a rule needs; rules that count the same share them. */
export const ruleAggregate = (
  rule: BaselineRule,
  context: AggregateContext,
  options: { readonly condensed?: boolean } = {},
): Aggregate => {
  const compiled = compiledFor(rule, context.dataset);
  const { from } = eventSource(context);
  const { wholeLog } = context;
  const condensed = options.condensed === true && wholeLog && compiled.condensable;
  const kind = condensed ? ` condensed by ${rule.conditionText} ${JSON.stringify(rule.tests)}` : '';
  return {
    key: `${compiled.key}${wholeLog ? kind : ' mergeable'}`,
    windowSeconds: rule.windowSeconds,
    queries: [compiled.table(context.store.dialect, from, { wholeLog, condensed })],
    merge: mergeRuleRows(compiled.atoms),
  };
};

/** Findings of a rule from its rows, and remarks on what could not be judged. */
const judgeRule = (rule: BaselineRule, rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = completeSettings(rule.name, ruleSettings(rule), context.settings);
  const tuned = withSettings(rule, settings);
  const { windows, eventsWithoutTime, spread } = windowRows(rows, compiledFor(rule, context.dataset));
  const verdict = judgeWindows(windows, tuned, spread);
  const timeless =
    eventsWithoutTime === 0
      ? []
      : [`${counted(eventsWithoutTime, 'event')} without time belong to no window`];
  return { findings: ruleFindings(verdict, tuned, settings), notes: [...verdict.notes, ...timeless] };
};

const detectRule = async (rule: BaselineRule, context: DetectionContext): Promise<Judgement> => {
  const aggregate = ruleAggregate(rule, { ...context, wholeLog: true });
  const { ask } = eventSource(context);
  const rows: Row[] = [];
  for (const query of aggregate.queries) rows.push(...(await ask(query)));
  return judgeRule(rule, mergeRows(rows, aggregate.merge), context);
};
