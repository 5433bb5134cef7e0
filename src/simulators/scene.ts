import type { Truth, TruthAttack, TruthEntity, TruthLookalike } from '../schema/truth.ts';
import { inTimeOrder, type Actor, type SimulatedEvent } from './actor.ts';
import type { Plan } from './options.ts';
import { HOUR, isoOf, microsOf, SECOND } from './time.ts';

/** One attack ready to run. */
export interface PlannedAttack<Event extends SimulatedEvent> {
  readonly name: string;
  readonly attack: readonly string[];
  /** Read when the simulation has ended, so an attack may add to it while it runs. */
  readonly entities: readonly TruthEntity[];
  readonly parameters: Readonly<Record<string, number>>;
  readonly variedAddresses?: boolean;
  readonly actor?: Actor<Event>;
  /** Microseconds in which the sensor writes nothing. */
  readonly silence?: { readonly start: number; readonly end: number };
}

/** Everything that happens in one simulated log. */
export interface Scene<Event extends SimulatedEvent> {
  readonly ordinary: readonly Actor<Event>[];
  readonly attacks: readonly PlannedAttack<Event>[];
  readonly lookalikes: readonly TruthLookalike[];
  /** Expected events per second at the busiest moment: decides how much is held in memory at once. */
  readonly peakPerSecond: number;
}

export interface LineWriter<Event extends SimulatedEvent> {
  /** Comment lines at the top, each with its line end; '' for none. */
  readonly header: string;
  /** Comment lines at the end. */
  readonly footer: string;
  /** One event as its line(s) with line ends; '' when this kind of log does not show it. */
  line(event: Event): string;
}

const BATCH_EVENTS = 4_000;
/** Below what the engine keeps apart as a large object, which it frees late. */
const BLOCK_CHARACTERS = 1 << 16;

/** Runs a scene: yields text blocks of whole lines, returns the truth with line numbers. */
export function* runScene<Event extends SimulatedEvent>(
  simulator: string,
  plan: Plan,
  scene: Scene<Event>,
  writer: LineWriter<Event>,
): Generator<string, Truth, void> {
  const seen = scene.attacks.map((): Seen => ({ events: [], first: Number.NaN, last: Number.NaN }));
  const silences = scene.attacks.flatMap((attack) => attack.silence ?? []);
  const isSilent = (time: number): boolean => silences.some(({ start, end }) => time >= start && time < end);
  const step = Math.max(SECOND, Math.min(HOUR, Math.floor(BATCH_EVENTS / scene.peakPerSecond) * SECOND));
  const actors = [...scene.ordinary, ...scene.attacks.flatMap(marked)];
  let block = writer.header;
  let line = countLines(writer.header);
  for (const batch of inTimeOrder(actors, { start: plan.start, end: plan.end, step })) {
    for (const event of batch) {
      if (silences.length > 0 && isSilent(event.time)) continue;
      const text = writer.line(event);
      if (text === '') continue;
      line += 1;
      block += text;
      if (event.attack >= 0) note(seen[event.attack] as Seen, line, event.time);
      if (block.length < BLOCK_CHARACTERS) continue;
      yield block;
      block = '';
    }
  }
  block += writer.footer;
  if (block !== '') yield block;
  return truthOf(simulator, plan, scene, seen, line + countLines(writer.footer));
}

interface Seen {
  readonly events: number[];
  first: number;
  last: number;
}

const note = (seen: Seen, line: number, time: number): void => {
  if (seen.events.length === 0) seen.first = time;
  seen.events.push(line);
  seen.last = time;
};

const countLines = (text: string): number => text.split('\n').length - 1;

/** The attack's actor, stamping its position on every event. */
const marked = <Event extends SimulatedEvent>(
  attack: PlannedAttack<Event>,
  index: number,
): Actor<Event>[] => {
  const { actor } = attack;
  if (actor === undefined) return [];
  return [
    {
      advance(until, emit) {
        actor.advance(until, (event) => {
          event.attack = index;
          emit(event);
        });
      },
    },
  ];
};

const truthOf = <Event extends SimulatedEvent>(
  simulator: string,
  plan: Plan,
  scene: Scene<Event>,
  seen: readonly Seen[],
  lines: number,
): Truth => {
  const attacks = scene.attacks.flatMap((attack, index): TruthAttack[] => {
    const { events, first, last } = seen[index] as Seen;
    // An attack all of whose events were lost (a silenced sensor) left nothing to find.
    if (events.length === 0 && attack.silence === undefined) return [];
    return [
      {
        name: attack.name,
        attack: attack.attack,
        start: isoOf(attack.silence?.start ?? first),
        end: isoOf(attack.silence?.end ?? last),
        entities: attack.entities,
        events,
        parameters: attack.parameters,
        ...(attack.variedAddresses === true ? { variedAddresses: true } : {}),
      },
    ];
  });
  return {
    simulator,
    seed: plan.seed,
    start: isoOf(plan.start),
    end: isoOf(plan.end),
    lines,
    attacks: attacks.sort((left, right) => microsOf(left.start) - microsOf(right.start)),
    lookalikes: scene.lookalikes,
  };
};
