import { anyOf } from '../../filter/tree.ts';
import type { Finding } from '../../schema/finding.ts';
import { sql } from '../../sql/sql.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { equals, type EventSource, eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { figure } from '../wording.ts';
import { type CountedField, countField, targetsOfTemplates } from './count-values.ts';
import { joinOddities, rarityFindings } from './join-oddities.ts';
import { observeOddities } from './observe.ts';
import type { Oddity } from './oddity.ts';
import { judgePairs, pairOddity, rarePairs } from './pair-oddities.ts';
import { probeFindings } from './probe-findings.ts';
import { rarityFields, rarityPairs, raritySizes } from './rarity-fields.ts';
import { RARITY_SETTINGS, type RaritySettings } from './settings.ts';
import { farSizes, sizeOddity } from './size-oddities.ts';
import { raritySteps } from './steps.ts';
import { valueOddities } from './value-oddities.ts';

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const settings = typedSettings(RARITY_SETTINGS, context.settings);
  const source = eventSource(context);
  const { dialect } = context.store;
  const [total] = await source.ask(sql`select ${dialect.countAll()} as n from ${source.from([])}`);
  const events = Number(total?.['n'] ?? 0);
  if (events < settings.minimumEvents) {
    const note = `not enough data to judge ${context.dataset.name}, needs ${figure(settings.minimumEvents)} events and has ${figure(events)}`;
    return { findings: [], notes: [note] };
  }
  const work: Work = { context, source, events, settings };
  const oddities = [...(await oddValues(work)), ...(await oddPairs(work)), ...(await oddSizes(work))];
  const observed = await observeOddities(context, source, oddities);
  const probes =
    source.has('url.original') && source.has('source.ip')
      ? await probeFindings(context, source, events, settings)
      : [];
  const findings: readonly Finding[] = [
    ...rarityFindings(joinOddities(observed), context, settings.maximumPerField),
    ...probes,
  ];
  return { findings, notes: [] };
};

interface Work {
  readonly context: DetectionContext;
  readonly source: EventSource;
  readonly events: number;
  readonly settings: RaritySettings;
}

const oddValues = async ({ context, source, events, settings }: Work): Promise<readonly Oddity[]> => {
  const found: Oddity[] = [];
  const rareIn = new Set<string>();
  for (const item of rarityFields(context.dataset)) {
    if (item.insteadOf !== undefined && rareIn.has(item.insteadOf)) continue;
    const counts = await countField(context, source, item, events, settings);
    const oddities = valueOddities(counts, settings);
    if (oddities.length > 0) rareIn.add(item.field);
    found.push(...(item.template ? await withTargets(context, source, counts, oddities) : oddities));
  }
  return found;
};

/** Templates are looked up by their targets, which are stored. */
const withTargets = async (
  context: DetectionContext,
  source: EventSource,
  counts: CountedField,
  oddities: readonly Oddity[],
): Promise<readonly Oddity[]> => {
  const targets = await targetsOfTemplates(
    context,
    source,
    oddities.map(({ entity }) => entity.value),
  );
  return oddities.map((oddity) => {
    if (oddity.aspect === 'missing') return { ...oddity, lookup: equals('url.original', null) };
    const own = targets.get(oddity.entity.value) ?? [];
    if (own.length === 0)
      throw new Error(`no target has the template ${oddity.entity.value} of ${counts.field}`);
    return { ...oddity, lookup: anyOf(own.map((target) => equals('url.original', target))) };
  });
};

const oddPairs = async ({ context, source, events, settings }: Work): Promise<readonly Oddity[]> => {
  const found: Oddity[] = [];
  for (const pair of rarityPairs(context.dataset)) {
    const cells = await rarePairs(context, source, pair, settings);
    const judged = judgePairs(cells, events, settings).slice(0, 2 * settings.maximumPerField);
    found.push(...judged.map((item) => pairOddity(pair, item, events, settings)));
  }
  return found;
};

const oddSizes = async ({ context, source, events, settings }: Work): Promise<readonly Oddity[]> => {
  const found: Oddity[] = [];
  for (const size of raritySizes(context.dataset)) {
    const far = await farSizes(context, source, size, settings);
    found.push(
      ...far.slice(0, 2 * settings.maximumPerField).map((item) => sizeOddity(size, item, events, settings)),
    );
  }
  return found;
};

/** Finds values, values of an entity, sizes and characters that are surprisingly improbable. */
export const rarity: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: 'rarity',
  title: 'Rarity',
  summary:
    'Values, values of one entity, sizes and characters of requests with a surprisingly low probability, without being told where to look',
  fits: (dataset) => rarityFields(dataset).length > 0,
  settings: RARITY_SETTINGS,
  detect,
  steps: raritySteps,
});
