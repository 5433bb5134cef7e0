import { PICTURE_LIMITS, type Picture } from '../../schema/picture.ts';
import type { EvidenceMetric } from '../../schema/finding.ts';
import { anyOf } from '../../filter/tree.ts';
import { equals } from '../events.ts';
import { scorePart } from '../severity.ts';
import { counted, figure, listed, shown } from '../wording.ts';
import type { CountedField } from './count-values.ts';
import { type FormModel, formBits, learnForm, oddMarks } from './odd-form.ts';
import { formPoints, MOST_FORM_POINTS, MOST_RARITY_POINTS, type Oddity, rarityPoints } from './oddity.ts';
import { type RareValue, rareValues } from './rare-values.ts';
import type { RaritySettings } from './settings.ts';

/** Rare values looked at closely per field; of more, those of the oddest form. */
const MOST_CANDIDATES = 60;

/** The rare values of one field as oddities, rarest first, then of the oddest form. */
export const valueOddities = (counts: CountedField, settings: RaritySettings): readonly Oddity[] => {
  const bounds = { minimumBits: settings.minimumBits, maximumEvents: settings.maximumEvents };
  const rare = rareValues(counts, bounds);
  if (rare.length === 0) return [];
  const model = learnForm(counts.formed ? uniqueValues(counts) : []);
  return rare
    .map((value) => ({ value, form: counts.formed ? formBits(model, value.value ?? '') : 0 }))
    .sort((left, right) => left.value.count - right.value.count || right.form - left.form)
    .slice(0, MOST_CANDIDATES)
    .map(({ value, form }) => toOddity(counts, value, { model, form, settings }));
};

const uniqueValues = (
  counts: CountedField,
): readonly { readonly value: string | null; readonly count: number }[] => {
  const known = new Set(counts.common.map((item) => item.value));
  return [...counts.common, ...counts.rarest.filter((item) => !known.has(item.value))];
};

interface Form {
  readonly model: FormModel;
  readonly form: number;
  readonly settings: RaritySettings;
}

const toOddity = (counts: CountedField, rare: RareValue, { model, form, settings }: Form): Oddity => ({
  turn: counts.field,
  entity: { field: counts.field, value: rare.value ?? '' },
  aspect: rare.value === null ? 'missing' : 'value',
  filter: equals(counts.field, rare.value),
  ...lookupBy(counts, rare.value),
  what: `${counts.field} ${shown(rare.value)}`,
  why: whyRare(counts, rare, model),
  bits: rare.tailBits,
  formBits: form,
  metrics: valueMetrics(counts, rare, form, settings),
  score: [
    scorePart(
      `rarity of ${counts.field}`,
      rarityPoints(rare.tailBits, settings.minimumBits),
      MOST_RARITY_POINTS,
    ),
    ...(form > 0 ? [scorePart('odd form', formPoints(form), MOST_FORM_POINTS)] : []),
    ...(isFailure(counts.field, rare.value) ? [scorePart('failures', 6, 6)] : []),
  ],
  picture: sharePicture(counts, rare),
});

/** Derived values are looked up by their stored inputs where these are few. */
const lookupBy = ({ inputs }: CountedField, value: string | null): Pick<Oddity, 'lookup'> => {
  if (inputs === undefined || value === null) return {};
  const own = inputs.ofValue.get(value);
  return own === undefined ? {} : { lookup: anyOf(own.map((input) => equals(inputs.field, input))) };
};

const isFailure = (field: string, value: string | null): boolean =>
  (field === 'http.response.status_code' && Number(value) >= 400) ||
  (field === 'event.outcome' && value === 'failure');

const whyRare = (counts: CountedField, rare: RareValue, model: FormModel): string => {
  const marks = (counts.formed ? oddMarks(model, rare.value ?? '') : []).map(({ mark }) => shown(mark));
  const form =
    marks.length === 0
      ? ''
      : `, and ${listed(marks, 4)} hardly ever ${marks.length === 1 ? 'stands' : 'stand'} in this field`;
  const others =
    rare.tailValues === 1
      ? 'no other value is this rare'
      : `one of ${counted(rare.tailValues, 'value')} this rare or rarer, together in ${counted(rare.tailEvents, 'event')}`;
  return `${counts.field} is ${shown(rare.value)} in ${figure(rare.count)} of ${counted(rare.events, 'event')} (${figure(rare.surpriseBits)} bits); ${others}${form}`;
};

/** Mean surprise of an event of this field in bits (Shannon 1948): what is usual for it. */
const entropyBits = ({ spectrum, events }: CountedField): number =>
  spectrum.reduce(
    (sum, { count, values }) => sum + ((count * values) / events) * Math.log2(events / count),
    0,
  );

const valueMetrics = (
  counts: CountedField,
  rare: RareValue,
  form: number,
  settings: RaritySettings,
): readonly EvidenceMetric[] => [
  {
    name: 'events with the value',
    value: rare.count,
    unit: 'events',
    threshold: settings.maximumEvents,
    sampleSize: rare.events,
  },
  { name: 'share', value: rare.count / rare.events, unit: 'share', sampleSize: rare.events },
  {
    name: 'surprise',
    value: rare.surpriseBits,
    unit: 'bits',
    baseline: entropyBits(counts),
    sampleSize: rare.events,
  },
  { name: 'events this rare or rarer', value: rare.tailEvents, unit: 'events', sampleSize: rare.events },
  {
    name: 'values this rare or rarer',
    value: rare.tailValues,
    unit: 'values',
    sampleSize: distinctValues(counts),
  },
  {
    name: 'tail surprise',
    value: rare.tailBits,
    unit: 'bits',
    threshold: settings.minimumBits,
    sampleSize: rare.events,
  },
  ...(form > 0
    ? [{ name: 'surprise of odd characters', value: form, unit: 'bits', sampleSize: rare.events }]
    : []),
];

const distinctValues = ({ spectrum }: CountedField): number =>
  spectrum.reduce((sum, { values }) => sum + values, 0);

const sharePicture = (counts: CountedField, rare: RareValue): Picture => {
  const common = counts.common.filter(({ value }) => value !== rare.value).slice(0, PICTURE_LIMITS.bars - 1);
  const drawn = common.reduce((sum, { count }) => sum + count, rare.count);
  const hidden = distinctValues(counts) - common.length - 1;
  return {
    kind: 'share',
    field: counts.field,
    total: counts.events,
    bars: [
      ...common.map((item) => ({ ...item, rare: false })),
      { value: rare.value, count: rare.count, rare: true },
    ],
    ...(hidden > 0 ? { others: { values: hidden, count: counts.events - drawn } } : {}),
  };
};
