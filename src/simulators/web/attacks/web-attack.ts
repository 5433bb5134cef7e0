import type { RandomSource } from '../../../stats/random-source.ts';
import type { TruthEntity } from '../../../schema/truth.ts';
import { actorOf } from '../../actor.ts';
import { type AttackWindow, drawWindow, type WindowBounds, windowNumbers } from '../../attack-window.ts';
import type { PlannedAttack } from '../../scene.ts';
import type { AttackDefinition, AttackRequest } from '../../simulator.ts';
import type { Site } from '../site.ts';
import type { WebEvent } from '../web-event.ts';

/** What an attack may draw on. */
export interface WebAttackContext {
  readonly site: Site;
  readonly random: RandomSource;
  readonly period: { readonly start: number; readonly end: number };
  readonly request: AttackRequest;
}

/** An attack on the site, planned anew for every seed. */
export interface WebAttack extends AttackDefinition {
  plan(context: WebAttackContext): PlannedAttack<WebEvent>;
}

/** What a simple attack must say: its pace, its addresses, its requests in time order. */
export interface AttackParts {
  readonly bounds: WindowBounds;
  addresses(random: RandomSource): readonly string[];
  requests(context: AttackRun): Generator<WebEvent, void, void>;
  readonly variedAddresses?: boolean;
}

export interface AttackRun extends WebAttackContext {
  readonly window: AttackWindow;
  readonly addresses: readonly string[];
}

/** Builds an attack from its parts: draws its window and addresses, and states both in the truth. */
export const webAttack = (definition: AttackDefinition, parts: AttackParts): WebAttack => ({
  ...definition,
  plan(context) {
    const window = drawWindow(context.random.stream('window'), context.period, context.request, parts.bounds);
    const addresses = parts.addresses(context.random.stream('addresses'));
    const run: AttackRun = { ...context, random: context.random.stream('requests'), window, addresses };
    return {
      name: definition.name,
      attack: definition.attack,
      entities: addresses.map(sourceAddress),
      parameters: { ...windowNumbers(window), addresses: addresses.length },
      actor: actorOf(parts.requests(run)),
      ...(parts.variedAddresses === true ? { variedAddresses: true } : {}),
    };
  },
});

export const sourceAddress = (value: string): TruthEntity => ({ field: 'source.ip', value });
