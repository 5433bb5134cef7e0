import type { FieldType } from '../../kernel/field-type.ts';
import { agentFamily, pathTemplate } from '../../sql/derive-text.ts';
import type { Dialect } from '../../sql/dialect.ts';
import type { Sql } from '../../sql/sql.ts';
import type { LoadedDataset } from '../../store/event-store.ts';

/** A field whose values may be rare. */
export interface RarityField {
  readonly field: string;
  /** A derived field that is costly to make: counted by its stored input first. */
  readonly derived?: { readonly input: string; build(dialect: Dialect, input: Sql): Sql };
  /** Its values are words and marks, so that their form can be odd. */
  readonly formed: boolean;
  /** Looked at only where this finer field has too many single values to find any rare. */
  readonly insteadOf?: string;
}

const COUNTABLE: ReadonlySet<FieldType> = new Set(['keyword', 'ip', 'integer', 'boolean']);

/** Where an event stands, what names it alone, and what its author chose at random. */
const NOT_FACTS = new Set([
  'event.dataset',
  'event.id',
  'event.original',
  'event.timezone',
  'log.file.path',
  'source.port',
  'url.original',
  'process.pid',
  'source.geo.location',
  // Other names of a code that is counted itself.
  'source.geo.country_name',
  'source.as.organization.name',
]);

const COSTLY: readonly RarityField[] = Object.freeze([
  {
    field: 'url.path_template',
    formed: true,
    derived: { input: 'url.original', build: pathTemplate },
  },
  {
    field: 'user_agent.name',
    formed: true,
    derived: { input: 'user_agent.original', build: agentFamily },
    insteadOf: 'user_agent.original',
  },
]);

const isFact = (name: string): boolean => !NOT_FACTS.has(name) && !name.startsWith('label.');

/** The fields of a dataset whose values are counted, in the dataset's order. */
export const rarityFields = (dataset: LoadedDataset): readonly RarityField[] => [
  ...dataset.fields
    .filter(({ name, type }) => isFact(name) && COUNTABLE.has(type))
    .map(({ name, type }) => ({ field: name, formed: type === 'keyword' })),
  ...COSTLY.filter(({ field }) => dataset.derived.some(({ name }) => name === field)),
];

/** Pairs of an entity and a habit of it: P(value given entity). */
export interface RarityPair {
  readonly given: string;
  readonly value: string;
}

const PAIRS: readonly RarityPair[] = Object.freeze([
  { given: 'source.ip', value: 'http.request.method' },
  { given: 'source.ip', value: 'user_agent.original' },
  { given: 'source.ip', value: 'http.response.status_code' },
  { given: 'user.name', value: 'source.ip' },
  { given: 'user.name', value: 'user_agent.original' },
  { given: 'user.name', value: 'host.hostname' },
  { given: 'source.ip', value: 'destination.port' },
  { given: 'destination.ip', value: 'destination.port' },
  { given: 'destination.port', value: 'network.transport' },
]);

/** The pairs that the dataset's columns allow. */
export const rarityPairs = (dataset: LoadedDataset): readonly RarityPair[] => {
  const names = new Set(dataset.fields.map((field) => field.name));
  return PAIRS.filter(({ given, value }) => names.has(given) && names.has(value));
};

/** A size or duration, and the field whose values have sizes of their own. */
export interface RaritySize {
  readonly field: string;
  readonly group: string;
}

const SIZES: readonly RaritySize[] = Object.freeze([
  { field: 'http.response.body.bytes', group: 'url.path' },
  { field: 'http.request.body.bytes', group: 'url.path' },
  { field: 'source.bytes', group: 'destination.port' },
  { field: 'destination.bytes', group: 'destination.port' },
]);

export const raritySizes = (dataset: LoadedDataset): readonly RaritySize[] => {
  const names = new Set([...dataset.fields, ...dataset.derived].map((field) => field.name));
  return SIZES.filter(({ field, group }) => names.has(field) && names.has(group));
};
