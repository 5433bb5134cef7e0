import type { Atom } from '../../rules/baseline/atoms.ts';
import { compareUtf8 } from '../../kernel/text-order.ts';
import { type CompiledRule, MOST_DISTINCT_LISTED } from '../../rules/baseline/compile.ts';
import type { Row } from '../../store/event-store.ts';
import { entityOf, isoOf, mergeBy, numberOf, windowOf } from '../windows.ts';
import type { Spread } from './usual.ts';
import type { WindowRow } from './window-row.ts';

/** How two rows of one window and entity join. */
export const mergeRuleRows = (atoms: readonly Atom[]): ((left: Row, right: Row) => Row) => {
  const named = (merge: Atom['merge']): readonly string[] =>
    atoms.flatMap((atom, index) => (atom.merge === merge ? [`a${index}`] : []));
  const join = mergeBy({
    sums: ['events', ...named('sum')],
    minima: ['first', ...named('minimum')],
    maxima: ['last', ...named('maximum')],
    sets: named('set'),
    setSize: MOST_DISTINCT_LISTED,
  });
  return (left, right) => ({ ...join(left, right), peer: smaller(left['peer'], right['peer']) });
};

/** The peer of a window is the smallest text among its events' values. */
const smaller = (left: Row[string] | undefined, right: Row[string] | undefined): string | null => {
  const peers = [left, right].filter((peer) => typeof peer === 'string');
  return peers.sort(compareUtf8)[0] ?? null;
};

const NOBODY = { windowMicros: 0, peer: null, events: 0, start: null, end: null };

/** Rows of the rule's table as windows; what has no time or entity belongs to no window. */
export const windowRows = (
  rows: readonly Row[],
  compiled: Pick<CompiledRule, 'values'>,
): {
  readonly windows: readonly WindowRow[];
  readonly eventsWithoutTime: number;
  readonly spread: Spread | null;
} => {
  let eventsWithoutTime = 0;
  let spread: Spread | null = null;
  const windows: WindowRow[] = [];
  for (const row of rows) {
    const entity = entityOf(row);
    const window = windowOf(row);
    if (numberOf(row, 'entities') > 0)
      spread = { entities: numberOf(row, 'entities'), windows: numberOf(row, 'windows') };
    if (entity === null) continue;
    const copies = numberOf(row, 'copies');
    if (copies > 0) {
      windows.push({ ...NOBODY, entity, copies, values: compiled.values(row) });
      continue;
    }
    if (window === null) {
      eventsWithoutTime += numberOf(row, 'events');
      continue;
    }
    const peer = row['peer'];
    windows.push({
      entity,
      windowMicros: window,
      peer: typeof peer === 'string' ? peer : null,
      events: numberOf(row, 'events'),
      start: isoOf(numberOf(row, 'first')),
      end: isoOf(numberOf(row, 'last')),
      values: compiled.values(row),
    });
  }
  return { windows, eventsWithoutTime, spread };
};
