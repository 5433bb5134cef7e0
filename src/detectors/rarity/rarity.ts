import { together } from '../../kernel/together.ts';
import type { Finding } from '../../schema/finding.ts';
import { join, sql } from '../../sql/sql.ts';
import type { LoadedDataset } from '../../store/event-store.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { type EventSource, eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { figure } from '../wording.ts';
import { countField } from './count-values.ts';
import { joinOddities, rarityFindings } from './join-oddities.ts';
import { observeOddities } from './observe.ts';
import type { Oddity } from './oddity.ts';
import { judgePairs, pairOddity, rarePairs } from './pair-oddities.ts';
import { probeFindings } from './probe-findings.ts';
import { type RarityField, rarityFields, rarityPairs, raritySizes } from './rarity-fields.ts';
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
  const work: Work = { context, source, events, settings, present: await presentFields(context, source) };
  const findings = await together([() => oddEvents(work), () => oddRequests(work)]);
  return { findings: findings.flat(), notes: [] };
};

/** Events with rare values, values of an entity or sizes. */
const oddEvents = async (work: Work): Promise<readonly Finding[]> => {
  const { context, source, settings } = work;
  const oddities = await together([() => oddValues(work), () => oddPairs(work), () => oddSizes(work)]);
  const observed = await observeOddities(context, source, oddities.flat());
  return rarityFindings(joinOddities(observed), context, settings.maximumPerField);
};

const oddRequests = async ({ context, source, events, settings }: Work): Promise<readonly Finding[]> =>
  source.has('url.original') && source.has('source.ip')
    ? probeFindings(context, source, events, settings)
    : [];

interface Work {
  readonly context: DetectionContext;
  readonly source: EventSource;
  readonly events: number;
  readonly settings: RaritySettings;
  readonly present: ReadonlySet<string>;
}

/** Fields that stand in for another one are counted where that one has nothing rare. */
const oddValues = async (work: Work): Promise<readonly Oddity[]> => {
  const fields = rarityFields(work.context.dataset).filter((item) =>
    work.present.has(item.derived?.input ?? item.field),
  );
  const first = fields.filter((item) => item.insteadOf === undefined);
  const found = await together(first.map((item) => () => oddValuesOf(work, item)));
  const rareIn = new Set(first.filter((_, index) => found[index]?.length !== 0).map(({ field }) => field));
  const others = fields.filter((item) => item.insteadOf !== undefined && !rareIn.has(item.insteadOf));
  const further = await together(others.map((item) => () => oddValuesOf(work, item)));
  return [...found, ...further].flat();
};

const oddValuesOf = async (work: Work, item: RarityField): Promise<readonly Oddity[]> => {
  const { context, source, events, settings } = work;
  return valueOddities(await countField(context, source, item, events, settings), settings);
};

/** Stored fields that any question of this detector needs. */
const storedInputs = (dataset: LoadedDataset): readonly string[] => {
  const stored = new Set(dataset.fields.map(({ name }) => name));
  return [
    ...rarityFields(dataset).map((item) => item.derived?.input ?? item.field),
    ...rarityPairs(dataset).flatMap(({ given, value }) => [given, value]),
    ...raritySizes(dataset).map(({ field }) => field),
  ].filter((name) => stored.has(name));
};

/** Stored fields that at least one event has. */
const presentFields = async (
  context: DetectionContext,
  source: EventSource,
): Promise<ReadonlySet<string>> => {
  const { dialect } = context.store;
  const names = [...new Set(storedInputs(context.dataset))];
  const counts = names.map(
    (name, index) => sql`count(${dialect.column(name)}) as ${dialect.identifier(`c${index}`)}`,
  );
  const [row] = await source.ask(sql`select ${join(counts)} from ${source.from(names)}`);
  return new Set(names.filter((_, index) => Number(row?.[`c${index}`] ?? 0) > 0));
};

const oddPairs = async ({ context, source, events, settings, present }: Work): Promise<readonly Oddity[]> => {
  const pairs = rarityPairs(context.dataset).filter(
    ({ given, value }) => present.has(given) && present.has(value),
  );
  const judged = async (given: string): Promise<readonly Oddity[]> => {
    const own = pairs.filter((pair) => pair.given === given);
    return [...(await rarePairs(context, source, own, settings))].flatMap(([pair, cells]) =>
      judgePairs(cells, events, settings)
        .slice(0, 2 * settings.maximumPerField)
        .map((item) => pairOddity(pair, item, events, settings)),
    );
  };
  const givens = [...new Set(pairs.map((pair) => pair.given))];
  return (await together(givens.map((given) => () => judged(given)))).flat();
};

const oddSizes = async ({ context, source, events, settings, present }: Work): Promise<readonly Oddity[]> => {
  const sizes = raritySizes(context.dataset).filter(({ field }) => present.has(field));
  const found = await together(sizes.map((size) => () => farSizes(context, source, size, settings)));
  return sizes.flatMap((size, index) =>
    (found[index] ?? [])
      .slice(0, 2 * settings.maximumPerField)
      .map((item) => sizeOddity(size, item, events, settings)),
  );
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
