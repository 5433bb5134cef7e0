import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressLine } from '../../src/cli/output/progress.ts';
import type { Terminal } from '../../src/cli/output/streams.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const terminal = (notesAreTerminal: boolean) => {
  const drawn: string[] = [];
  const shown: Terminal = {
    write: async () => undefined,
    note: () => undefined,
    redraw: (text) => void drawn.push(text),
    isTerminal: notesAreTerminal,
    notesAreTerminal,
    columns: 80,
    color: false,
  };
  return { shown, drawn };
};

const whole = { path: 'big\u001b.log', total: 3_000_000_000, unit: 'bytes' } as const;

describe('progress of a file that the engine reads by itself', () => {
  it('is its size and the time passed, drawn anew each second and taken away at the end', () => {
    const { shown, drawn } = terminal(true);
    const { update, finish } = progressLine(shown, false);
    update({ ...whole, done: 0 });
    vi.advanceTimersByTime(900);
    expect(drawn).toEqual([]);
    vi.advanceTimersByTime(1200);
    expect(drawn).toEqual([
      expect.stringMatching(/^big\\.*log · the engine reads 3 GB · 1 s$/),
      expect.stringMatching(/ · 2 s$/),
    ]);
    update({ ...whole, done: whole.total });
    expect(drawn.at(-1)).toBe('');
    const before = drawn.length;
    vi.advanceTimersByTime(5000);
    finish();
    expect(drawn).toHaveLength(before);
  });

  it('is silent with --quiet and where no terminal is', () => {
    for (const [isTerminal, quiet] of [
      [false, false],
      [true, true],
    ] as const) {
      const { shown, drawn } = terminal(isTerminal);
      const { update, finish } = progressLine(shown, quiet);
      update({ ...whole, done: 0 });
      vi.advanceTimersByTime(5000);
      finish();
      expect(drawn).toEqual([]);
    }
  });
});
