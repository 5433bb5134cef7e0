import { evenStart } from './even-start.ts';
import type { DistributedLoginsSettings } from './settings.ts';
import { type Improbable, StrangerPast } from './stranger-past.ts';
import type { StrangerWindow } from './stranger-window.ts';

/** A stretch with more failing strangers than its past explains. */
export interface StrangerWave {
  /** All windows with logins from its first stranger to its last. */
  readonly windows: readonly StrangerWindow[];
  readonly strangers: number;
  /** What made it a wave: the stretch at its beginning that was improbable enough first. */
  readonly judged: Improbable;
  /** Start of the window that made it one, microseconds since 1970. */
  readonly seenFirst: number;
}

/** Stretches looked back on, in windows: at five minutes each, up to twelve hours. */
const LENGTHS = [1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 54, 72, 108, 144];
const LONGEST_LENGTH = Math.max(...LENGTHS);
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

type Slots = readonly (StrangerWindow | null)[];

interface Wave {
  start: number;
  end: number;
  /** The window that made it a wave. */
  readonly seenFirst: number;
  /** Windows with strangers. */
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
        open.seen += 1;
      }
      return;
    }
    const wave = waveEndingAt(index, (open?.end ?? -1) + 1, slots, past, settings);
    if (wave === null) return;
    past.forgetFrom(wave.start);
    waves.push(wave);
  });
  return waves.map((wave) => toldOf(wave, slots));
};

const toldOf = ({ start, seenFirst, end, judged }: Wave, slots: Slots): StrangerWave => {
  const counts = slots.slice(start, end + 1).map((slot) => slot?.strangers ?? 0);
  const begin = start + evenStart(counts, seenFirst - start);
  const windows = slots.slice(begin, end + 1).filter((slot) => slot !== null);
  return {
    windows,
    strangers: windows.reduce((total, slot) => total + slot.strangers, 0),
    judged,
    seenFirst: slots[seenFirst]?.micros as number,
  };
};

/** Windows without holes; null where there were no logins. */
const slotsOf = (windows: readonly StrangerWindow[], seconds: number): Slots => {
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
 * The wave that ends here: of all stretches the most improbable one, when it is improbable
 * enough. A stray stranger hours earlier, which makes a stretch less improbable, is no part of it.
 */
const waveEndingAt = (
  index: number,
  earliest: number,
  slots: Slots,
  past: StrangerPast,
  { minimumAddresses, surprise, historyWindows }: DistributedLoginsSettings,
): Wave | null => {
  const first = Math.max(earliest, historyWindows);
  const enough = ({ judged }: Pick<Wave, 'judged'>): boolean =>
    judged.strangers >= minimumAddresses && judged.surprise >= surprise;
  // a few lengths first: most windows need no closer look
  const worthALook = LENGTHS.some((length) => {
    const start = index - length + 1;
    return start >= first && enough({ judged: past.judge(start, index) });
  });
  if (!worthALook) return null;
  const wave = mostImprobable(index, first, slots, past);
  return enough(wave) ? wave : null;
};

const mostImprobable = (end: number, first: number, slots: Slots, past: StrangerPast): Wave => {
  const wave = { start: end, end, seenFirst: end, seen: 1, judged: past.judge(end, end) };
  let seen = 1;
  for (let start = end - 1; start >= Math.max(first, end - LONGEST_LENGTH + 1); start -= 1) {
    if ((slots[start]?.strangers ?? 0) === 0) continue;
    seen += 1;
    const judged = past.judge(start, end);
    if (judged.surprise > wave.judged.surprise) Object.assign(wave, { start, seen, judged });
  }
  return wave;
};
