import { SingleBar } from 'cli-progress';
import { bytesText } from '../../kernel/number-text.ts';
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
  let bar: SingleBar | undefined;
  if (quiet || !terminal.notesAreTerminal) return { update: () => undefined, finish: () => undefined };
  return {
    update: ({ path, bytes, totalBytes }) => {
      const elapsed = Date.now() - started;
      if (elapsed < QUIET_MILLISECONDS) return;
      if (bar === undefined) {
        bar = new SingleBar({
          format: '{name} {bar} {read} · {rate}/s · {eta_formatted} left',
          hideCursor: true,
          clearOnComplete: true,
          stopOnComplete: true,
          noTTYOutput: false,
        });
        bar.start(totalBytes ?? bytes * 2, 0, { name: '', read: '', rate: '' });
      }
      bar.setTotal(totalBytes ?? bytes * 2);
      bar.update(bytes, {
        name: clipped(visibleText(path), 30, { middle: true }),
        read: bytesText(bytes),
        rate: bytesText(bytes / (elapsed / 1000)),
      });
    },
    finish: () => {
      bar?.stop();
      bar = undefined;
    },
  };
};
