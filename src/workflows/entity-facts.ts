import type { Knowledge } from '../enrichment/knowledge.ts';
import { weighed } from '../detectors/criticality.ts';
import { type FactStore, storedFacts } from '../ingest/learn-facts.ts';
import { FACT_TABLES, type Facts, type FactTable } from '../schema/facts.ts';
import type { Finding } from '../schema/finding.ts';
import type { Row } from '../store/event-store.ts';
import { withoutLearning } from './known-store.ts';

/** The table that knows about the entity of a finding, and its row there; undefined for other entities. */
const placeOf = ({ field, value }: Finding['entity']): { table: FactTable; entity: string } | undefined => {
  if (field.endsWith('.ip')) return { table: 'hosts', entity: value };
  if (field.endsWith('.subnet') || field.startsWith('subnet('))
    return { table: 'hosts', entity: value.split('/', 1)[0] ?? value };
  if (field === 'user_agent.original') return { table: 'agents', entity: value };
  if (field === 'url.domain' || field === 'destination.domain' || field === 'host.hostname')
    return { table: 'names', entity: value };
  return undefined;
};

/**
 * The same findings with what is known about their entities, from look-up data and from
 * what the store learned; severities weighed by criticality.
 */
export const withFacts = async (
  findings: readonly Finding[],
  store: FactStore,
  knowledge: Knowledge,
): Promise<readonly Finding[]> => {
  const places = findings.map((finding) => placeOf(finding.entity));
  const stored = new Map<FactTable, ReadonlyMap<string, Row>>();
  for (const table of Object.keys(FACT_TABLES) as FactTable[]) {
    const entities = places.flatMap((place) => (place?.table === table ? [place.entity] : []));
    if (entities.length > 0)
      stored.set(table, await storedFacts(withoutLearning(store), table, [...new Set(entities)]));
  }
  return findings.map((finding, index) => {
    const place = places[index];
    if (place === undefined) return finding;
    const about = aboutOf(
      place.table,
      knowledge.lookUp(place.table, place.entity),
      stored.get(place.table)?.get(place.entity),
    );
    return Object.keys(about).length === 0 ? finding : weighed({ ...finding, about });
  });
};

/** Facts under the names that fields of events have; what is looked up now goes before what was learned. */
const aboutOf = (table: FactTable, now: Facts, learned: Row | undefined): Facts =>
  Object.fromEntries(
    FACT_TABLES[table].flatMap(({ column, suffix }): [string, string | number][] => {
      const value = now[column] ?? learned?.[column];
      if (suffix === '' || (typeof value !== 'string' && typeof value !== 'number')) return [];
      return column === 'range' && value === 'public' ? [] : [[suffix, value]];
    }),
  );
