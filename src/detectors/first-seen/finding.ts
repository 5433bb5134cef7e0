import { formatFilter } from '../../filter/format.ts';
import { allOf } from '../../filter/tree.ts';
import type { Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { equals } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { scorePart } from '../severity.ts';
import { counted, figure, shown } from '../wording.ts';
import type { Look } from './looks.ts';
import type { Novelty } from './novelty.ts';

export const DETECTOR = 'first-seen';

/** Points for every bit of surprise, and for an entity that left its habit. */
const PER_BIT = 2;
const HABIT_POINTS = 10;

export const firstSeenFinding = (look: Look, { value, basis }: Novelty, context: JudgeContext): Finding => {
  const [field = '', habit] = look.fields;
  const [first = '', second] = value.parts;
  const entity = { field, value: first };
  const filter = formatFilter(
    allOf(look.fields.map((name, index) => equals(name, value.parts[index] ?? ''))),
  );
  const what =
    habit === undefined
      ? `${field} ${shown(first)}`
      : `${habit} ${shown(second ?? '')} of ${field} ${shown(first)}`;
  const { settings, dataset } = context;
  return makeFinding({
    detector: DETECTOR,
    settings,
    dataset: dataset.name,
    entity,
    ...(habit === undefined ? {} : { aspect: `${habit}=${second}` }),
    firstWindow: null,
    title: `First seen: ${what}`,
    start: value.first,
    end: value.last,
    events: value.events,
    metrics: [
      {
        name: 'surprise',
        value: basis.bits,
        unit: 'bits',
        threshold: settings['minimumBits'] ?? null,
        sampleSize: basis.events,
      },
      { name: 'values in the history', value: basis.values, unit: 'values' },
      { name: 'values that the history has once', value: basis.once, unit: 'values' },
      { name: 'events', value: value.events, unit: 'events' },
    ],
    score: [
      scorePart('surprise', PER_BIT * basis.bits, 30),
      ...(habit === undefined
        ? []
        : [scorePart('a known entity left its habit', HABIT_POINTS, HABIT_POINTS)]),
    ],
    filter,
    attack: [],
    explanation: `${what} is in ${counted(value.events, 'event')} and in none of the ${counted(basis.events, 'event')} of the history, which have ${counted(basis.values, 'value')}, ${figure(basis.once)} of them once`,
    next: nextCommands(filter, entity, habit ?? field),
  });
};
