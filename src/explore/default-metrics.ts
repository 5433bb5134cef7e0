import { formatField } from '../filter/format.ts';
import { presentFields } from './present-fields.ts';
import type { Scope } from './scope.ts';

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
 * the telling fields, successes, failures and their rates, first and last time. Fields that
 * no event has are left out.
 */
export const defaultMetrics = async (
  scope: Scope,
  by: readonly string[],
): Promise<readonly { readonly name: string; readonly expression: string }[]> => {
  const present = await presentFields(scope, [...TELLING, ...OUTCOMES.map(({ field }) => field)]);
  const distinct = TELLING.filter((field) => present.has(field) && !by.includes(field)).map((field) => ({
    name: `distinct(${field})`,
    expression: `distinct(${formatField(field)})`,
  }));
  // An outcome that is derived from the status says the same and costs more.
  const isStored = ({ field }: { readonly field: string }): boolean =>
    scope.datasets.some(({ fields }) => fields.some(({ name }) => name === field));
  const outcome = OUTCOMES.filter(isStored).find(({ field }) => present.has(field) && !by.includes(field));
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
