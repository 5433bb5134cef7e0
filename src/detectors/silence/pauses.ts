import type { VolumeWindow } from '../volume-counts.ts';
import { PauseLaw } from './pause-law.ts';
import type { SilenceSettings } from './settings.ts';
import { UsualRate } from './usual-rate.ts';

/** A pause of a source that chance does not explain. */
export interface Silence {
  /** From the last event before to the first one after it, or to the end of the log; microseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** Whether the source spoke again. */
  readonly ended: boolean;
  /** Events that were to be expected meanwhile, by its rhythm so far, and how many make a silence. */
  readonly expected: number;
  readonly bound: number;
  /** When it was a silence. */
  readonly toldAt: number;
  /** Pauses that the bound rests on. */
  readonly pauses: number;
}

/** Silences of one source, and what can be said of its pauses at all. */
export interface JudgedPauses {
  readonly silences: readonly Silence[];
  /** Pauses seen. */
  readonly pauses: number;
  /** How long a pause must be at the end of the log before it is a silence, in seconds; null when it cannot be told. */
  readonly tellsAfterSeconds: number | null;
}

interface Pause {
  readonly from: number;
  readonly until: number;
}

/** A source has recovered from a silence once it sent this share of what was to be expected, over so long. */
const RECOVERED_SHARE = 0.5;
const RECOVERED_MICROS = 1_800e6;
const RECOVERED_EVENTS = 3;

/**
 * Judges each pause of a source by what came before it alone. `logEnd` is the time of the
 * log's last event, of whatever source.
 */
export const judgedPauses = (
  windows: readonly VolumeWindow[],
  logEnd: number,
  settings: SilenceSettings,
): JudgedPauses => {
  const rate = new UsualRate();
  const law = new PauseLaw(settings.falsePerWeek);
  let lawFrom = windows[0]?.first ?? 0;
  const silences: Silence[] = [];
  // end of the latest silence, told or not, and the events since
  let since: number | null = null;
  let eventsSince = 0;
  const judged = (pause: Pause, ended: boolean): void => {
    const { events, sure } = rate.expected(pause.from, pause.until);
    const bound = law.bound(pause.from - lawFrom);
    const pauses = law.pauses;
    if (ended) law.add(events, bound);
    if (bound === null || sure < bound) return;
    const toldAt = Math.max(rate.whenExpected(pause.from, bound), pause.from + settings.minimumSeconds * 1e6);
    if (toldAt > pause.until) return;
    // a few events in a long silence do not make it two
    if (since === null || recovered({ from: since, until: pause.from }, eventsSince, rate))
      silences.push({ ...pause, ended, expected: sure, bound, toldAt, pauses });
    since = pause.until;
    eventsSince = 0;
  };
  windows.forEach((window, index) => {
    const before = windows[index - 1];
    if (before !== undefined) judged({ from: before.last, until: window.first }, true);
    const knew = rate.knowsDays;
    rate.add(window);
    // what was expected while there was no day to tell from makes no law for later
    if (!knew && rate.knowsDays) {
      law.forget();
      lawFrom = window.first;
    }
    eventsSince += window.weight;
  });
  const last = windows.at(-1)?.last;
  if (last === undefined) return { silences, pauses: 0, tellsAfterSeconds: null };
  judged({ from: last, until: logEnd }, false);
  const bound = law.bound(last - lawFrom);
  const tellsAt = bound === null ? Number.POSITIVE_INFINITY : rate.whenExpected(last, bound);
  return {
    silences,
    pauses: law.pauses,
    tellsAfterSeconds: Number.isFinite(tellsAt) ? (tellsAt - last) / 1e6 : null,
  };
};

const recovered = ({ from, until }: Pause, events: number, rate: UsualRate): boolean => {
  const { events: expected } = rate.expected(from, until);
  return (
    until - from >= RECOVERED_MICROS && expected >= RECOVERED_EVENTS && events >= RECOVERED_SHARE * expected
  );
};
