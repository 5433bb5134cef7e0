import { quantile } from '../../stats/quantile.ts';
import { SlidingOrder } from '../../stats/sliding-order.ts';
import { tailSurprise } from '../../stats/tail-surprise.ts';
import { MovingMoments, Recent } from './recent.ts';

/** What one look at a series compares; `usual` is what was expected instead. */
export interface SeriesPart {
  readonly name: 'value' | 'short level' | 'long level' | 'season' | 'spread';
  readonly value: number;
  readonly usual: number;
  /** -log10 of the share of past distances that were as large; 0 while there is too little past. */
  readonly surprise: number;
}

export interface SeriesJudgement {
  /** Mean surprise of the parts. */
  readonly score: number;
  readonly alarm: boolean;
  readonly parts: readonly SeriesPart[];
}

export interface SeriesOptions {
  /** Values per day, for the season; 0 for a series without days. */
  readonly perDay: number;
  /** Score from which there is an alarm. */
  readonly threshold?: number;
  /** Values after an alarm in which only a score twice as high makes another. */
  readonly quiet?: number;
}

/** The two lengths whose mean is held against what came before them, and that stretch. */
const SHORT = 12;
const LONG = 48;
const BEFORE = 1000;
/** Values that the middle is taken of, and distances that a distance is ranked among. */
const VALUES_KEPT = 2000;
const DISTANCES_KEPT = 4000;
/** Days that tell what is usual at a time of day, and the finest and coarsest step that has one. */
const SEASON_DAYS = 7;
const FEWEST_PER_DAY = 20;
const MOST_PER_DAY = 4320;
/** The season counts while it foretells better than the middle: its mean error is this much smaller. */
const SEASON_GAIN = 0.9;
const SEASON_MEMORY = 0.002;
/** Share of the series' whole spread that is added to both sides of a ratio of spreads. */
const SPREAD_FLOOR = 0.05;
const FEWEST_VALUES = 30;

/** The mean of the latest values beside that of the stretch before them. */
interface Level {
  readonly name: 'short level' | 'long level';
  readonly length: number;
  readonly now: MovingMoments;
  readonly before: MovingMoments;
}

const levelOf = (recent: Recent, name: Level['name'], length: number): Level => ({
  name,
  length,
  now: new MovingMoments(recent, length, 0),
  before: new MovingMoments(recent, BEFORE, length),
});

/** Within the quiet time a score must be so many times that of the alarm before. */
const LOUDER = 2;

export const DEFAULT_THRESHOLD = 2;
export const DEFAULT_QUIET = 100;

/**
 * Watches one series of numbers for spikes, drops, level shifts, broken rhythms and
 * changes of spread. Each look compares in five ways (the value with the middle of the
 * recent values, the mean of the latest 12 and 48 with the thousand before, the value
 * with the same time on the last days, the spread with the spread before) and ranks
 * every distance among its own past. It looks back only: the judgement of a value never
 * depends on a later one. The parts count alike; nothing was fitted to a benchmark.
 */
export class SeriesMonitor {
  readonly #perDay: number;
  readonly #threshold: number;
  readonly #quiet: number;
  readonly #recent: Recent;
  readonly #values = new SlidingOrder(VALUES_KEPT);
  readonly #whole: MovingMoments;
  readonly #short: Level;
  readonly #long: Level;
  readonly #past = new Map<SeriesPart['name'], SlidingOrder>();
  #seasonError = 0;
  #middleError = 0;
  #sinceAlarm = Number.POSITIVE_INFINITY;
  #alarmScore = 0;

  constructor({ perDay, threshold = DEFAULT_THRESHOLD, quiet = DEFAULT_QUIET }: SeriesOptions) {
    this.#perDay = perDay >= FEWEST_PER_DAY && perDay <= MOST_PER_DAY ? Math.round(perDay) : 0;
    this.#threshold = threshold;
    this.#quiet = quiet;
    this.#recent = new Recent(Math.max(BEFORE + LONG + 1, SEASON_DAYS * this.#perDay + 1));
    this.#whole = new MovingMoments(this.#recent, Number.POSITIVE_INFINITY, 0);
    this.#short = levelOf(this.#recent, 'short level', SHORT);
    this.#long = levelOf(this.#recent, 'long level', LONG);
  }

  /** Takes in the next value and judges it by the ones before. */
  next(value: number): SeriesJudgement {
    this.#recent.add(value);
    this.#whole.advance();
    for (const { now, before } of [this.#short, this.#long]) {
      now.advance();
      before.advance();
    }
    const parts = [...this.#middle(value), ...this.#level(), ...this.#season(value), ...this.#spread()];
    this.#values.add(value);
    // four parts always count, so that a series of few values is no surprise by itself
    const total = parts.reduce((sum, part) => sum + part.surprise, 0);
    const score = total / Math.max(4, parts.length);
    const louder = score >= LOUDER * this.#alarmScore;
    const alarm = score >= this.#threshold && (this.#sinceAlarm >= this.#quiet || louder);
    if (alarm) this.#alarmScore = score;
    this.#sinceAlarm = alarm ? 1 : this.#sinceAlarm + 1;
    return { score, alarm, parts };
  }

  #middle(value: number): readonly SeriesPart[] {
    if (this.#values.size < FEWEST_VALUES) return [];
    const usual = this.#values.median();
    return [this.#part('value', value, usual, Math.abs(value - usual))];
  }

  #level(): readonly SeriesPart[] {
    return [this.#short, this.#long].flatMap(({ name, length, now, before }) =>
      this.#recent.count > 5 * length
        ? [this.#part(name, now.mean, before.mean, Math.abs(now.mean - before.mean))]
        : [],
    );
  }

  /** The value against the middle of the same time on the last days, while days show. */
  #season(value: number): readonly SeriesPart[] {
    if (this.#perDay === 0 || this.#recent.count <= 2 * this.#perDay) return [];
    const days = Array.from({ length: SEASON_DAYS }, (_, day) => this.#recent.back((day + 1) * this.#perDay));
    const usual = quantile(
      days.filter((past) => !Number.isNaN(past)),
      0.5,
    );
    if (usual === null || this.#values.size < FEWEST_VALUES) return [];
    const shows = this.#seasonError < SEASON_GAIN * this.#middleError;
    const distance = Math.abs(value - usual);
    const part = this.#part('season', value, usual, distance);
    this.#seasonError += SEASON_MEMORY * (distance - this.#seasonError);
    this.#middleError += SEASON_MEMORY * (Math.abs(value - this.#values.median()) - this.#middleError);
    return shows ? [part] : [];
  }

  #spread(): readonly SeriesPart[] {
    const { length, now, before } = this.#short;
    if (this.#recent.count <= 5 * length) return [];
    const floor = SPREAD_FLOOR * this.#whole.deviation;
    const [current, usual] = [now.deviation, before.deviation];
    const distance =
      floor === 0 && current === 0 ? 0 : Math.abs(Math.log((current + floor) / (usual + floor)));
    return [this.#part('spread', current, usual, distance)];
  }

  /** Ranks a distance among the part's past, which it then joins. */
  #part(name: SeriesPart['name'], value: number, usual: number, distance: number): SeriesPart {
    let past = this.#past.get(name);
    if (past === undefined) {
      past = new SlidingOrder(DISTANCES_KEPT);
      this.#past.set(name, past);
    }
    const surprise = tailSurprise(past, distance);
    past.add(distance);
    return { name, value, usual, surprise };
  }
}
