import { median } from '../../stats/median.ts';
import { medianAbsoluteDeviation, NORMAL_CONSISTENCY } from '../../stats/median-absolute-deviation.ts';
import { ENTITY_WINDOW_SECONDS, type VolumeWindow } from '../volume-counts.ts';
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
const MOST_OTHERS = 5000;
/** Least spread of the logarithm (base 2) of hourly counts: half a doubling. */
const LEAST_SPREAD = 0.5;
/** A burst is at least so many times the most it had before. */
const BEYOND_OWN_MOST = 2;

interface Usual {
  readonly center: number;
  readonly spread: number;
  readonly sampleSize: number;
}

/**
 * Entities with an hour far beyond their own earlier hours, or, without enough of them,
 * beyond the typical hours of the others: the logarithm of the count lies so many
 * robust spreads above the middle. An hour is judged by what came before it.
 */
export const entityBursts = (
  entities: ReadonlyMap<string, readonly VolumeWindow[]>,
  settings: VolumeSettings,
): readonly EntityBurst[] => {
  const bursts = new Map<string, [BurstHour, ...BurstHour[]]>();
  const past = new EntityPast();
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
    past.endHour();
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

const doublings = (count: number): number => Math.log2(count + 1);

class EntityPast {
  readonly #own = new Map<string, number[]>();
  #hours = 0;
  #others: Usual | null = null;
  #stale = true;

  add(entity: string, weight: number): void {
    const own = this.#own.get(entity) ?? [];
    own.push(doublings(weight));
    if (own.length > OWN_HOURS_KEPT) own.shift();
    // the most recent entities come last, so that a long list can be cut at its front
    this.#own.delete(entity);
    this.#own.set(entity, own);
  }

  endHour(): void {
    this.#hours += 1;
    this.#stale = true;
  }

  judge(entity: string, window: VolumeWindow, goesOn: boolean, settings: VolumeSettings): BurstHour | null {
    const own = this.#own.get(entity) ?? [];
    const byItself = own.length >= OWN_HOURS && !goesOn;
    const usual = byItself ? usualOf(own) : this.#otherAddresses();
    if (usual === null || (!byItself && this.#hours < FEWEST_HOURS)) return null;
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

  /** The typical hours of all entities so far, one vote each. */
  #otherAddresses(): Usual | null {
    if (!this.#stale) return this.#others;
    this.#stale = false;
    const all = [...this.#own.values()].slice(-MOST_OTHERS);
    this.#others = all.length < FEWEST_OTHERS ? null : usualOf(all.map((own) => median(own) ?? 0));
    return this.#others;
  }
}

const usualOf = (values: readonly number[]): Usual => ({
  center: median(values) ?? 0,
  spread: Math.max(LEAST_SPREAD, NORMAL_CONSISTENCY * (medianAbsoluteDeviation(values) ?? 0)),
  sampleSize: values.length,
});

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
