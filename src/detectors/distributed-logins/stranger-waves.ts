import type { DistributedLoginsSettings } from './settings.ts';
import { type Improbable, StrangerPast } from './stranger-past.ts';
import type { StrangerWindow } from './stranger-window.ts';

/** A stretch with more failing strangers than its past explains. */
export interface StrangerWave {
  /** All windows with logins from its first stranger to its last. */
  readonly windows: readonly StrangerWindow[];
  readonly strangers: number;
  /** What made it a wave: the stretch at its beginning that was improbable first. */
  readonly judged: Improbable;
}

/** Stretches looked back on, in windows: at five minutes each, up to twelve hours. */
const LENGTHS = [1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 54, 72, 108, 144];
/**
 * A wave goes on over pauses of three windows, or of four of its own usual pauses, while what
 * comes is still more than usual: a probability of a tenth at most.
 */
const LONGEST_PAUSE = 3;
const USUAL_PAUSES = 4;
const LASTING_SURPRISE = 1;
/** Longer pauses of all logins are no part of any history: nothing was collected, or a clock jumped. */
const LONGEST_GAP_SECONDS = 86_400;
/** A wave is closed after so many windows and may begin anew. */
const LONGEST_WAVE = 2016;

interface Wave {
  start: number;
  end: number;
  /** Strangers, and windows that have some. */
  strangers: number;
  seen: number;
  readonly judged: Improbable;
}

/** Waves of failing strangers, each judged by what came before it alone. */
export const strangerWaves = (
  windows: readonly StrangerWindow[],
  settings: DistributedLoginsSettings,
): readonly StrangerWave[] => {
  const slots = slotsOf(windows, settings.windowSeconds);
  const past = new StrangerPast();
  const waves: Wave[] = [];
  slots.forEach((slot, index) => {
    const strangers = slot?.strangers ?? 0;
    const ordinary = slot === null ? 0 : slot.attempts - slot.strangerAttempts;
    const open = waves.at(-1);
    past.add(strangers, ordinary);
    if (strangers === 0) return;
    if (open !== undefined && goesOn(open, index)) {
      const more = past.judge(open.end + 1, index);
      if (more.surprise >= LASTING_SURPRISE) {
        past.forgetFrom(open.end + 1);
        open.end = index;
        open.strangers += more.strangers;
        open.seen += 1;
      }
      return;
    }
    const wave = waveEndingAt(index, (open?.end ?? -1) + 1, slots, past, settings);
    if (wave === null) return;
    past.forgetFrom(wave.start);
    waves.push(wave);
  });
  return waves.map(({ start, end, strangers, judged }) => ({
    windows: slots.slice(start, end + 1).filter((slot) => slot !== null),
    strangers,
    judged,
  }));
};

/** Windows without holes; null where there were no logins. */
const slotsOf = (windows: readonly StrangerWindow[], seconds: number): readonly (StrangerWindow | null)[] => {
  const slots: (StrangerWindow | null)[] = [];
  let expected: number | undefined;
  for (const window of windows) {
    if (expected !== undefined && window.micros - expected <= LONGEST_GAP_SECONDS * 1e6) {
      for (; expected < window.micros; expected += seconds * 1e6) slots.push(null);
    }
    slots.push(window);
    expected = window.micros + seconds * 1e6;
  }
  return slots;
};

const goesOn = (wave: Wave, index: number): boolean =>
  index - wave.end <= longestPause(wave) && index - wave.start < LONGEST_WAVE;

const longestPause = ({ start, end, seen }: Pick<Wave, 'start' | 'end' | 'seen'>): number =>
  Math.max(LONGEST_PAUSE, (USUAL_PAUSES * (end - start)) / Math.max(1, seen - 1));

/**
 * The shortest stretch that ends here and is improbable enough, with what came before it
 * over short pauses and was more than usual, too.
 */
const waveEndingAt = (
  index: number,
  earliest: number,
  slots: readonly (StrangerWindow | null)[],
  past: StrangerPast,
  settings: DistributedLoginsSettings,
): Wave | null => {
  const first = Math.max(earliest, settings.historyWindows);
  for (const length of LENGTHS) {
    const start = index - length + 1;
    if (start < first) break;
    const judged = past.judge(start, index);
    if (judged.strangers < settings.minimumAddresses || judged.surprise < settings.surprise) continue;
    return backwards({ start, end: index, strangers: judged.strangers, judged }, first, slots, past);
  }
  return null;
};

const backwards = (
  { start: bound, end, strangers, judged }: Omit<Wave, 'seen'>,
  first: number,
  slots: readonly (StrangerWindow | null)[],
  past: StrangerPast,
): Wave => {
  const occupied = (index: number): boolean => (slots[index]?.strangers ?? 0) > 0;
  const wave = { start: bound, end, strangers, seen: 0, judged };
  for (let index = end; index >= bound; index -= 1) {
    if (!occupied(index)) continue;
    wave.start = index;
    wave.seen += 1;
  }
  for (let index = wave.start - 1; index >= first && wave.start - index <= longestPause(wave); index -= 1) {
    if (!occupied(index)) continue;
    const before = past.judge(index, wave.start - 1);
    if (before.surprise < LASTING_SURPRISE) continue;
    wave.start = index;
    wave.strangers += before.strangers;
    wave.seen += 1;
  }
  return wave;
};
