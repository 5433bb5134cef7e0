import { ENTITY_WINDOW_SECONDS, type PeerHour, type VolumeWindow } from '../volume-counts.ts';
import { doublings, PeerCounts, type Usual, usualOf } from './peer-counts.ts';
import type { VolumeSettings } from './settings.ts';

/** One hour of an entity with far more events than usual. */
export interface BurstHour {
  readonly window: VolumeWindow;
  /** Usual events in an hour, of itself or of the others. */
  readonly usual: number;
  readonly bound: number;
  readonly against: 'own past' | 'other addresses';
  readonly sampleSize: number;
}

export interface EntityBurst {
  readonly entity: string;
  readonly hours: readonly [BurstHour, ...BurstHour[]];
}

/** Hours of its own from which an entity is judged by itself. */
const OWN_HOURS = 12;
const OWN_HOURS_KEPT = 168;
/** Others, and hours of the log, before an entity is judged by the others. */
const FEWEST_OTHERS = 5;
const FEWEST_HOURS = 3;
/** A burst is at least so many times the most it had before. */
const BEYOND_OWN_MOST = 2;

/**
 * Entities with an hour far beyond their own earlier hours, or, without enough of them,
 * beyond the hours of all in the week before: the logarithm of the count lies so many
 * robust spreads above the middle. An hour is judged by what came before it.
 */
export const entityBursts = (
  entities: ReadonlyMap<string, readonly VolumeWindow[]>,
  peers: readonly PeerHour[],
  settings: VolumeSettings,
): readonly EntityBurst[] => {
  const bursts = new Map<string, [BurstHour, ...BurstHour[]]>();
  const past = new EntityPast(peers);
  for (const [micros, hour] of hoursOf(entities)) {
    for (const { entity, window } of hour) {
      if (window.weight < settings.minimumBurst) continue;
      const own = bursts.get(entity);
      const last = own?.at(-1)?.window.micros;
      const goesOn = last !== undefined && micros - last <= ENTITY_WINDOW_SECONDS * 1e6;
      const burst = past.judge(entity, window, goesOn, settings);
      if (burst === null) continue;
      if (own === undefined) bursts.set(entity, [burst]);
      else own.push(burst);
    }
    for (const { entity, window } of hour) past.add(entity, window.weight);
  }
  return [...bursts].map(([entity, hours]) => ({ entity, hours }));
};

type EntityHour = { readonly entity: string; readonly window: VolumeWindow };

const hoursOf = (
  entities: ReadonlyMap<string, readonly VolumeWindow[]>,
): readonly [number, readonly EntityHour[]][] => {
  const hours = new Map<number, EntityHour[]>();
  for (const [entity, windows] of entities) {
    for (const window of windows) {
      const members = hours.get(window.micros);
      if (members === undefined) hours.set(window.micros, [{ entity, window }]);
      else members.push({ entity, window });
    }
  }
  return [...hours].sort(([left], [right]) => left - right);
};

class EntityPast {
  readonly #own = new Map<string, number[]>();
  readonly #peers: PeerCounts;

  constructor(peers: readonly PeerHour[]) {
    this.#peers = new PeerCounts(peers);
  }

  add(entity: string, weight: number): void {
    const own = this.#own.get(entity) ?? [];
    own.push(doublings(weight));
    if (own.length > OWN_HOURS_KEPT) own.shift();
    this.#own.set(entity, own);
  }

  judge(entity: string, window: VolumeWindow, goesOn: boolean, settings: VolumeSettings): BurstHour | null {
    const own = this.#own.get(entity) ?? [];
    const byItself = own.length >= OWN_HOURS && !goesOn;
    const usual = byItself ? usualOf(own.map((value) => ({ value, count: 1 }))) : this.#others(window.micros);
    if (usual === null) return null;
    const most = own.length === 0 || goesOn ? 0 : BEYOND_OWN_MOST * (2 ** Math.max(...own) - 1);
    const bound = Math.max(
      settings.minimumBurst,
      most,
      2 ** (usual.center + settings.burstDistance * usual.spread) - 1,
    );
    if (window.weight < bound) return null;
    return {
      window,
      usual: 2 ** usual.center - 1,
      bound,
      against: byItself ? 'own past' : 'other addresses',
      sampleSize: usual.sampleSize,
    };
  }

  #others(micros: number): Usual | null {
    this.#peers.advanceTo(micros);
    const { hours, entities } = this.#peers;
    return hours < FEWEST_HOURS || entities < FEWEST_OTHERS ? null : this.#peers.usual();
  }
}

/** Addresses that burst in the same hour: one event, not many. */
export interface BurstCrowd {
  readonly micros: number;
  readonly members: readonly { readonly entity: string; readonly hour: BurstHour }[];
}

/** So many addresses at once are a crowd. */
const CROWD = 5;

/** Parts bursts into crowds, hour by hour, and those that remain about one address. */
export const crowdsOf = (
  bursts: readonly EntityBurst[],
): { readonly crowds: readonly BurstCrowd[]; readonly single: readonly EntityBurst[] } => {
  const hours = new Map<number, BurstCrowd['members'][number][]>();
  for (const { entity, hours: own } of bursts) {
    for (const hour of own) {
      const members = hours.get(hour.window.micros) ?? [];
      members.push({ entity, hour });
      hours.set(hour.window.micros, members);
    }
  }
  const crowds = [...hours]
    .filter(([, members]) => members.length >= CROWD)
    .map(([micros, members]): BurstCrowd => ({ micros, members }));
  const crowded = new Set(crowds.map((crowd) => crowd.micros));
  const single = bursts.flatMap(({ entity, hours: own }): EntityBurst[] => {
    const [first, ...rest] = own.filter((hour) => !crowded.has(hour.window.micros));
    return first === undefined ? [] : [{ entity, hours: [first, ...rest] }];
  });
  return { crowds, single };
};
