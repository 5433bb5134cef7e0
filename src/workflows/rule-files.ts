import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askBaseline, askBaselineWindows } from '../detectors/baseline-rule/ask-baseline.ts';
import { ruleDetector } from '../detectors/baseline-rule/detector.ts';
import type { Detector } from '../detectors/detector.ts';
import { type DetectionRun, runDetectors } from '../detectors/run.ts';
import { InputError, UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { parseBaselineRule } from '../rules/baseline/parse.ts';
import type { BaselineRule } from '../rules/baseline/rule.ts';
import type { EventStore, LoadedDataset, Row } from '../store/event-store.ts';
import { fileReason } from './file-reason.ts';

/** Rules that run without being asked for; the others are there to be named. */
export const DEFAULT_RULES: readonly string[] = Object.freeze(['login-many-users', 'login-many-failures']);

const SHIPPED = fileURLToPath(new URL('../../rules/', import.meta.url));
const EXTENSION = /\.ya?ml$/;

/** A rule as `rules list` shows it. */
export interface RuleSummary {
  readonly name: string;
  readonly title: string;
  readonly dataset: string;
  readonly entity: string;
  readonly severity: number;
  readonly attack: readonly string[];
  readonly file: string;
  /** Whether `analyze` runs it without being asked. */
  readonly default: boolean;
}

/** The rules of the package, or of other files and folders, in order of their names. */
export const listRules = async (places: readonly string[] = [SHIPPED]): Promise<readonly RuleSummary[]> => {
  const files = (await Promise.all(places.map(ruleFilesIn))).flat();
  const rules = await Promise.all(files.map(async (file) => ({ file, rule: await readRule(file) })));
  return rules
    .map(({ file, rule: { name, title, dataset, entity, severity, attack } }) => {
      const isDefault = file.startsWith(SHIPPED) && DEFAULT_RULES.includes(name);
      return { name, title, dataset, entity, severity, attack, file, default: isDefault };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
};

/**
 * One rule by its file, or by the name of a shipped one.
 * @throws InputError when there is none, UsageError with file, line and column when it is wrong
 */
export const loadRule = async (fileOrName: string): Promise<BaselineRule> => {
  const shipped = await shippedNames();
  return readRule(shipped.includes(fileOrName) ? `${SHIPPED}${fileOrName}.yaml` : fileOrName, shipped);
};

/** The names of the package's rules. */
export const shippedNames = async (): Promise<readonly string[]> =>
  (await readdir(SHIPPED))
    .filter((file) => EXTENSION.test(file))
    .map((file) => basename(file).replace(EXTENSION, ''));

const ruleFilesIn = async (place: string): Promise<readonly string[]> => {
  try {
    const files = (await readdir(place)).filter((file) => EXTENSION.test(file)).sort();
    return files.map((file) => `${place.replace(/\/*$/, '/')}${file}`);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return [place];
    throw new InputError(`no rules at ${place}: ${fileReason(error)}`, error);
  }
};

const readRule = async (file: string, shipped: readonly string[] = []): Promise<BaselineRule> => {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT')
      throw new InputError(`cannot read the rule file ${file}: ${fileReason(error)}`, error);
    const hint = `there is no such file; the shipped rules are ${shipped.join(', ')}`;
    throw new InputError(unknownName('rule', file, shipped, hint).message, error);
  }
  return parseBaselineRule(content, file);
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** What `rules check` says of one file. */
export interface RuleCheck {
  readonly file: string;
  readonly name: string | null;
  readonly valid: boolean;
  /** With line and column; the first is the one to mend first. */
  readonly problems: readonly string[];
}

/** Checks rule files without running them. A file that is not there is a problem like any other. */
export const checkRules = async (files: readonly string[]): Promise<readonly RuleCheck[]> =>
  Promise.all(
    files.map(async (file) => {
      try {
        return { file, name: (await loadRule(file)).name, valid: true, problems: [] };
      } catch (error) {
        if (error instanceof UsageError) {
          return { file, name: null, valid: false, problems: [error.message, ...error.details] };
        }
        if (error instanceof InputError) return { file, name: null, valid: false, problems: [error.message] };
        throw error;
      }
    }),
  );

/** A rule with something changed, e.g. its periods. */
export type AdaptRule = (rule: BaselineRule) => BaselineRule;

/** The detectors of some rules by file or name; names must differ. */
export const ruleDetectors = async (
  rules: readonly string[],
  adapt: AdaptRule = (rule) => rule,
): Promise<readonly Detector[]> => {
  const loaded = await Promise.all(rules.map(loadRule));
  const twice = loaded.find((rule, index) => loaded.findIndex((other) => other.name === rule.name) !== index);
  if (twice !== undefined)
    throw new UsageError(`two rule files have the name ${twice.name}; give one of them another name`);
  return loaded.map((rule) => ruleDetector(adapt(rule)));
};

/** Where a rule meets data: an open store, narrowed by a filter. */
export interface RuleData {
  readonly store: EventStore;
  readonly where?: string;
  readonly signal?: AbortSignal;
}

/** What one rule finds, and the baseline it judged by. */
export interface RuleTrial extends DetectionRun {
  readonly rule: BaselineRule;
  readonly baseline: readonly Row[];
}

/**
 * Runs one rule by itself over a store.
 * @throws UsageError when the store lacks the rule's dataset or fields
 */
export const testRule = async (fileOrName: string, data: RuleData): Promise<RuleTrial> => {
  const rule = await loadRule(fileOrName);
  const { store, where, signal } = data;
  const baseline = await askBaseline(rule, await ruleContext(rule, data));
  const narrowed = { ...(where === undefined ? {} : { where }), ...(signal === undefined ? {} : { signal }) };
  return { rule, baseline, ...(await runDetectors(store, { available: [ruleDetector(rule)], ...narrowed })) };
};

/** Rows of `baseline --rule FILE`, or with `windows` the rows that table rests on. */
export const ruleBaseline = async (
  fileOrName: string,
  { windows = false, ...data }: RuleData & { readonly windows?: boolean },
): Promise<readonly Row[]> => {
  const rule = await loadRule(fileOrName);
  return (windows ? askBaselineWindows : askBaseline)(rule, await ruleContext(rule, data));
};

const ruleContext = async (rule: BaselineRule, { store, where, signal }: RuleData) => ({
  store,
  dataset: await datasetOf(rule, store),
  ...(where === undefined ? {} : { where }),
  ...(signal === undefined ? {} : { signal }),
});

const datasetOf = async (rule: BaselineRule, store: EventStore): Promise<LoadedDataset> => {
  const datasets = await store.datasets();
  const found = datasets.find((dataset) => dataset.name === rule.dataset);
  if (found !== undefined) return found;
  const names = datasets.map((dataset) => dataset.name).join(', ');
  const has = names === '' ? 'no events' : `only ${names}`;
  throw new UsageError(`rule ${rule.name} is about the dataset ${rule.dataset}, and the data holds ${has}`);
};
