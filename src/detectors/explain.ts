import { fieldCatalog } from '../schema/catalog.ts';
import { checkFilter } from '../filter/check.ts';
import { compileWhere } from '../filter/compile.ts';
import { parseFilter } from '../filter/parse.ts';
import { filterFields } from '../filter/tree.ts';
import type { Finding } from '../schema/finding.ts';
import { relation } from '../sql/relation.ts';
import { sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';
import { DETECTORS } from './registry.ts';
import { type RunOptions, runDetectors } from './run.ts';
import { figure } from './wording.ts';

export interface FindingExplanation {
  /** The arithmetic, line by line, with the numbers that the store gives now. */
  readonly steps: readonly string[];
  /** The finding as the store gives it now; undefined when it no longer stands. */
  readonly current: Finding | undefined;
  /** What differs from the finding that was handed in, one line each; empty when nothing does. */
  readonly changes: readonly string[];
}

/**
 * Recomputes one finding from the store by running its detector again.
 * @throws UsageError when its detector is not among the available ones.
 */
export const explainFinding = async (
  store: EventStore,
  finding: Finding,
  options: RunOptions = {},
): Promise<FindingExplanation> => {
  const { findings } = await runDetectors(store, { ...options, detectors: [finding.detector] });
  const current = findings.find((item) => item.id === finding.id);
  const detector = (options.available ?? DETECTORS).find((item) => item.name === finding.detector);
  if (current === undefined || detector === undefined) {
    const events = await countFindingEvents(store, finding);
    const changes = [
      `the finding no longer stands: its filter selected ${figure(finding.events)} events then and ${figure(events)} now`,
    ];
    return { steps: [], current: undefined, changes };
  }
  return { steps: detector.steps(current), current, changes: differences(finding, current) };
};

/** How many events a finding's filter selects. */
export const countFindingEvents = async (store: EventStore, finding: Finding): Promise<number> => {
  const dataset = (await store.datasets()).find((item) => item.name === finding.dataset);
  if (dataset === undefined) return 0;
  const tree = parseFilter(finding.filter);
  const condition = checkFilter(tree, fieldCatalog([dataset]), { what: 'filter', text: finding.filter });
  const events = relation(store.dialect, [dataset], filterFields(tree));
  const rows = await store.query(
    sql`select ${store.dialect.countAll()} as events from ${events} where ${compileWhere(store.dialect, condition)}`,
  );
  return Number(rows[0]?.['events'] ?? 0);
};

const differences = (before: Finding, now: Finding): readonly string[] => {
  const numbers = (finding: Finding): ReadonlyMap<string, string> =>
    new Map([
      ['events', String(finding.events)],
      ['severity', String(finding.severity)],
      ...finding.evidence.metrics.map((metric): [string, string] => [
        metric.name,
        JSON.stringify(metric.value),
      ]),
    ]);
  const old = numbers(before);
  const current = numbers(now);
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((name) => old.get(name) !== current.get(name))
    .map(
      (name) => `${name} was ${old.get(name) ?? 'not there'} and is ${current.get(name) ?? 'not there'} now`,
    );
};
