import type { VolumeWindow } from '../volume-counts.ts';
import { Past } from './past.ts';
import type { SilenceSettings } from './settings.ts';
import type { Pause, Silence } from './silent-pause.ts';
import { LONGEST_REMEMBERED, type UsualRate } from './usual-rate.ts';

/** Silences of one source, and what can be said of its pauses at all. */
export interface JudgedPauses {
  readonly silences: readonly Silence[];
  /** Pauses seen. */
  readonly pauses: number;
  /** How long a pause must be at the end of the log before it is a silence, in seconds; null when it cannot be told. */
  readonly tellsAfterSeconds: number | null;
}

/**
 * A source has recovered from a silence once it sent this share of what was to be expected,
 * for as long as it was silent or so long.
 */
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
  let past = new Past(windows[0]?.first ?? 0, settings);
  const silences: Silence[] = [];
  // the latest silence, told or not, and the events since
  let latest: Pause | null = null;
  let eventsSince = 0;
  const judged = (pause: Pause, ended: boolean): void => {
    const limit = past.limit(pause);
    if (limit === null || limit.toldAt > pause.until || limit.expected < limit.bound) return;
    // a few events in a long silence do not make it two
    if (latest === null || hasRecovered(latest, pause.from, eventsSince, past.rate))
      silences.push({ ...pause, ended, ...limit });
    latest = pause;
    eventsSince = 0;
  };
  windows.forEach((window, index) => {
    const before = windows[index - 1];
    if (before !== undefined) {
      const pause = { from: before.last, until: window.first };
      judged(pause, true);
      if (pause.until - pause.from <= LONGEST_REMEMBERED) past.addPause(pause, window);
      else {
        past = new Past(window.first, settings);
        latest = null;
      }
    }
    past.addEvents(window);
    eventsSince += window.weight;
  });
  const last = windows.at(-1)?.last;
  if (last === undefined) return { silences, pauses: 0, tellsAfterSeconds: null };
  judged({ from: last, until: logEnd }, false);
  const tellsAt = past.limit({ from: last, until: last })?.toldAt ?? Number.POSITIVE_INFINITY;
  return {
    silences,
    pauses: past.pauses,
    tellsAfterSeconds: Number.isFinite(tellsAt) ? (tellsAt - last) / 1e6 : null,
  };
};

const hasRecovered = ({ from, until }: Pause, now: number, events: number, rate: UsualRate): boolean => {
  const { events: expected } = rate.expected(until, now);
  return (
    now - until >= Math.min(RECOVERED_MICROS, until - from) &&
    expected >= RECOVERED_EVENTS &&
    events >= RECOVERED_SHARE * expected
  );
};
