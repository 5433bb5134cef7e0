import { filterAll, filterFor } from '../../filter/format.ts';
import { microsToIso } from '../../kernel/time.ts';
import type { BaselineRule } from '../../rules/baseline/rule.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import type { SettingValues } from '../../schema/settings.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { type ScorePart, scorePart } from '../severity.ts';
import { counted, duration, figure, shown } from '../wording.ts';
import { excess } from './excess.ts';
import type { FlaggedWindow, RuleVerdict } from './judge-windows.ts';
import type { LimitOutcome, TestOutcome } from './metric-test.ts';
import { rulePicture } from './rule-picture.ts';
import type { JudgedAgainst } from './usual.ts';

/** Stretches of adjacent windows that one filter names; an entity with more has several findings. */
const MOST_STRETCHES = 40;

/** One finding per entity (per forty stretches of its windows) from its flagged windows. */
export const ruleFindings = (
  { flagged, windows: judged }: RuleVerdict,
  rule: BaselineRule,
  settings: SettingValues,
): readonly Finding[] => {
  const byEntity = new Map<string, FlaggedWindow[]>();
  for (const window of flagged) {
    const own = byEntity.get(window.row.entity);
    if (own === undefined) byEntity.set(window.row.entity, [window]);
    else own.push(window);
  }
  const own = new Map([...byEntity.keys()].map((entity): [string, JudgedAgainst[]] => [entity, []]));
  for (const window of judged) own.get(window.row.entity)?.push(window);
  return [...byEntity].flatMap(([entity, windows]) =>
    portions(stretchesOf(windows, rule), MOST_STRETCHES).map((stretches) =>
      entityFinding({ stretches, judged: own.get(entity) ?? [], rule, settings }),
    ),
  );
};

/** Adjacent flagged windows of one entity. */
type Stretch = readonly [FlaggedWindow, ...FlaggedWindow[]];

const stretchesOf = (windows: readonly FlaggedWindow[], rule: BaselineRule): readonly Stretch[] => {
  const sorted = [...windows].sort((left, right) => left.row.windowMicros - right.row.windowMicros);
  const stretches: [FlaggedWindow, ...FlaggedWindow[]][] = [];
  for (const window of sorted) {
    const current = stretches.at(-1);
    const last = current?.at(-1)?.row.windowMicros;
    if (
      current !== undefined &&
      last !== undefined &&
      window.row.windowMicros - last <= rule.windowSeconds * 1e6
    ) {
      current.push(window);
    } else stretches.push([window]);
  }
  return stretches;
};

const portions = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

interface EntityCase {
  readonly stretches: readonly Stretch[];
  /** All windows of the entity, flagged or not. */
  readonly judged: readonly JudgedAgainst[];
  readonly rule: BaselineRule;
  readonly settings: SettingValues;
}

const entityFinding = ({ stretches, judged, rule, settings }: EntityCase): Finding => {
  const windows = stretches.flat();
  const worst = windows.reduce((best, window) => (excess(window) > excess(best) ? window : best));
  const first = windows[0] as FlaggedWindow;
  const entity = { field: rule.entity, value: first.row.entity };
  const filter = filterAll([
    filterFor(entity.field, entity.value),
    stretches.map((stretch) => timeFilter(stretch, rule)).join(' or '),
    ...(rule.where === null ? [] : [rule.where]),
  ]);
  return makeFinding({
    detector: rule.name,
    title: `${shown(entity.value)}: ${rule.title}`,
    dataset: rule.dataset,
    entity,
    start: windows.map((window) => window.row.start).find((time) => time !== null) ?? null,
    end: windows.map((window) => window.row.end).findLast((time) => time !== null) ?? null,
    events: windows.reduce((total, window) => total + window.row.events, 0),
    filter,
    attack: rule.attack,
    settings,
    firstWindow: microsToIso(BigInt(first.row.windowMicros)),
    metrics: evidence(worst, windows.length, rule),
    score: score(worst, windows.length, rule),
    explanation: explanation(worst, windows.length, rule),
    next: nextCommands(filter, entity, rule.entity),
    ...rulePicture(worst, judged, rule),
  });
};

const timeFilter = (stretch: Stretch, rule: BaselineRule): string => {
  const start = stretch[0].row.windowMicros;
  const end = (stretch.at(-1) as FlaggedWindow).row.windowMicros + rule.windowSeconds * 1e6;
  return `(@timestamp >= "${microsToIso(BigInt(start))}" and @timestamp < "${microsToIso(BigInt(end))}")`;
};

const POINTS_PER_DOUBLING = 5;

const score = (worst: FlaggedWindow, windows: number, rule: BaselineRule): readonly ScorePart[] => [
  scorePart('rule', rule.severity, 100),
  scorePart('excess', POINTS_PER_DOUBLING * excess(worst), 20),
  scorePart('repeated', 2 * Math.log2(windows), 10),
];

const evidence = (worst: FlaggedWindow, windows: number, rule: BaselineRule): readonly EvidenceMetric[] => [
  ...worst.outcomes.flatMap((outcome) => limitEvidence(outcome, worst.usual.drawn)),
  { name: 'window', value: microsToIso(BigInt(worst.row.windowMicros)) },
  { name: 'baseline group', value: groupName(worst, rule) },
  { name: 'windows flagged', value: windows },
];

const limitEvidence = ({ test, value, limits }: TestOutcome, sampleSize: number): readonly EvidenceMetric[] =>
  limits.map(({ method, center, threshold }) => ({
    name: limits.length === 1 ? test.name : `${test.name} (${method})`,
    value,
    baseline: center,
    threshold,
    sampleSize,
  }));

const groupName = ({ usual }: FlaggedWindow, rule: BaselineRule): string => {
  const { by } = rule.baseline;
  if (by.kind === 'peers') return `${by.field} ${shown(String(usual.key))}`;
  return by.kind === 'everything' || by.kind === 'own past' ? by.kind : `${by.kind} ${usual.key}`;
};

const explanation = (worst: FlaggedWindow, windows: number, rule: BaselineRule): string => {
  const told = worst.outcomes
    .filter((outcome) => outcome.passed === true && outcome.limits.length > 0)
    .map(({ test, value, limits }) => {
      const [limit] = limits as [LimitOutcome, ...LimitOutcome[]];
      const usual =
        limit.center === null
          ? ''
          : ` (usual ${figure(limit.center, 3)}, bound ${limit.threshold === null ? 'unknown' : figure(limit.threshold, 3)})`;
      return `${test.name} ${value === null ? 'unknown' : figure(value, 3)}${usual}`;
    });
  const when = microsToIso(BigInt(worst.row.windowMicros)).slice(0, 16).replace('T', ' ');
  const more = windows === 1 ? '' : `, the strongest of ${counted(windows, 'such window')}`;
  return `${shown(worst.row.entity)} had ${told.join(', ')} in the ${duration(rule.windowSeconds)} from ${when}${more}`;
};
