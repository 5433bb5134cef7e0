import { formatField } from '../filter/format.ts';
import type { FieldCatalog } from '../schema/catalog.ts';

/** Fields whose distinct values say something about an entity. */
const TELLING: readonly string[] = Object.freeze([
  'source.ip',
  'user.name',
  'destination.ip',
  'destination.port',
  'url.original',
  'user_agent.original',
]);

const OUTCOMES: readonly { readonly field: string; readonly success: string; readonly failure: string }[] = [
  { field: 'event.outcome', success: 'event.outcome : success', failure: 'event.outcome : failure' },
  {
    field: 'http.response.status_code',
    success: 'http.response.status_code < 400',
    failure: 'http.response.status_code >= 400',
  },
];

/**
 * What `pivot` shows of an entity when nothing is asked for: events, distinct values of
 * the telling fields, successes, failures and their rates, first and last time.
 */
export const defaultMetrics = (
  catalog: FieldCatalog,
  by: readonly string[],
): readonly { readonly name: string; readonly expression: string }[] => {
  const distinct = TELLING.filter((field) => catalog.typeOf(field) !== undefined && !by.includes(field)).map(
    (field) => ({ name: `distinct(${field})`, expression: `distinct(${formatField(field)})` }),
  );
  const outcome = OUTCOMES.find(({ field }) => catalog.typeOf(field) !== undefined && !by.includes(field));
  const rates =
    outcome === undefined
      ? []
      : [
          { name: 'success', expression: `count(${outcome.success})` },
          { name: 'failure', expression: `count(${outcome.failure})` },
          { name: 'successRate', expression: 'success / events' },
          { name: 'failureRate', expression: 'failure / events' },
        ];
  return [
    { name: 'events', expression: 'count()' },
    ...distinct,
    ...rates,
    { name: 'first', expression: 'min(@timestamp)' },
    { name: 'last', expression: 'max(@timestamp)' },
  ];
};
