import type { Finding } from '../../schema/finding.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { joinLooks, type SeenLook } from '../history.ts';
import { numberSetting, typedSettings } from '../number-setting.ts';
import { counted, figure } from '../wording.ts';
import { DETECTOR, firstSeenFinding } from './finding.ts';
import { type Look, looksOf, seenOf } from './looks.ts';
import { newValues, noveltyBasis } from './novelty.ts';

const SETTINGS = Object.freeze([
  numberSetting(
    'minimumBits',
    'bits',
    [1, 7, 40],
    'Least surprise: something new stands in 1 of 2^bits events of the history at most',
  ),
  numberSetting('minimumEvents', 'events', [20, 100, 1_000_000], 'Fewest events of a history'),
  numberSetting('maximumPerField', 'findings', [1, 10, 1000], 'Most findings of one field or pair'),
]);

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const { history, dataset } = context;
  const settings = typedSettings(SETTINGS, context.settings);
  if (history === undefined) {
    return {
      findings: [],
      notes: [`not enough data to judge ${dataset.name}, needs a history: --since TIME or --history FILE`],
    };
  }
  const findings: Finding[] = [];
  const notes: string[] = [];
  let most = 0;
  for (const look of looksOf(dataset)) {
    const seen = await historyOf(look, context);
    if (seen === null) {
      notes.push(`${look.name} of ${dataset.name} is not judged: its history has more values than are kept`);
      continue;
    }
    const basis = noveltyBasis(seen);
    most = Math.max(most, basis.events);
    if (basis.events < settings.minimumEvents || basis.bits < settings.minimumBits) continue;
    const current = await seenOf(look, context);
    if (current === null) {
      notes.push(`${look.name} of ${dataset.name} is not judged: it has more values than are kept`);
      continue;
    }
    const fresh = newValues(seen, current);
    findings.push(
      ...fresh
        .slice(0, settings.maximumPerField)
        .map((value) => firstSeenFinding(look, { value, basis }, context)),
    );
    if (fresh.length > settings.maximumPerField)
      notes.push(`${counted(fresh.length - settings.maximumPerField, 'new value')} more of ${look.name}`);
  }
  if (most < settings.minimumEvents) {
    notes.push(
      `not enough data to judge ${dataset.name}, needs a history of ${figure(settings.minimumEvents)} events and has ${figure(most)}`,
    );
  }
  return { findings, notes };
};

/** What was seen before: in the store, in what was kept elsewhere, or in both. */
const historyOf = async (look: Look, context: DetectionContext): Promise<SeenLook> => {
  const { history, dataset, store, settings, signal } = context;
  const kept = history?.values?.get(dataset.name)?.get(look.name);
  if (history?.where === undefined) return kept === undefined ? [] : kept;
  const earlier = {
    store,
    dataset,
    settings,
    where: history.where,
    ...(signal === undefined ? {} : { signal }),
  };
  return joinLooks(kept === undefined ? [] : kept, await seenOf(look, earlier));
};

/** Finds what was never there before, where it is known what was. */
export const firstSeen: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'First seen',
  summary:
    'Users, agents, methods, paths and ports, and habits of known entities, that a kept history does not have; runs with --since or --history',
  needsHistory: true,
  fits: (dataset) => looksOf(dataset).length > 0,
  settings: SETTINGS,
  detect,
  steps: (finding) => [
    'surprise = log2((events of the history + 1) / (values that it has once + 1))',
    ...metricLines(finding),
    severityLine(finding),
  ],
});
