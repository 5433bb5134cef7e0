import { equals } from '../detectors/events.ts';
import { allOf, anyOf, type FilterTree } from '../filter/tree.ts';
import { InputError } from '../kernel/errors.ts';
import { sql } from '../sql/sql.ts';
import type { EventStore } from '../store/event-store.ts';
import { comparable } from './address-form.ts';
import { commonLines, type LineSet, lineSetOf, NO_LINES } from './line-set.ts';
import type { LogLines } from './log-lines.ts';
import type { LabelledAttack, LoadedTruth } from './truth.ts';

/** An attack with the events of the log that belong to it. */
export interface ResolvedAttack {
  readonly attack: LabelledAttack;
  readonly lines: LineSet;
  /** ISO 8601: as labelled, else of its first and last event. */
  readonly start: string | null;
  readonly end: string | null;
}

/** Values of an entity field: comparable spelling to the spellings in the log. */
export type EntityValues = ReadonlyMap<string, readonly string[]>;

/** What the judged events hold. */
export interface Judged {
  readonly lines: LogLines;
  /** All judged events. */
  readonly everything: LineSet;
  readonly valuesOf: (field: string) => Promise<EntityValues>;
}

/** Reads what is judged: the whole dataset as the filter of `lines` narrows it. */
export const openJudged = async (store: EventStore, lines: LogLines): Promise<Judged> => {
  const known = new Map<string, Promise<EntityValues>>();
  const { lines: everything } = await lines.select({ kind: 'exists', field: 'log.line' });
  return {
    lines,
    everything,
    valuesOf: (field) => {
      const values = known.get(field) ?? readValues(store, lines, field);
      known.set(field, values);
      return values;
    },
  };
};

const readValues = async (store: EventStore, lines: LogLines, field: string): Promise<EntityValues> => {
  const { dialect } = store;
  if (!lines.hasField(field)) return new Map();
  const column = dialect.column(field);
  const rows = await lines.source.ask(
    sql`select distinct ${dialect.toText(column)} as value from ${lines.source.from([field], { kind: 'exists', field })}`,
  );
  const values = new Map<string, string[]>();
  for (const row of rows) {
    const text = String(row['value']);
    const key = comparable(field, text);
    values.set(key, [...(values.get(key) ?? []), text]);
  }
  return values;
};

export interface ResolvedTruth {
  readonly attacks: readonly ResolvedAttack[];
  /** Warnings: labels that match nothing, lie outside, or are written differently. */
  readonly notes: readonly string[];
}

/**
 * Finds the events of every attack. Attacks none of whose events are judged, or
 * whose labelled time lies wholly outside, are left out, with a warning.
 * @throws InputError when event numbers are given for more than one file
 */
export const resolveTruth = async (judged: Judged, truth: LoadedTruth): Promise<ResolvedTruth> => {
  const notes: string[] = [...truth.notes];
  const attacks: ResolvedAttack[] = [];
  for (const attack of truth.attacks) {
    const resolved = await resolveAttack(judged, attack, notes);
    if (isJudged(resolved, judged.lines)) attacks.push(resolved);
  }
  notes.push(...outsideNotes(judged.lines, truth, attacks), ...(await spellingNotes(judged, attacks)));
  if (truth.attacks.length > 0 && attacks.every(({ lines }) => lines.size === 0)) {
    notes.push('the truth matches no event of this log: is it the truth of another log?');
  }
  return { attacks, notes };
};

/** Event numbers decide where there are some, else the labelled time. */
const isJudged = ({ attack, lines }: ResolvedAttack, log: LogLines): boolean =>
  attack.events === null || attack.events.length === 0 ? isInside(attack, log) : lines.size > 0;

const isInside = ({ start, end }: LabelledAttack, log: LogLines): boolean => {
  if (log.start === null || log.end === null) return true;
  return (start === null || start <= nextSecond(log.end)) && (end === null || end >= log.start);
};

const outsideNotes = (log: LogLines, truth: LoadedTruth, kept: readonly ResolvedAttack[]): string[] => {
  const period = `the judged period (${log.start ?? 'no time'} to ${log.end ?? 'no time'})`;
  const left = truth.attacks.length - kept.length;
  const late = kept.filter(({ attack }) => !isInside(attack, log)).length;
  const notes: string[] = [];
  if (left > 0)
    notes.push(`${left} of ${truth.attacks.length} labelled attacks lie outside ${period} and were left out`);
  if (late > 0) {
    notes.push(
      `the labelled times of ${late} attacks lie outside ${period}, though their events were found: delays and windows say nothing; a log without years needs --year`,
    );
  }
  return notes;
};

/** Logs that keep whole seconds cut what happened after them. */
const nextSecond = (iso: string): string => `${iso.slice(0, 19)}.999999Z`;

const resolveAttack = async (
  judged: Judged,
  attack: LabelledAttack,
  notes: string[],
): Promise<ResolvedAttack> => {
  if (attack.events !== null) return resolveEvents(judged, attack, attack.events, notes);
  const filter = await filterOf(judged, attack);
  if (filter === null) return { attack, lines: NO_LINES, start: attack.start, end: attack.end };
  const { lines, start, end } = await judged.lines.select(filter);
  return { attack, lines, start: attack.start ?? start, end: attack.end ?? end };
};

const resolveEvents = (
  { lines, everything }: Judged,
  attack: LabelledAttack,
  events: readonly number[],
  notes: string[],
): ResolvedAttack => {
  if (lines.offsets.size > 1) {
    throw new InputError(
      `the truth counts the lines of one log, but ${lines.offsets.size} files were read: evaluate each file with its own truth`,
    );
  }
  const found = commonLines(lineSetOf(events), everything);
  if (found.size < events.length) {
    notes.push(
      `${events.length - found.size} of ${events.length} event numbers of ${attack.id} match no judged event`,
    );
  }
  return { attack, lines: found, start: attack.start, end: attack.end };
};

/** The events of an attack without event numbers; null when there can be none. */
const filterOf = async (judged: Judged, attack: LabelledAttack): Promise<FilterTree | null> => {
  const parts: FilterTree[] = [];
  for (const field of new Set(attack.entities.map((entity) => entity.field))) {
    const values = await judged.valuesOf(field);
    const spelled = attack.entities
      .filter((entity) => entity.field === field)
      .flatMap((entity) => values.get(comparable(field, entity.value)) ?? []);
    if (spelled.length === 0) return null;
    parts.push(anyOf(spelled.map((value) => equals(field, value))));
  }
  if (attack.start !== null)
    parts.push({ kind: 'compare', field: '@timestamp', operator: '>=', value: attack.start });
  if (attack.end !== null)
    parts.push({ kind: 'compare', field: '@timestamp', operator: '<=', value: attack.end });
  return parts.length === 0 ? null : allOf(parts);
};

const spellingNotes = async (judged: Judged, attacks: readonly ResolvedAttack[]): Promise<string[]> => {
  const respelled = new Set<string>();
  for (const { field, value } of attacks.flatMap(({ attack }) => attack.entities)) {
    if (!field.endsWith('.ip')) continue;
    const spellings = (await judged.valuesOf(field)).get(comparable(field, value));
    if (spellings !== undefined && !spellings.includes(value)) respelled.add(value);
  }
  if (respelled.size === 0) return [];
  return [
    `${respelled.size} addresses of the truth are written differently in the log; they were compared by value`,
  ];
};
