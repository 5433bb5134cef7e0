import type { RandomSource } from '../stats/random-source.ts';
import { actorOf, type SimulatedEvent } from './actor.ts';
import { distinctAddresses } from './addresses.ts';
import { type AttackWindow, drawWindow, type WindowBounds, windowNumbers } from './attack-window.ts';
import type { PlannedAttack } from './scene.ts';
import type { AttackDefinition, AttackRequest } from './simulator.ts';
import { sourceIp } from './timed-attack.ts';

/** What every simulator hands its attacks. */
interface CrowdContext {
  readonly random: RandomSource;
  readonly period: { readonly start: number; readonly end: number };
  readonly request: AttackRequest;
}

export interface CrowdRun<Context extends CrowdContext> {
  /** With a random stream of its own. */
  readonly context: Context;
  readonly window: AttackWindow;
  readonly sources: readonly string[];
}

interface CrowdParts<Context extends CrowdContext, Event extends SimulatedEvent> {
  readonly bounds: WindowBounds;
  /** Name of the random stream that the events are drawn from. */
  readonly stream: string;
  sources(random: RandomSource, window: AttackWindow): readonly string[];
  events(run: CrowdRun<Context>): Generator<Event, void, void>;
}

interface CrowdAttack<Context extends CrowdContext, Event extends SimulatedEvent> extends AttackDefinition {
  plan(context: Context): PlannedAttack<Event>;
}

/** Most targets of one source that scans with others: below what tells a scanner. */
export const FEW_TARGETS = 6;

/** An attack of many addresses, each of which is named by the truth. */
export const crowd = <Context extends CrowdContext, Event extends SimulatedEvent>(
  definition: AttackDefinition,
  parts: CrowdParts<Context, Event>,
): CrowdAttack<Context, Event> => ({
  ...definition,
  plan(context) {
    const { random, period, request } = context;
    const window = drawWindow(random.stream('window'), period, request, parts.bounds);
    const sources = parts.sources(random.stream('sources'), window);
    const run = { context: { ...context, random: random.stream(parts.stream) }, window, sources };
    return {
      name: definition.name,
      attack: definition.attack,
      entities: sources.map(sourceIp),
      parameters: { ...windowNumbers(window), addresses: sources.length },
      actor: actorOf(parts.events(run)),
    };
  },
});

/** Different addresses that share `count` probes, each at most `most` of them. */
export const crowdFor = (random: RandomSource, count: number, most: number): readonly string[] => {
  const each = random.uniform(2, most);
  return distinctAddresses(random, Math.max(12, Math.ceil(count / each)));
};

/** Whose turn it is: everybody once in random order, then anew, so that nobody does more than the others. */
export const turns = (random: RandomSource, sources: readonly string[]): ((number: number) => string) => {
  let order = random.shuffled(sources);
  return (number) => {
    const position = number % order.length;
    if (number > 0 && position === 0) order = random.shuffled(sources);
    return order[position] as string;
  };
};
