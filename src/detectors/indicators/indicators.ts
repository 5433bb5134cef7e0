import type { FactTable } from '../../schema/facts.ts';
import { formatFilter } from '../../filter/format.ts';
import type { Finding } from '../../schema/finding.ts';
import { raw, sql } from '../../sql/sql.ts';
import type { LoadedDataset, Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { equals, eventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, scorePart, scorePenalty } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, figure, shown } from '../wording.ts';

const DETECTOR = 'indicators';
/** Values told of each field, those with the most events first; more are left out and said. */
const MOST_MATCHES = 1_000;

/** A field whose values indicators are held against, and the table of facts that says which match. */
interface MatchField {
  readonly input: string;
  readonly table: FactTable;
}

const matchFields = (dataset: LoadedDataset): readonly MatchField[] => {
  const places = (dataset.lookups ?? [])
    .filter(({ name }) => name.endsWith('.indicator'))
    .flatMap((field) => field.places);
  return [...new Map(places.map(({ table, input }) => [input, { table, input }])).values()];
};

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const findings: Finding[] = [];
  const notes: string[] = [];
  for (const field of matchFields(context.dataset)) {
    const rows = await askMatches(context, field);
    findings.push(...rows.slice(0, MOST_MATCHES).map((row) => matchFinding(row, field, context)));
    if (rows.length > MOST_MATCHES) {
      notes.push(
        `only the ${counted(MOST_MATCHES, 'match', 'matches')} of ${field.input} with most events are told`,
      );
    }
  }
  return { findings, notes };
};

/** The values of a field that an indicator matches, with their events. */
const askMatches = (context: DetectionContext, { input, table }: MatchField): Promise<readonly Row[]> => {
  const source = eventSource(context);
  const { dialect } = context.store;
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const outcome = context.dataset.fields.some(({ name }) => name === 'event.outcome');
  const address = context.dataset.fields.some(({ name }) => name === 'source.ip');
  const failed = outcome
    ? dialect.countWhere(
        sql`${dialect.coalesce([dialect.column('event.outcome'), dialect.literal('')])} = 'failure'`,
      )
    : raw('0');
  const sources = address ? dialect.countDistinct(dialect.column('source.ip')) : raw('0');
  const wanted = [
    '@timestamp',
    input,
    ...(outcome ? ['event.outcome'] : []),
    ...(address ? ['source.ip'] : []),
  ];
  const values = sql`select ${dialect.column(input)} as k, ${dialect.countAll()} as n, ${failed} as w, ${sources} as m, min(${time}) as f, max(${time}) as l from ${source.from(wanted, { kind: 'exists', field: input })} group by 1`;
  const entity = dialect.identifier('entity');
  return source.ask(
    sql`select x.k as k, x.n as n, x.w as w, x.m as m, x.f as f, x.l as l, h.indicator as i from (${values}) as x inner join ${dialect.identifier(table)} as h on h.${entity} = x.k where h.indicator is not null order by n desc, k limit ${raw(String(MOST_MATCHES + 1))}`,
  );
};

const matchFinding = (row: Row, { input, table }: MatchField, context: DetectionContext): Finding => {
  const number = (name: string): number => Number(row[name] ?? 0);
  const timeOf = (name: string): string | null =>
    row[name] === null || row[name] === undefined ? null : (isoOf(number(name)) as string);
  const entity = { field: input, value: String(row['k']) };
  const indicator = String(row['i']);
  const [events, failed, sources] = [number('n'), number('w'), number('m')];
  const met = input !== 'source.ip' && sources > 0;
  const filter = formatFilter(equals(input, entity.value));
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${shown(entity.value)} is on a list of indicators: ${shown(indicator)}`,
    entity,
    firstWindow: null,
    start: timeOf('f'),
    end: timeOf('l'),
    events,
    metrics: [
      { name: 'indicator', value: indicator },
      { name: 'events', value: events, unit: 'events' },
      ...(failed === 0 ? [] : [{ name: 'events that failed', value: failed, unit: 'events' }]),
      ...(met ? [{ name: 'sources that met it', value: sources, unit: 'sources' }] : []),
    ],
    score: [
      scorePart(table === 'agents' ? 'an agent on a list' : 'on a list', table === 'agents' ? 35 : 50, 50),
      scorePart('many events', doublings(events, 1, 1), 10),
      ...(met ? [scorePart('sources that met it', doublings(sources, 1, 2), 10)] : []),
      ...(failed === events ? [scorePenalty('never got through', 25, 25)] : []),
    ],
    filter,
    attack: [],
    explanation: `the list's entry "${indicator}" matches ${input} in ${counted(events, 'event')}${
      met ? ` of ${counted(sources, 'source')}` : ''
    }${failed === 0 ? '' : `, ${failed === events ? 'all' : figure(failed)} of which failed`}`,
    next: nextCommands(filter, entity, input === 'source.ip' ? '@timestamp' : 'source.ip'),
  });
};

/** Turns matches with the user's own indicator lists into findings. */
export const indicators: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Indicators',
  summary: 'Addresses, names and agents that a list of indicators (--indicators) names',
  fits: (dataset) => dataset.hasIndicators === true && matchFields(dataset).length > 0,
  settings: [],
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
