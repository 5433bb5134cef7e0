import { formatFilter } from '../../filter/format.ts';
import { allOf } from '../../filter/tree.ts';
import { join, sql } from '../../sql/sql.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { WindowedDetector } from '../detector.ts';
import { between, equals, eventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { numberSetting, typedSettings } from '../number-setting.ts';
import { doublings, scorePart } from '../severity.ts';
import { entityOf, isoOf, mergeBy, numberOf, windowOf } from '../windows.ts';
import { counted } from '../wording.ts';

// Copy this folder to src/detectors/NAME, rename, and add one line to registry.ts. Larger detectors
// put settings, aggregate, judge and finding into files of their own, as request-errors does.

const SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'minimumEvents',
    'events',
    [1, 1_000, 1_000_000],
    'Events of one address that make a finding',
  ),
]);

/** Finds addresses with many events in a window: the smallest detector that keeps every promise. */
export const template: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: 'template',
  title: 'Template',
  summary: 'An address with many events in one window',
  fits: (dataset) => dataset.fields.some((field) => field.name === 'source.ip'),
  settings: SETTINGS,

  aggregate: (context) => {
    const { windowSeconds } = typedSettings(SETTINGS, context.settings);
    const { dialect } = context.store;
    const micros = dialect.epochMicros(dialect.column('@timestamp'));
    const columns = join([
      sql`${dialect.epochMicros(dialect.bucket(dialect.column('@timestamp'), windowSeconds))} as ${dialect.identifier('window')}`,
      sql`${dialect.column('source.ip')} as entity`,
      sql`${dialect.countAll()} as events`,
      sql`${dialect.minimum(micros)} as first`,
      sql`${dialect.maximum(micros)} as last`,
    ]);
    const someone = { kind: 'exists', field: 'source.ip' } as const;
    const events = eventSource(context).from(['@timestamp', 'source.ip'], someone);
    return {
      key: `events by source.ip per ${windowSeconds} s`,
      windowSeconds,
      queries: [sql`select ${columns} from ${events} group by 1, 2`],
      merge: mergeBy({ sums: ['events'], minima: ['first'], maxima: ['last'], sets: [], setSize: 0 }),
    };
  },

  judge: (rows, { dataset, settings }) => {
    const { minimumEvents } = typedSettings(SETTINGS, settings);
    const findings = rows
      .filter((row) => entityOf(row) !== null && numberOf(row, 'events') >= minimumEvents)
      .map((row) => {
        const entity = { field: 'source.ip', value: entityOf(row) ?? '' };
        const events = numberOf(row, 'events');
        const timed = windowOf(row) !== null;
        const start = timed ? isoOf(numberOf(row, 'first')) : null;
        const end = timed ? isoOf(numberOf(row, 'last')) : null;
        const when = start === null || end === null ? equals('@timestamp', null) : between(start, end);
        const filter = formatFilter(allOf([equals(entity.field, entity.value), when]));
        return makeFinding({
          detector: 'template',
          settings,
          dataset: dataset.name,
          entity,
          firstWindow: isoOf(windowOf(row)),
          title: `${entity.value} had ${counted(events, 'event')}`,
          start,
          end,
          events,
          metrics: [{ name: 'events', value: events, unit: 'events', threshold: minimumEvents }],
          score: [
            scorePart('many events', 20, 20),
            scorePart('events beyond the bound', doublings(events, minimumEvents, 5), 30),
          ],
          filter,
          attack: [],
          explanation: `${counted(events, 'event')} in one window, where ${counted(minimumEvents, 'event')} make a finding`,
          next: nextCommands(filter, entity, 'source.ip'),
        });
      });
    return { findings, notes: [] };
  },

  steps: (finding) => [
    ...metricLines(finding),
    severityLine(finding),
    `it had ${counted(finding.events, 'event')}`,
  ],
});
