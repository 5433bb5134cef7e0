import { formatFilter } from '../../filter/format.ts';
import { allOf, type FilterTree } from '../../filter/tree.ts';
import { compareUtf8 } from '../../kernel/text-order.ts';
import type { Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { type ScorePart, scorePart, scorePenalty } from '../severity.ts';
import type { ObservedOddity } from './oddity.ts';

/** Oddities that stand in exactly the same events, the most telling first. */
export interface OddityGroup {
  readonly lead: ObservedOddity;
  readonly others: readonly ObservedOddity[];
  /** Surprise of what else is rare in its events, by other turns than the lead's: the mean over the events. */
  readonly furtherBits: number;
}

const weight = (oddity: ObservedOddity): number => oddity.score.reduce((sum, part) => sum + part.value, 0);

const byWeight = (left: ObservedOddity, right: ObservedOddity): number =>
  weight(right) - weight(left) ||
  compareUtf8(left.turn, right.turn) ||
  compareUtf8(left.entity.value, right.entity.value);

/**
 * Joins oddities with equal sets of events: one cause, one finding. A group also says
 * what else is rare in its events, which orders equally rare groups.
 */
export const joinOddities = (oddities: readonly ObservedOddity[]): readonly OddityGroup[] => {
  const bitsOfEvent = new Map<string, Map<string, number>>();
  const groups = new Map<string, ObservedOddity[]>();
  for (const oddity of oddities) {
    for (const { key } of oddity.events) {
      const turns = bitsOfEvent.get(key) ?? new Map<string, number>();
      bitsOfEvent.set(key, turns.set(oddity.turn, Math.max(turns.get(oddity.turn) ?? 0, oddity.bits)));
    }
    const identity = JSON.stringify(oddity.events.map(({ key }) => key).sort());
    groups.set(identity, [...(groups.get(identity) ?? []), oddity]);
  }
  return [...groups.values()].map((members) => {
    const [lead, ...rest] = members.sort(byWeight) as [ObservedOddity, ...ObservedOddity[]];
    const further = lead.events.flatMap(({ key }) => [...(bitsOfEvent.get(key) ?? [])]);
    const bits = further.reduce((sum, [turn, own]) => (turn === lead.turn ? sum : sum + own), 0);
    return {
      lead,
      others: rest.filter((other) => !repeats(lead, other)),
      furtherBits: bits / Math.max(1, lead.events.length),
    };
  });
};

/** A pair whose value is the lead itself says nothing new. */
const repeats = (lead: ObservedOddity, other: ObservedOddity): boolean =>
  other.turn.startsWith(`${lead.turn} given `);

/** Points a finding loses for each one of the same turn before it. */
const POINTS_PER_TURN = 2;

/**
 * Turns groups into findings. Fields take turns: the second finding of a field weighs
 * less than the first, and so on, so that many equally rare values of one field do not
 * push the other fields down, and a turn ends when nothing is left of the weight.
 */
export const rarityFindings = (
  groups: readonly OddityGroup[],
  context: JudgeContext,
  maximumPerTurn: number,
): readonly Finding[] => {
  const turns = new Map<string, OddityGroup[]>();
  for (const group of groups) turns.set(group.lead.turn, [...(turns.get(group.lead.turn) ?? []), group]);
  return [...turns.values()].flatMap((members) =>
    members
      .sort((left, right) => groupWeight(right) - groupWeight(left) || byWeight(left.lead, right.lead))
      .slice(0, maximumPerTurn)
      .map((group, place) => ({ group, place, points: groupWeight(group) - POINTS_PER_TURN * place }))
      .filter(({ points }) => points >= 1)
      .map(({ group, place }) => toFinding(group, place, context)),
  );
};

const groupWeight = (group: OddityGroup): number =>
  weight(group.lead) + severalPart(group).reduce((sum, part) => sum + part.value, 0);

const severalPart = ({ furtherBits }: OddityGroup): readonly ScorePart[] =>
  furtherBits > 0 ? [scorePart('several rarities in one event', furtherBits / 4, 9)] : [];

const toFinding = (group: OddityGroup, place: number, context: JudgeContext): Finding => {
  const { lead, others } = group;
  const filter = formatFilter(groupFilter(group));
  const times = lead.events.flatMap(({ time }) => (time === null ? [] : [time])).sort(compareUtf8);
  const also = others.length === 0 ? '' : `, with ${others.map(({ what }) => what).join(' and ')}`;
  return makeFinding({
    detector: 'rarity',
    settings: context.settings,
    dataset: context.dataset.name,
    entity: lead.entity,
    aspect: lead.aspect,
    firstWindow: null,
    title: `Rare ${lead.what}${also}`,
    start: times[0] ?? null,
    end: times.at(-1) ?? null,
    events: lead.events.length,
    metrics: [...lead.metrics, ...others.flatMap(otherMetrics)],
    score: [
      ...lead.score,
      ...severalPart(group),
      ...(place === 0
        ? []
        : [scorePenalty(`turn ${place + 1} of ${lead.turn}`, POINTS_PER_TURN * place, 100)]),
    ],
    filter,
    attack: [],
    explanation: [lead.why, ...others.map(({ why }) => why)].join('. Also '),
    next: nextCommands(filter, lead.entity, 'source.ip'),
    ...(lead.picture === undefined ? {} : { picture: lead.picture }),
  });
};

/** All conditions of the group; each alone selects the same events. */
const groupFilter = ({ lead, others }: OddityGroup): FilterTree => {
  const seen = new Set<string>();
  const conditions = [lead, ...others].flatMap(({ filter }) =>
    filter.kind === 'and' ? filter.items : [filter],
  );
  const trees = conditions.filter((tree) => {
    const text = formatFilter(tree);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  return allOf(trees);
};

const otherMetrics = (oddity: ObservedOddity): ObservedOddity['metrics'] =>
  oddity.metrics
    .filter(({ name }) => name === 'surprise' || name === 'tail surprise')
    .map((metric) => ({ ...metric, name: `${metric.name} of ${oddity.what}` }));
