import type { FieldType } from '../kernel/field-type.ts';
import type { FieldDefinition } from './fields.ts';

/** What look-up data say about one address, agent or name; keys as in the tables below. */
export type Facts = Readonly<Record<string, string | number>>;

/** One fact: its column in the look-up table, and what follows the entity's name in the field of an event. */
export interface FactColumn {
  readonly column: string;
  readonly suffix: string;
  readonly type: FieldType;
  readonly description: string;
}

const fact = (column: string, suffix: string, type: FieldType, description: string): FactColumn =>
  Object.freeze({ column, suffix, type, description });

const ASSET_FACTS: readonly FactColumn[] = [
  fact('asset_name', 'asset.name', 'keyword', 'Name given by --names (ours)'),
  fact('asset_owner', 'asset.owner', 'keyword', 'Owner given by --names (ours)'),
  fact('asset_role', 'asset.role', 'keyword', 'Role given by --names (ours)'),
  fact('asset_criticality', 'asset.criticality', 'keyword', 'Criticality given by --names (ours)'),
];

const INDICATOR = fact('indicator', 'indicator', 'keyword', 'Indicator that matches, of --indicators (ours)');

/** Facts about an address; the look-up table is `hosts`. */
export const HOST_FACTS: readonly FactColumn[] = Object.freeze([
  fact('range', 'range', 'keyword', 'Special range such as private or loopback, else public (ours)'),
  fact('country_iso_code', 'geo.country_iso_code', 'keyword', 'Country'),
  fact('country_name', 'geo.country_name', 'keyword', 'Country, in words'),
  fact('region_name', 'geo.region_name', 'keyword', 'Region'),
  fact('city_name', 'geo.city_name', 'keyword', 'City'),
  fact('location', 'geo.location', 'keyword', 'Latitude,longitude'),
  fact('as_number', 'as.number', 'long', 'Number of the autonomous system'),
  fact('as_organization', 'as.organization.name', 'keyword', 'Holder of the autonomous system'),
  fact('domain', 'domain', 'keyword', 'Name by reverse DNS, from --resolve-names'),
  ...ASSET_FACTS,
  INDICATOR,
]);

/** Facts about a user agent; the look-up table is `agents`. */
const AGENT_FACTS: readonly FactColumn[] = Object.freeze([
  fact('kind', 'kind', 'keyword', 'scanner, tool or bot; missing for all others (ours)'),
  fact('bot', 'bot', 'keyword', 'Name of that scanner, tool or bot (ours)'),
  INDICATOR,
]);

/** Facts about a host name or domain; the look-up table is `names`. */
const NAME_FACTS: readonly FactColumn[] = Object.freeze([...ASSET_FACTS, INDICATOR]);

/** The look-up tables; each has a column `entity` beside those of its facts. */
export const FACT_TABLES = Object.freeze({
  hosts: Object.freeze([
    ...HOST_FACTS,
    fact('resolved', '', 'date', 'When reverse DNS was asked; null when it was not'),
  ]),
  agents: AGENT_FACTS,
  names: NAME_FACTS,
});
export type FactTable = keyof typeof FACT_TABLES;

/** Where a looked-up field comes from: the row of `table` whose entity is the value of `input`. */
export interface LookupPlace {
  readonly table: FactTable;
  readonly input: string;
  readonly column: string;
}

/** A field that is looked up when it is asked for; the first place that has a value gives it. */
export interface LookupField extends FieldDefinition {
  readonly places: readonly LookupPlace[];
}

/** Fields that hold names of hosts. */
const NAME_FIELDS: readonly string[] = [
  'url.domain',
  'destination.domain',
  'dns.question.name',
  'host.hostname',
];
const AGENT_FIELD = 'user_agent.original';

/** The event field that detectors read to find matches with indicators of any kind. */
const ANY_INDICATOR = 'threat.indicator.name';

const lookups = (
  table: FactTable,
  input: string,
  stem: string,
  facts: readonly FactColumn[],
): readonly LookupField[] =>
  facts.map(({ column, suffix, type, description }) => ({
    name: `${stem}.${suffix}`,
    type,
    description: `${description}, of ${input}`,
    places: [{ table, input, column }],
  }));

const ofField = ({ name, type }: FieldDefinition): readonly LookupField[] => {
  if (type === 'ip' && name.endsWith('.ip')) return lookups('hosts', name, name.slice(0, -3), HOST_FACTS);
  if (name === AGENT_FIELD) return lookups('agents', name, 'user_agent', AGENT_FACTS);
  if (NAME_FIELDS.includes(name))
    return lookups('names', name, name.slice(0, name.lastIndexOf('.')), NAME_FACTS);
  return [];
};

/**
 * The fields that look-up data add to a dataset with these columns. A column of the same
 * name goes before a looked-up field, except those in `empty`, which hold nothing.
 */
export const lookupFields = (
  fields: readonly FieldDefinition[],
  empty: ReadonlySet<string> = new Set(),
): readonly LookupField[] => {
  const columns = new Set(fields.map((field) => field.name));
  const byName = new Map<string, LookupField>();
  for (const field of fields.flatMap(ofField)) {
    const other = byName.get(field.name);
    byName.set(field.name, { ...field, places: [...(other?.places ?? []), ...field.places] });
  }
  const indicators = [...byName.values()].filter((field) => field.name.endsWith('.indicator'));
  if (indicators.length > 0) {
    byName.set(ANY_INDICATOR, {
      name: ANY_INDICATOR,
      type: 'keyword',
      description: 'Indicator of --indicators that an address, agent or name of the event matches',
      places: indicators.flatMap((field) => field.places),
    });
  }
  return [...byName.values()].filter((field) => !columns.has(field.name) || empty.has(field.name));
};
