import type { FieldType } from '../../kernel/field-type.ts';
import type { LoadedDataset } from '../../store/event-store.ts';

/** A field whose values may be rare. */
export interface RarityField {
  readonly field: string;
  /** Counted by target first, because the template is costly to make. */
  readonly template: boolean;
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
]);

const isFact = (name: string): boolean => !NOT_FACTS.has(name) && !name.startsWith('label.');

/** The fields of a dataset whose values are counted, in the dataset's order. */
export const rarityFields = (dataset: LoadedDataset): readonly RarityField[] => [
  ...dataset.fields
    .filter(({ name, type }) => isFact(name) && COUNTABLE.has(type))
    .map(({ name, type }) => ({ field: name, template: false, formed: type === 'keyword' })),
  ...dataset.derived
    .filter(({ name }) => name === 'url.path_template')
    .map(({ name }) => ({ field: name, template: true, formed: true })),
  ...dataset.derived
    .filter(({ name }) => name === 'user_agent.name')
    .map(({ name }) => ({ field: name, template: false, formed: true, insteadOf: 'user_agent.original' })),
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
