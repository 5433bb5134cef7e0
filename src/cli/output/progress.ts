import { SingleBar } from 'cli-progress';
import { bytesText, numberText } from '../../kernel/number-text.ts';
import { clipped, visibleText } from '../../kernel/visible-text.ts';
import type { ReadingProgress } from '../../workflows/open-data.ts';
import type { Terminal } from './streams.ts';

/** Reading shorter than this shows nothing. */
const QUIET_MILLISECONDS = 1000;

/** A progress bar on standard error, for a terminal and for anything over a second; else silence. */
export const progressLine = (
  terminal: Terminal,
  quiet: boolean,
): { readonly update: (progress: ReadingProgress) => void; readonly finish: () => void } => {
  const started = Date.now();
  let current = { path: '', since: started };
  let bar: SingleBar | undefined;
  let waiting: NodeJS.Timeout | undefined;
  /** The engine reads a file by itself and does not tell how far it is: size and time passed are shown. */
  const wait = (path: string, total: number, since: number): void => {
    clearInterval(waiting);
    waiting = setInterval(() => {
      const name = clipped(visibleText(path), 30, { middle: true });
      const seconds = Math.round((Date.now() - since) / 1000);
      terminal.redraw(`${name} · the engine reads ${bytesText(total)} · ${seconds} s`);
    }, QUIET_MILLISECONDS).unref();
  };
  const stopWaiting = (): void => {
    if (waiting === undefined) return;
    clearInterval(waiting);
    waiting = undefined;
    terminal.redraw('');
  };
  if (quiet || !terminal.notesAreTerminal) return { update: () => undefined, finish: () => undefined };
  return {
    update: ({ path, done, total, unit }) => {
      const now = Date.now();
      // Rate and time left are those of one input.
      if (path !== current.path) {
        current = { path, since: now };
        bar?.stop();
        bar = undefined;
      }
      const hasWaited = waiting !== undefined;
      stopWaiting();
      if (hasWaited && done >= (total ?? done)) return;
      if (done === 0 && unit === 'bytes' && total !== undefined) {
        wait(path, total, current.since);
        return;
      }
      if (now - started < QUIET_MILLISECONDS || now === current.since) return;
      if (bar === undefined) {
        bar = new SingleBar({
          format: '{name} {bar} {read} · {rate}/s · {eta_formatted} left',
          hideCursor: true,
          clearOnComplete: true,
          stopOnComplete: true,
          noTTYOutput: false,
        });
        bar.start(total ?? done * 2, 0, { name: '', read: '', rate: '' });
      }
      const text = (count: number): string =>
        unit === 'bytes' ? bytesText(count) : `${numberText(Math.round(count))} rows`;
      // An estimate may be too low; the bar then grows with what is read.
      bar.setTotal(Math.max(total ?? done * 2, done));
      bar.update(done, {
        name: clipped(visibleText(path), 30, { middle: true }),
        read: text(done),
        rate: text(done / ((now - current.since) / 1000)),
      });
    },
    finish: () => {
      stopWaiting();
      bar?.stop();
      bar = undefined;
    },
  };
};
