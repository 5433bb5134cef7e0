import { isMap, isSeq, LineCounter, parseDocument, stringify } from 'yaml';
import { checkFilter } from '../filter/check.ts';
import { rowPredicate } from '../filter/evaluate.ts';
import { parseFilter } from '../filter/parse.ts';
import { filterFields } from '../filter/tree.ts';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { isoToMicros } from '../kernel/time.ts';
import { fieldCatalog } from '../schema/catalog.ts';
import type { Finding } from '../schema/finding.ts';

/** What may be hidden, why, for whom and until when. */
export interface AllowEntry {
  /** A filter over a finding's entity, e.g. `source.ip : "10.20.0.9"`. */
  readonly where: string;
  /** Names of the detectors whose findings it hides; all when absent. */
  readonly detectors?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it hides anything, YYYY-MM-DD, UTC. */
  readonly expires: string;
}

/** An entry as a test of findings. */
export interface AllowTest {
  readonly entry: AllowEntry;
  readonly matches: (finding: Finding) => boolean;
}

const KEYS = ['where', 'detectors', 'reason', 'owner', 'expires'];

/** Values that have nothing in common: a condition that holds for two of them holds for nearly everything. */
const STRANGERS = [
  '1.2.3.4',
  '77.8.9.10',
  '150.20.30.40',
  '203.0.113.9',
  '10.1.2.3',
  '2001:db8::1',
  'someone',
  'www.shop.example',
];

/**
 * Checks one entry.
 * @throws UsageError that names `place` and what is wrong
 */
export const allowTest = (entry: AllowEntry, place: string): AllowTest => {
  for (const key of ['where', 'reason', 'owner', 'expires'] as const) {
    if (typeof entry[key] !== 'string' || entry[key].trim() === '')
      throw new UsageError(`${place}: "${key}" is missing; an entry needs where, reason, owner and expires`);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.expires) || isoToMicros(`${entry.expires}T00:00:00Z`) === null)
    throw new UsageError(`${place}: expires "${entry.expires}" is no day; write it like 2027-01-31`);
  const tree = parseFilter(entry.where);
  const fields = filterFields(tree).map((name) => ({
    name,
    type: name.endsWith('.ip') ? ('ip' as const) : ('keyword' as const),
    description: '',
  }));
  const holds = rowPredicate(
    checkFilter(tree, fieldCatalog([{ fields, derived: [] }]), { what: 'filter', text: entry.where }),
  );
  const rowOf = (value: string): Readonly<Record<string, string>> =>
    Object.fromEntries(fields.map(({ name }) => [name, value]));
  if (holds({}) || STRANGERS.filter((value) => holds(rowOf(value))).length >= 2)
    throw new UsageError(
      `${place}: "${entry.where}" would hide nearly everything; name an address, a network or a name`,
    );
  const { detectors } = entry;
  return {
    entry,
    matches: ({ entity, detector }) =>
      (detectors === undefined || detectors.includes(detector)) && holds({ [entity.field]: entity.value }),
  };
};

/**
 * Reads an allow-list: a YAML list of entries.
 * @throws UsageError with file and line
 */
export const parseAllowList = (text: string, file: string): readonly AllowTest[] => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [problem] = document.errors;
  if (problem !== undefined) throw new UsageError(`${file}: ${problem.message.split('\n', 1)[0]}`);
  const list = document.contents;
  if (list === null) return [];
  if (!isSeq(list)) throw new UsageError(`${file} holds no list; every entry begins with "- where:"`);
  return list.items.map((item) => {
    const at = (item as { readonly range?: readonly number[] | null }).range?.[0] ?? 0;
    const place = `${file}, line ${counter.linePos(at).line}`;
    if (!isMap(item)) throw new UsageError(`${place}: an entry has the keys ${KEYS.join(', ')}`);
    const entry = item.toJS(document) as Record<string, unknown>;
    for (const key of Object.keys(entry)) {
      if (!KEYS.includes(key))
        throw unknownName(`key in ${place}`, key, KEYS, `an entry has the keys ${KEYS.join(', ')}`);
    }
    const detectors = entry['detectors'];
    if (
      detectors !== undefined &&
      !(Array.isArray(detectors) && detectors.every((name) => typeof name === 'string'))
    )
      throw new UsageError(`${place}: detectors is a list of names, e.g. [beacons, port-scan]`);
    return allowTest(entry as unknown as AllowEntry, place);
  });
};

/** An entry as YAML, to be put at the end of a list. */
export const allowEntryText = (entry: AllowEntry): string => stringify([entry], { lineWidth: 0 });

/** What an allow-list did to findings. */
export interface Allowed {
  readonly shown: readonly Finding[];
  readonly hidden: readonly { readonly entry: AllowEntry; readonly findings: readonly Finding[] }[];
  /** One line for each entry that hid nothing although it would have: expired, refused. */
  readonly notes: readonly string[];
  /** Whether an entry was refused: for a labelled attack, or for hiding most of all. */
  readonly refused: boolean;
}

/** With fewer entities than this, one entry may hide most of them. */
const FEWEST_ENTITIES = 6;
const MOST_SHARE = 0.5;

/**
 * Hides what entries allow. `today` is YYYY-MM-DD; `isLabelled` says whether a finding
 * rests on events of a labelled attack. An entry that would hide such a finding, or more than half
 * of all entities, hides nothing.
 */
export const applyAllowList = (
  findings: readonly Finding[],
  tests: readonly AllowTest[],
  today: string,
  isLabelled: (finding: Finding) => boolean,
): Allowed => {
  const entitiesOf = (list: readonly Finding[]): number =>
    new Set(list.map(({ entity }) => JSON.stringify([entity.field, entity.value]))).size;
  const notes: string[] = [];
  const hidden: { entry: AllowEntry; findings: readonly Finding[] }[] = [];
  let shown = findings;
  let refused = false;
  for (const { entry, matches } of tests) {
    const own = findings.filter(matches);
    const what = `allow-list entry "${entry.where}" (${entry.reason})`;
    const labelled = own.find(isLabelled);
    const all = entitiesOf(findings);
    if (entry.expires < today) notes.push(`${what} expired on ${entry.expires} and hides nothing`);
    else if (labelled !== undefined) {
      refused = true;
      notes.push(`${what} is refused: it would hide a labelled attack, "${labelled.title}"`);
    } else if (all >= FEWEST_ENTITIES && entitiesOf(own) > MOST_SHARE * all) {
      refused = true;
      notes.push(`${what} is refused: it would hide ${entitiesOf(own)} of ${all} entities`);
    } else {
      hidden.push({ entry, findings: own });
      shown = shown.filter((finding) => !matches(finding));
    }
  }
  return { shown, hidden, notes, refused };
};
