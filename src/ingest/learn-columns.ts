import { definitionFor } from '../formats/detect.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { EventStore, StagedLines } from '../store/event-store.ts';
import type { ChosenFormat } from './choose-format.ts';

/** So many kinds of lines are looked at, in the order in which they first stand in the log. */
const MOST_KINDS = 1000;
/** Longer lines are data that happens to begin with a brace. */
const MOST_LENGTH = 65_536;
const SHOWN_COLUMNS = 5;

export interface LearnedColumns {
  readonly chosen: ChosenFormat;
  /** Remarks for people. */
  readonly notes: readonly string[];
}

/**
 * Where every line names its columns, those that the first lines do not show are found among
 * the staged ones, so that none is lost; what was found is said.
 */
export const learnColumns = async (
  store: EventStore,
  staged: StagedLines,
  chosen: ChosenFormat,
): Promise<LearnedColumns> => {
  const learned = await widened(store, staged, chosen);
  const absent = learned.chosen.format.absentColumns ?? [];
  if (absent.length === 0) return learned;
  const text = `the mapping names ${absent.length === 1 ? 'a column' : 'columns'} that this log does not have: ${absent.join(', ')}`;
  return { ...learned, notes: [...learned.notes, text] };
};

const widened = async (
  store: EventStore,
  staged: StagedLines,
  chosen: ChosenFormat,
): Promise<LearnedColumns> => {
  const { format, base, sample } = chosen;
  if (format.skeleton === undefined || staged.cut === true) return { chosen, notes: [] };
  const found = await kindsOfLines(store, staged, format.skeleton);
  const seen = new Set(sample);
  const others = found.lines.filter((line) => !seen.has(line));
  const wider = others.length === 0 ? null : definitionFor(base, [...sample, ...others]);
  const notes = found.isAll
    ? []
    : [`more than ${MOST_KINDS} kinds of lines; columns that only later ones have are not read`];
  if (wider === null || wider.format.name !== format.name) return { chosen, notes };
  const added = Object.keys(wider.format.fields).filter((name) => !(name in format.fields));
  if (added.length === 0) return { chosen, notes };
  const shown = added.slice(0, SHOWN_COLUMNS).join(', ');
  const rest = added.length > SHOWN_COLUMNS ? `, and ${added.length - SHOWN_COLUMNS} more` : '';
  const text = `${added.length} ${added.length === 1 ? 'column begins' : 'columns begin'} below the first ${sample.length} lines: ${shown}${rest}`;
  return { chosen: { ...chosen, ...wider }, notes: [text, ...notes] };
};

/** The first line of each kind. */
const kindsOfLines = async (
  store: EventStore,
  staged: StagedLines,
  skeleton: readonly (readonly [string, string])[],
): Promise<{ readonly lines: readonly string[]; readonly isAll: boolean }> => {
  const { dialect } = store;
  const bare = skeleton.reduce<Sql>(
    (text, [pattern, replacement]) => dialect.replaceAll(text, pattern, replacement),
    raw('line'),
  );
  const rows = sql`select ${staged.number} as number, ${bare} as kind from ${raw(staged.table)} where ${dialect.byteLength(raw('line'))} <= ${MOST_LENGTH}`;
  const first = await store.query(
    sql`select min(number) as number from (${rows}) as k group by kind order by 1 limit ${MOST_KINDS + 1}`,
  );
  const numbers = first.slice(0, MOST_KINDS).map((row) => Number(row['number']));
  if (numbers.length === 0) return { lines: [], isAll: true };
  const lines = await store.query(
    sql`select line from ${raw(staged.table)} where ${staged.number} in (${raw(numbers.join(', '))}) order by ${staged.number}`,
  );
  return { lines: lines.map((row) => String(row['line'])), isAll: first.length <= MOST_KINDS };
};
