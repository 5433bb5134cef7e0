import type { VolumeWindow } from '../volume-counts.ts';
import { type SeriesJudgement, SeriesMonitor } from './series-monitor.ts';
import type { VolumeSettings } from './settings.ts';

/** One window of a series without holes, with its judgement. */
export interface JudgedWindow {
  readonly micros: number;
  readonly events: number;
  readonly weight: number;
  /** Times of its first and last event, null for a window without events. */
  readonly first: number | null;
  readonly last: number | null;
  readonly judgement: SeriesJudgement;
}

/** An alarm and the windows that belong to it, its own the first. */
export interface SeriesAlarm {
  /** Length of its windows. */
  readonly windowSeconds: number;
  readonly windows: readonly [JudgedWindow, ...JudgedWindow[]];
  /** Windows before and after it, for a picture. */
  readonly around: readonly JudgedWindow[];
}

/** Pauses longer than this are no part of a series: nothing was collected, or a clock jumped. */
const LONGEST_PAUSE_SECONDS = 86_400;
/** An alarm lasts while the value itself is among the outer tenth of its past, short breaks included. */
const LASTING_SURPRISE = 1;
const LONGEST_BREAK = 2;
const LONGEST_ALARM = 288;
const AROUND = 150;

/** Windows that a series needs before anything can be said of it. */
export const FEWEST_WINDOWS = 150;

/** Windows are joined by these factors until the first day holds so many events per window on average. */
const FACTORS = [1, 3, 12];
const WANTED_PER_WINDOW = 10;

/**
 * Alarms of one series of windows; windows without events count as 0. A series with few
 * events is watched in windows three or twelve times as long, by its first day alone.
 */
export const seriesAlarms = (
  windows: readonly VolumeWindow[],
  settings: VolumeSettings,
): readonly SeriesAlarm[] => {
  if (windows.length === 0) return [];
  const windowSeconds = settings.windowSeconds * factorFor(windows, settings.windowSeconds);
  const judged = judgedWindows(joined(windows, windowSeconds), { ...settings, windowSeconds });
  // the last window may not be over yet, and would look like a drop
  const complete = judged.length - 1;
  const found = judged.flatMap(({ judgement }, index) =>
    judgement.alarm && index >= FEWEST_WINDOWS && index < complete ? [index] : [],
  );
  return found.map((start, number): SeriesAlarm => {
    const limit = Math.min(found[number + 1] ?? judged.length, start + LONGEST_ALARM);
    const end = endOf(judged, start, limit);
    const [first, ...rest] = judged.slice(start, end) as [JudgedWindow, ...JudgedWindow[]];
    const around = judged.slice(Math.max(0, start - AROUND), end + AROUND / 3);
    return { windowSeconds, windows: [first, ...rest], around };
  });
};

const endOf = (judged: readonly JudgedWindow[], start: number, limit: number): number => {
  let end = start + 1;
  for (let index = end; index < Math.min(limit, end + LONGEST_BREAK + 1); index += 1) {
    const parts = judged[index]?.judgement.parts ?? [];
    if (
      parts.some(
        ({ name, surprise }) => (name === 'value' || name === 'season') && surprise > LASTING_SURPRISE,
      )
    )
      end = index + 1;
  }
  return end;
};

const factorFor = (windows: readonly VolumeWindow[], seconds: number): number => {
  const start = windows[0]?.micros ?? 0;
  const firstDay = windows.filter((window) => window.micros < start + 86_400e6);
  const perWindow = (firstDay.reduce((total, window) => total + window.weight, 0) * seconds) / 86_400;
  return FACTORS.find((factor) => perWindow * factor >= WANTED_PER_WINDOW) ?? (FACTORS.at(-1) as number);
};

const joined = (windows: readonly VolumeWindow[], seconds: number): readonly VolumeWindow[] => {
  const result = new Map<number, VolumeWindow>();
  for (const window of windows) {
    const micros = Math.floor(window.micros / (seconds * 1e6)) * seconds * 1e6;
    const before = result.get(micros);
    result.set(micros, {
      micros,
      events: (before?.events ?? 0) + window.events,
      weight: (before?.weight ?? 0) + window.weight,
      first: Math.min(before?.first ?? window.first, window.first),
      last: Math.max(before?.last ?? window.last, window.last),
    });
  }
  return [...result.values()];
};

const judgedWindows = (
  windows: readonly VolumeWindow[],
  settings: VolumeSettings,
): readonly JudgedWindow[] => {
  const { windowSeconds, surprise, quietWindows } = settings;
  const monitor = new SeriesMonitor({
    perDay: 86_400 / windowSeconds,
    threshold: surprise,
    quiet: quietWindows,
  });
  const judged: JudgedWindow[] = [];
  const take = (window: Omit<JudgedWindow, 'judgement'>): void => {
    judged.push({ ...window, judgement: monitor.next(window.weight) });
  };
  let expected: number | undefined;
  for (const { micros, events, weight, first, last } of windows) {
    if (expected !== undefined && micros - expected <= LONGEST_PAUSE_SECONDS * 1e6) {
      for (; expected < micros; expected += windowSeconds * 1e6)
        take({ micros: expected, events: 0, weight: 0, first: null, last: null });
    }
    take({ micros, events, weight, first, last });
    expected = micros + windowSeconds * 1e6;
  }
  return judged;
};
