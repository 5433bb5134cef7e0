import { InputError } from '../kernel/errors.ts';
import { isoToMicros, microsToIso } from '../kernel/time.ts';
import type { TruthEntity, TruthLookalike } from '../schema/truth.ts';
import { type LocalTime, parseTruthCsv } from './parse-truth-csv.ts';
import { type LabelledAttack, type LoadedTruth, withIds } from './truth.ts';

/**
 * Reads labels from the text of a file: JSON as the simulators write it, a table as
 * the login lab's attacks.csv, or a bare list of addresses or event numbers.
 * `local` reads times without a zone (UTC when not given).
 * @throws InputError saying what cannot be read and where
 */
export const parseTruth = (text: string, local: LocalTime = isoToMicros): LoadedTruth => {
  const bare = text.replace(/^\uFEFF/, '');
  return /^\s*[[{]/.test(bare) ? parseTruthJson(bare, local) : parseTruthCsv(bare, local);
};

const parseTruthJson = (text: string, local: LocalTime): LoadedTruth => {
  const root = record(parseJson(text), 'the truth');
  const list = root['attacks'];
  if (!Array.isArray(list)) throw new InputError('the truth has no list "attacks"');
  const attacks = withIds(list.map((item, index) => readAttack(item, `attacks[${index}]`, local)));
  const simulator = root['simulator'];
  const origin =
    typeof simulator === 'string' ? ` of simulator ${simulator}, seed ${String(root['seed'])}` : '';
  return {
    description: `${attacks.length} ${attacks.length === 1 ? 'attack' : 'attacks'}${origin}`,
    attacks,
    lookalikes: readLookalikes(root['lookalikes'], local),
    notes: [],
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`the truth is not JSON: ${(cause as Error).message}`, cause);
  }
};

const record = (value: unknown, where: string): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new InputError(`${where} must be an object`);
};

const readAttack = (value: unknown, where: string, local: LocalTime): Omit<LabelledAttack, 'id'> => {
  const item = record(value, where);
  return {
    name: typeof item['name'] === 'string' ? item['name'] : 'attack',
    attack: texts(item['attack'], `${where}.attack`),
    start: momentOf(item['start'], `${where}.start`, local),
    end: momentOf(item['end'], `${where}.end`, local),
    entities: entitiesOf(item['entities'], `${where}.entities`),
    events: eventsOf(item['events'], `${where}.events`),
    variedAddresses: item['variedAddresses'] === true,
  };
};

const listOf = (value: unknown, where: string): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new InputError(`${where} must be a list`);
  return value;
};

const texts = (value: unknown, where: string): readonly string[] => listOf(value, where).map(String);

const momentOf = (value: unknown, where: string, local: LocalTime): string | null => {
  if (value === undefined || value === null) return null;
  const micros = typeof value === 'string' ? local(value) : null;
  if (micros === null) throw new InputError(`${where} is no time: ${JSON.stringify(value)}`);
  return microsToIso(micros);
};

const entitiesOf = (value: unknown, where: string): readonly TruthEntity[] =>
  listOf(value, where).map((entry, index) => {
    const item = record(entry, `${where}[${index}]`);
    if (typeof item['field'] !== 'string' || typeof item['value'] !== 'string') {
      throw new InputError(`${where}[${index}] needs the texts "field" and "value"`);
    }
    return { field: item['field'], value: item['value'] };
  });

const eventsOf = (value: unknown, where: string): readonly number[] | null => {
  if (value === undefined || value === null) return null;
  const numbers = listOf(value, where);
  const wrong = numbers.find((item) => !Number.isSafeInteger(item) || (item as number) < 1);
  if (wrong !== undefined)
    throw new InputError(`${where} holds ${JSON.stringify(wrong)}: event numbers count lines from 1`);
  return [...new Set(numbers as number[])].sort((left, right) => left - right);
};

const readLookalikes = (value: unknown, local: LocalTime): readonly TruthLookalike[] =>
  listOf(value, 'lookalikes').map((entry, index) => {
    const where = `lookalikes[${index}]`;
    const item = record(entry, where);
    const start = momentOf(item['start'], `${where}.start`, local);
    const end = momentOf(item['end'], `${where}.end`, local);
    return {
      name: String(item['name'] ?? 'ordinary'),
      summary: String(item['summary'] ?? ''),
      entities: entitiesOf(item['entities'], `${where}.entities`),
      ...(start === null ? {} : { start }),
      ...(end === null ? {} : { end }),
    };
  });
