import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { together } from '../../kernel/together.ts';
import type { Finding } from '../../schema/finding.ts';
import { distinctValues } from '../../sql/relation.ts';
import { join, raw, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import type { DetectionContext } from '../detector.ts';
import { equals, type EventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, figure, listed, percent, shown } from '../wording.ts';
import { containsAny, ENTITY, type RareMark, rareMarks, TARGET, withTarget } from './rare-marks.ts';
import type { RaritySettings } from './settings.ts';

/** Addresses looked at closely. */
const MOST_ADDRESSES = 200;
const MOST_FINDINGS = 50;
/** Marks whose surprise is added up. */
const MARKS_COUNTED = 6;

/**
 * Finds addresses that put characters into their requests which hardly anybody else
 * uses there: the trace that injected code leaves whatever its language.
 */
export const probeFindings = async (
  context: DetectionContext,
  source: EventSource,
  events: number,
  settings: RaritySettings,
): Promise<readonly Finding[]> => {
  const marks = await rareMarks(context, source, events, settings);
  if (marks.length === 0) return [];
  const suspected = (await suspects(context, source, marks, settings)).slice(0, MOST_FINDINGS);
  const found = await together(
    suspected.map((suspect) => async () => {
      const [row] = await source.ask(requestsOf(context, source, suspect.filter));
      return row === undefined || Number(row['targets']) < settings.minimumProbes
        ? []
        : [probeFinding(suspect, row, { context, events, settings })];
    }),
  );
  return found.flat();
};

interface Suspect {
  readonly address: string;
  /** Its rare marks, most surprising first. */
  readonly marks: readonly RareMark[];
  /** Surprise of the most surprising ones together. */
  readonly bits: number;
  /** Its requests with a spelling of one of them. */
  readonly filter: FilterTree;
}

const suspects = async (
  context: DetectionContext,
  source: EventSource,
  marks: readonly RareMark[],
  settings: RaritySettings,
): Promise<readonly Suspect[]> => {
  const { dialect } = context.store;
  const target = dialect.column(TARGET);
  const spellings = [...new Set(marks.flatMap((mark) => mark.spellings))];
  const columns = spellings.map(
    (spelling, index) =>
      sql`${dialect.countWhere(dialect.contains(target, spelling))} as ${dialect.identifier(`s${index}`)}`,
  );
  const targets = distinctValues(target, source.from([TARGET], { kind: 'exists', field: TARGET }));
  const marked = sql`select k from (${targets}) as d where ${containsAny(context, spellings, raw('k'))}`;
  const events = source.from([TARGET, ENTITY], withTarget, sql`${target} in (${marked})`);
  const rows = await source.ask(
    sql`select ${dialect.column(ENTITY)} as entity, ${dialect.countAll()} as n, ${join(columns)} from ${events} group by 1 having ${dialect.countDistinct(target)} >= ${settings.minimumProbes} order by n desc, entity limit ${MOST_ADDRESSES}`,
  );
  return rows
    .map((row) => suspectOf(row, marks, spellings))
    .filter((suspect) => suspect.bits >= settings.minimumProbeBits);
};

const suspectOf = (row: Row, marks: readonly RareMark[], spellings: readonly string[]): Suspect => {
  const address = String(row['entity']);
  const used = new Set(spellings.filter((_, index) => Number(row[`s${index}`]) > 0));
  const own = marks.filter(
    (mark) =>
      (mark.only === undefined || mark.only === address) &&
      mark.spellings.some((spelling) => used.has(spelling)),
  );
  const written = [...new Set(own.flatMap((mark) => mark.spellings))].filter((spelling) =>
    used.has(spelling),
  );
  const pieces = written.map(
    (spelling) => ({ kind: 'match', field: TARGET, pieces: ['', spelling, ''] }) as const,
  );
  return {
    address,
    marks: own,
    bits: own.slice(0, MARKS_COUNTED).reduce((total, mark) => total + mark.bits, 0),
    filter: own.length === 0 ? equals(ENTITY, address) : allOf([equals(ENTITY, address), anyOf(pieces)]),
  };
};

const requestsOf = (context: DetectionContext, source: EventSource, filter: FilterTree) => {
  const { dialect } = context.store;
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const failed = dialect.countWhere(sql`${dialect.column('http.response.status_code')} >= 400`);
  const events = source.from([TARGET, '@timestamp', 'http.response.status_code'], filter);
  return sql`select ${dialect.countAll()} as n, ${dialect.countDistinct(dialect.column(TARGET))} as targets, ${failed} as failed, ${dialect.minimum(time)} as first, ${dialect.maximum(time)} as last from ${events}`;
};

interface Probing {
  readonly context: DetectionContext;
  readonly events: number;
  readonly settings: RaritySettings;
}

const probeFinding = (suspect: Suspect, row: Row, { context, events, settings }: Probing): Finding => {
  const { marks: own, bits: sum } = suspect;
  const leading = own.slice(0, MARKS_COUNTED);
  const entity = { field: ENTITY, value: suspect.address };
  const requests = Number(row['n']);
  const targets = Number(row['targets']);
  const failed = Number(row['failed']);
  const filter = formatFilter(suspect.filter);
  const time = (name: string): string | null => isoOf(row[name] === null ? null : Number(row[name]));
  return makeFinding({
    detector: 'rarity',
    settings: context.settings,
    dataset: context.dataset.name,
    entity,
    aspect: 'odd characters',
    firstWindow: null,
    title: `${entity.value} sent ${counted(requests, 'request')} with characters that are rare here`,
    start: time('first'),
    end: time('last'),
    events: requests,
    metrics: [
      {
        name: 'requests with odd characters',
        value: requests,
        unit: 'events',
        threshold: settings.minimumProbes,
        sampleSize: events,
      },
      { name: 'different targets', value: targets, unit: 'targets', threshold: settings.minimumProbes },
      { name: 'errors among them', value: failed / requests, unit: 'share', sampleSize: requests },
      ...leading.map((mark) => ({
        name: `surprise of ${shown(mark.mark)}`,
        value: mark.bits,
        unit: 'bits',
        threshold: settings.minimumBits,
        sampleSize: events,
      })),
      { name: 'surprise of odd characters', value: sum, unit: 'bits', threshold: settings.minimumProbeBits },
    ],
    score: [
      scorePart('odd characters', 16, 16),
      scorePart('their surprise', 0.4 * (sum - settings.minimumProbeBits), 15),
      scorePart('different targets', doublings(targets, settings.minimumProbes, 6), 36),
      scorePart('errors among them', 10 * (failed / requests), 10),
    ],
    filter,
    attack: ['T1190', 'T1595.002'],
    explanation: `${counted(requests, 'request')} for ${counted(targets, 'target')} hold ${listed(
      own.map(({ mark }) => shown(mark)),
      6,
    )}, together ${figure(sum)} bits: ${listed(leading.slice(0, 3).map(markText), 3)}; ${percent(failed / requests)} of them failed`,
    next: nextCommands(filter, entity, 'http.response.status_code'),
  });
};

const markText = ({ mark, among, having }: RareMark): string => {
  if (among === 'events') return `${shown(mark)} stands in ${counted(having, 'request')}`;
  if (among === 'addresses') return `${shown(mark)} is used by ${counted(having, 'address', 'addresses')}`;
  return `${shown(mark)} stands in ${counted(having, 'request')} of everybody else`;
};
