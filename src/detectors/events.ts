import { fieldCatalog } from '../schema/catalog.ts';
import { checkFilter } from '../filter/check.ts';
import { compileCondition, compileWhere } from '../filter/compile.ts';
import { parseFilter } from '../filter/parse.ts';
import { allOf, type FilterTree, filterFields } from '../filter/tree.ts';
import { InterruptedError } from '../kernel/errors.ts';
import { relation } from '../sql/relation.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { Row } from '../store/event-store.ts';
import type { DetectionContext } from './detector.ts';

/** The events a detector may look at, narrowed by the context's filter. */
export interface EventSource {
  /** `(...) as e [where ...]` with these fields as columns, further narrowed by a filter and an SQL condition. */
  from(fields: Iterable<string>, filter?: FilterTree, condition?: Sql): Sql;
  /** A filter as an SQL condition that is true or false for every event of a `from` with its fields. */
  condition(filter: FilterTree): Sql;
  /** Whether the dataset has the field, stored or derived. */
  has(field: string): boolean;
  /** @throws InterruptedError once the caller's signal has been raised. */
  ask(statement: Sql): Promise<readonly Row[]>;
}

/** @throws UsageError when the context's filter cannot be read. */
export const eventSource = (context: DetectionContext): EventSource => {
  const { store, dataset, where, signal } = context;
  const catalog = fieldCatalog([dataset]);
  const base = where === undefined ? undefined : { tree: parseFilter(where), text: where };
  if (base !== undefined) checkFilter(base.tree, catalog, { what: 'filter', text: base.text });
  return {
    from: (fields, filter, condition) => {
      const trees = [base?.tree, filter].filter((tree) => tree !== undefined);
      const wanted = [...fields, ...trees.flatMap(filterFields)];
      const events = relation(store.dialect, [dataset], wanted);
      const conditions = [
        ...(trees.length === 0 ? [] : [compileWhere(store.dialect, checkFilter(allOf(trees), catalog))]),
        ...(condition === undefined ? [] : [sql`(${condition})`]),
      ];
      return conditions.length === 0 ? events : sql`${events} where ${join(conditions, ' and ')}`;
    },
    condition: (filter) => compileCondition(store.dialect, checkFilter(filter, catalog)),
    has: (field) => catalog.typeOf(field) !== undefined,
    ask: async (statement) => {
      const isStopped = (): boolean => signal?.aborted === true;
      if (isStopped()) throw new InterruptedError();
      try {
        return await store.query(statement);
      } catch (error) {
        throw isStopped() ? new InterruptedError(undefined, error) : error;
      }
    },
  };
};

/** A filter tree for "this field has exactly this value", null for a missing one. */
export const equals = (field: string, value: string | null): FilterTree =>
  value === null
    ? { kind: 'not', item: { kind: 'exists', field } }
    : { kind: 'compare', field, operator: ':', value, literal: true };

/** A filter tree for events from one time to another, both included; ISO 8601. */
export const between = (start: string, end: string): FilterTree =>
  allOf([
    { kind: 'compare', field: '@timestamp', operator: '>=', value: start },
    { kind: 'compare', field: '@timestamp', operator: '<=', value: end },
  ]);
