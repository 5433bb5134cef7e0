import type { RandomSource } from '../stats/random-source.ts';
import type { AttackRequest } from './simulator.ts';
import { microsOf, SECOND } from './time.ts';

/** When and how fast an attack runs. */
export interface AttackWindow {
  /** Microseconds. */
  readonly start: number;
  readonly end: number;
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** Rate times duration, at least 1. */
  readonly count: number;
}

export interface WindowBounds {
  readonly rate: readonly [number, number];
  readonly seconds: readonly [number, number];
}

interface Period {
  readonly start: number;
  readonly end: number;
}

/**
 * Draws rate and duration evenly in their logarithm and a start away from the
 * edges of the log; what the request states is taken as stated. The attack is
 * shortened when it would not end inside the log.
 */
export const drawWindow = (
  random: RandomSource,
  period: Period,
  request: AttackRequest,
  bounds: WindowBounds,
): AttackWindow => {
  // All draws are made whatever is stated, so that stating one number changes no other.
  const drawnRate = random.logUniform(bounds.rate[0], bounds.rate[1]);
  const drawnSeconds = random.logUniform(bounds.seconds[0], bounds.seconds[1]);
  const place = random.uniform(0.08, 0.92);
  const length = (period.end - period.start) / SECOND;
  const wanted = request.durationSeconds ?? Math.min(drawnSeconds, length * 0.8);
  const room = period.end - period.start - wanted * SECOND;
  const start =
    request.start === undefined
      ? period.start + Math.floor(Math.max(0, room) * place)
      : microsOf(request.start);
  const durationSeconds = Math.min(wanted, (period.end - start) / SECOND);
  const ratePerSecond = request.ratePerSecond ?? drawnRate;
  return {
    start,
    end: start + Math.floor(durationSeconds * SECOND),
    ratePerSecond,
    durationSeconds,
    count: Math.max(1, Math.round(ratePerSecond * durationSeconds)),
  };
};

/** The numbers of a window for the truth, rounded for people. */
export const windowNumbers = (window: AttackWindow): Readonly<Record<string, number>> => ({
  ratePerSecond: Number(window.ratePerSecond.toPrecision(4)),
  durationSeconds: Number(window.durationSeconds.toPrecision(4)),
});

/** `count` ascending moments spread over the window, each moved at random by up to `jitter` (0..1) of the gap. */
export function* momentsOf(
  window: AttackWindow,
  random: RandomSource,
  jitter = 0.9,
): Generator<number, void, void> {
  const gap = (window.end - window.start) / window.count;
  for (let index = 0; index < window.count; index += 1) {
    yield window.start + Math.floor((index + random.unit() * jitter) * gap);
  }
}
