import { openLogLines } from '../evaluation/log-lines.ts';
import { parseTruth } from '../evaluation/parse-truth.ts';
import type { LocalTime } from '../evaluation/parse-truth-csv.ts';
import { openJudged, type ResolvedAttack, resolveTruth } from '../evaluation/resolve-labels.ts';
import { type LabelledLines, labelEvents } from '../explore/label-events.ts';
import type { EventStore, LineStaging } from '../store/event-store.ts';

export interface LabelledStore<Store> {
  readonly store: Store;
  /** Remarks on labels that match nothing. */
  readonly notes: readonly string[];
}

/**
 * A store whose events also carry `label.attack` and `label.name` from the text of a
 * truth file. Closing it closes the store it was made from.
 * @throws InputError when the truth cannot be read or counts lines of several files
 */
export const labelStore = async <Store extends EventStore & Pick<LineStaging, 'keepRows'>>(
  store: Store,
  truthText: string,
  options: { readonly local?: LocalTime; readonly suffix: string },
): Promise<LabelledStore<Store>> => {
  const truth = parseTruth(truthText, options.local);
  const notes: string[] = [];
  const lines: LabelledLines[] = [];
  for (const dataset of await store.datasets()) {
    const judged = await openJudged(store, await openLogLines(store, dataset));
    const resolved = await resolveTruth(judged, truth);
    notes.push(...resolved.notes);
    lines.push(...resolved.attacks.flatMap((attack) => linesOf(attack, judged.lines.offsets)));
  }
  return { store: await labelEvents(store, lines, options.suffix), notes: [...new Set(notes)] };
};

/** The lines of an attack by source; numbers run on from one source to the next. */
const linesOf = (
  { attack, lines }: ResolvedAttack,
  offsets: ReadonlyMap<string, number>,
): readonly LabelledLines[] => {
  const sources = [...offsets].map(([path, before], index, all) => ({
    path,
    before,
    last: all[index + 1]?.[1] ?? Number.POSITIVE_INFINITY,
  }));
  const found: LabelledLines[] = [];
  for (let index = 0; index < lines.bounds.length; index += 2) {
    const [first, last] = [lines.bounds[index] as number, lines.bounds[index + 1] as number];
    for (const source of sources) {
      const firstLine = Math.max(first, source.before + 1) - source.before;
      const lastLine = Math.min(last, source.last) - source.before;
      if (firstLine <= lastLine) found.push({ path: source.path, firstLine, lastLine, attack: attack.name });
    }
  }
  return found;
};
