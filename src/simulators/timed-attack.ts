import type { TruthEntity } from '../schema/truth.ts';
import type { RandomSource } from '../stats/random-source.ts';
import { actorOf, type SimulatedEvent } from './actor.ts';
import { type AttackWindow, drawWindow, type WindowBounds, windowNumbers } from './attack-window.ts';
import type { Plan } from './options.ts';
import type { PlannedAttack } from './scene.ts';
import { planSilence } from './silence.ts';
import { SILENT_SENSOR } from './silent-sensor.ts';
import type { AttackDefinition, AttackRequest } from './simulator.ts';

/** What an attack may draw on; `World` is what its simulator built. */
export interface AttackContext<World> {
  readonly world: World;
  readonly random: RandomSource;
  readonly period: { readonly start: number; readonly end: number };
  readonly request: AttackRequest;
}

/** An attack of one simulator, planned anew for every seed. */
export interface Attack<World, Event extends SimulatedEvent> extends AttackDefinition {
  plan(context: AttackContext<World>): PlannedAttack<Event>;
}

export interface AttackRun<World> extends AttackContext<World> {
  readonly window: AttackWindow;
  readonly entities: readonly TruthEntity[];
}

/** What an attack with a window must say. */
export interface TimedParts<World, Event extends SimulatedEvent> {
  readonly bounds: WindowBounds;
  /** Who does it; nobody in particular where the address varies. */
  entities(context: AttackContext<World>): readonly TruthEntity[];
  events(run: AttackRun<World>): Iterator<Event>;
  readonly variedAddresses?: boolean;
}

/** Builds an attack from its parts: draws its window and entities, and states both in the truth. */
export const timedAttack = <World, Event extends SimulatedEvent>(
  definition: AttackDefinition,
  parts: TimedParts<World, Event>,
): Attack<World, Event> => ({
  ...definition,
  plan(context) {
    const { random, period, request } = context;
    const window = drawWindow(random.stream('window'), period, request, parts.bounds);
    const entities = parts.entities({ ...context, random: random.stream('entities') });
    const run = { ...context, random: random.stream('events'), window, entities };
    return {
      name: definition.name,
      attack: definition.attack,
      entities,
      parameters: windowNumbers(window),
      actor: actorOf(parts.events(run)),
      ...(parts.variedAddresses === true ? { variedAddresses: true } : {}),
    };
  },
});

/** The attack that every simulator knows: the log stops. */
export const silentSensorAttack = <World, Event extends SimulatedEvent>(): Attack<World, Event> => ({
  ...SILENT_SENSOR,
  plan: ({ random, period, request }) => planSilence(random, period, request),
});

export const sourceIp = (value: string): TruthEntity => ({ field: 'source.ip', value });

/** Plans what was asked for; each attack has a stream of its own, also when one is planted twice. */
export const planAttacks = <World, Event extends SimulatedEvent>(
  plan: Plan,
  attacks: readonly Attack<World, Event>[],
  world: World,
): PlannedAttack<Event>[] =>
  plan.requests.map((request, index) => {
    const attack = attacks.find(({ name }) => name === request.name) as Attack<World, Event>;
    const earlier = plan.requests.slice(0, index).filter(({ name }) => name === request.name).length;
    const random = plan.random.stream(`attack ${request.name} ${earlier}`);
    return attack.plan({ world, random, period: plan, request });
  });

/** What the list of attacks shows of each. */
export const definitionsOf = (attacks: readonly AttackDefinition[]): readonly AttackDefinition[] =>
  attacks.map(({ name, attack, summary, byDefault }) => ({ name, attack, summary, byDefault }));
