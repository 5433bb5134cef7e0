import { describe, expect, it } from 'vitest';
import { evenStart } from '../../../src/detectors/distributed-logins/even-start.ts';
import type { DistributedLoginsSettings } from '../../../src/detectors/distributed-logins/settings.ts';
import { strangerWaves } from '../../../src/detectors/distributed-logins/stranger-waves.ts';
import type { StrangerWindow } from '../../../src/detectors/distributed-logins/stranger-window.ts';

const SECONDS = 300;
const settings: DistributedLoginsSettings = {
  windowSeconds: SECONDS,
  minimumAddresses: 5,
  surprise: 5,
  historyWindows: 24,
};

/** Windows with ten logins of known addresses each and so many failing strangers. */
const windows = (strangers: readonly number[]): readonly StrangerWindow[] =>
  strangers.map((count, index) => ({
    micros: index * SECONDS * 1e6,
    attempts: 10 + count,
    failures: 1 + count,
    strangers: count,
    strangerAttempts: count,
    admitted: 0,
    first: index * SECONDS * 1e6 + 1,
    last: index * SECONDS * 1e6 + 2,
    users: [],
  }));

const quiet = (length: number): readonly number[] => Array.from({ length }, () => 0);

describe('the beginning of a wave of strangers', () => {
  it('is cut where it is too thin beside the rest, and not after the last window that may be first', () => {
    expect(evenStart([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 6, 7], 13)).toBe(12);
    expect(evenStart([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 6, 7], 8)).toBe(8);
    expect(evenStart([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 6, 7], 0)).toBe(0);
  });

  it('stays where an attack is slow but even', () => {
    expect(evenStart([1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1], 13)).toBe(0);
    expect(evenStart([5], 0)).toBe(0);
  });

  it('is that of the attack, although strays came in the hours before it', () => {
    const log = [...quiet(600), 1, ...quiet(25), 1, 1, ...quiet(11), 3, 5, 6, 4, 4, 4, ...quiet(30)];
    const [wave, ...more] = strangerWaves(windows(log), settings);
    expect(more).toEqual([]);
    expect(wave?.windows.map(({ strangers }) => strangers)).toEqual([3, 5, 6, 4, 4, 4]);
    expect(wave?.strangers).toBe(26);
  });

  it('moves only forward, and the window that told the wave stays the same', () => {
    const log = [...quiet(600), 1, ...quiet(8), 1, 1, 2, 1, 0, 2, 1, 5, 6, 7, 8, ...quiet(30)];
    const starts: number[] = [];
    const told = new Set<number>();
    for (let length = 600; length <= log.length; length += 1) {
      const [wave] = strangerWaves(windows(log.slice(0, length)), settings);
      if (wave === undefined) continue;
      starts.push(wave.windows[0]?.micros ?? -1);
      told.add(wave.seenFirst);
    }
    expect(starts.length).toBeGreaterThan(30);
    expect([...starts].sort((left, right) => left - right)).toEqual(starts);
    expect(told.size).toBe(1);
  });
});
