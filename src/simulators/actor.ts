/** Something that happens at a moment. `attack` is the position of its attack in the scene, -1 for ordinary events. */
export interface SimulatedEvent {
  /** Whole microseconds since 1970 UTC. */
  readonly time: number;
  attack: number;
}

/**
 * A source of events. `advance` emits everything that is caused before `until`
 * and was not emitted yet; events may be emitted out of order and may lie after
 * `until` (the rest of a session), never before the `until` of the call before.
 */
export interface Actor<Event extends SimulatedEvent> {
  advance(until: number, emit: (event: Event) => void): void;
}

/** An actor from events in time order, pulled no further than asked. */
export const actorOf = <Event extends SimulatedEvent>(events: Iterator<Event>): Actor<Event> => {
  let next = events.next();
  return {
    advance(until, emit) {
      while (next.done !== true && next.value.time < until) {
        emit(next.value);
        next = events.next();
      }
    },
  };
};

/** An actor that calls `happen` at each moment that `moments` gives (ascending). */
export const actorAt = <Event extends SimulatedEvent>(
  nextMoment: () => number,
  happen: (time: number, emit: (event: Event) => void) => void,
): Actor<Event> => {
  let time = nextMoment();
  return {
    advance(until, emit) {
      for (; time < until; time = nextMoment()) happen(time, emit);
    },
  };
};

/**
 * Batches of events in time order (ties in order of emission), each batch later
 * than the one before; memory holds one batch and what sessions left for later.
 */
export function* inTimeOrder<Event extends SimulatedEvent>(
  actors: readonly Actor<Event>[],
  period: { readonly start: number; readonly end: number; readonly step: number },
): Generator<Event[], void, void> {
  let waiting: Event[] = [];
  for (let from = period.start; from < period.end; from += period.step) {
    const until = Math.min(period.end, from + period.step);
    const batch: Event[] = [];
    const later: Event[] = [];
    const sortIn = (event: Event): void => {
      if (event.time < until) batch.push(event);
      else if (event.time < period.end) later.push(event);
    };
    for (const event of waiting) sortIn(event);
    for (const actor of actors) actor.advance(until, sortIn);
    waiting = later;
    yield batch.sort((left, right) => left.time - right.time);
  }
}
