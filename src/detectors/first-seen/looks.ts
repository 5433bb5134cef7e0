import { allOf } from '../../filter/tree.ts';
import { microsToIso } from '../../kernel/time.ts';
import { join, raw, sql } from '../../sql/sql.ts';
import type { LoadedDataset } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import { eventSource } from '../events.ts';
import { MOST_SEEN, type SeenLook } from '../history.ts';

/** Fields whose values, or values of an entity, should have been there before; of two the first is the entity. */
export interface Look {
  /** The fields' names joined with `+`. */
  readonly name: string;
  readonly fields: readonly string[];
}

const LOOKS: readonly Look[] = Object.freeze(
  [
    ['user.name'],
    ['user_agent.name'],
    ['http.request.method'],
    ['url.path_template'],
    ['destination.port'],
    ['user.name', 'source.ip'],
    ['user.name', 'source.as.number'],
    ['user.name', 'source.geo.country_iso_code'],
    ['source.ip', 'destination.port'],
    ['source.ip', 'user_agent.name'],
  ].map((fields) => Object.freeze({ name: fields.join('+'), fields })),
);

/** The looks that a dataset has the fields for, stored or derived. */
export const looksOf = (dataset: LoadedDataset): readonly Look[] => {
  const names = new Set([...dataset.fields, ...dataset.derived].map((field) => field.name));
  return LOOKS.filter(({ fields }) => fields.every((field) => names.has(field)));
};

/** The values of a look among the context's events; null when they are more than are kept. */
export const seenOf = async (look: Look, context: DetectionContext): Promise<SeenLook> => {
  const { dialect } = context.store;
  const source = eventSource(context);
  const present = allOf(look.fields.map((field) => ({ kind: 'exists', field }) as const));
  const parts = look.fields.map(
    (field, index) => sql`${dialect.toText(dialect.column(field))} as ${dialect.identifier(`p${index}`)}`,
  );
  const micros = dialect.epochMicros(dialect.column('@timestamp'));
  const groups = raw(look.fields.map((_, index) => String(index + 1)).join(', '));
  const rows = await source.ask(
    sql`select ${join(parts)}, ${dialect.countAll()} as n, ${dialect.minimum(micros)} as f, ${dialect.maximum(micros)} as l from ${source.from(['@timestamp', ...look.fields], present)} group by ${groups} limit ${raw(String(MOST_SEEN + 1))}`,
  );
  if (rows.length > MOST_SEEN) return null;
  const time = (value: unknown): string | null =>
    value === null || value === undefined ? null : microsToIso(BigInt(value as number | string));
  return rows.map((row) => ({
    parts: look.fields.map((_, index) => String(row[`p${index}`])),
    events: Number(row['n']),
    first: time(row['f']),
    last: time(row['l']),
  }));
};

/** All that a history keeps of the context's events. */
export const seenInDataset = async (context: DetectionContext): Promise<ReadonlyMap<string, SeenLook>> => {
  const seen = new Map<string, SeenLook>();
  for (const look of looksOf(context.dataset)) seen.set(look.name, await seenOf(look, context));
  return seen;
};
