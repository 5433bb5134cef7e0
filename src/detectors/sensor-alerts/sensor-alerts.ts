import { formatFilter } from '../../filter/format.ts';
import { allOf } from '../../filter/tree.ts';
import type { Finding } from '../../schema/finding.ts';
import { raw, sql } from '../../sql/sql.ts';
import type { Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { between, equals, eventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { numberSetting, typedSettings } from '../number-setting.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf, textsOf } from '../windows.ts';
import { counted, listed, shown } from '../wording.ts';

const DETECTOR = 'sensor-alerts';
const NEEDED = ['@timestamp', 'source.ip', 'event.action', 'event.severity', 'rule.name'];
const SETTINGS = Object.freeze([
  numberSetting('mostSevere', 'level', [1, 3, 255], 'Alerts up to this level count; 1 is the gravest'),
]);
/** Rules told by name. */
const RULES_KEPT = 20;
/** Addresses told; those with the gravest and most alerts first. */
const MOST_FINDINGS = 1_000;
const ALERT = equals('event.action', 'alert');

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const { mostSevere } = typedSettings(SETTINGS, context.settings);
  const source = eventSource(context);
  const { dialect } = context.store;
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const level = dialect.column('event.severity');
  const rows = await source.ask(
    sql`select ${dialect.column('source.ip')} as a, ${dialect.countAll()} as n, min(${level}) as v, min(${time}) as f, max(${time}) as l, ${dialect.countDistinct(dialect.column('rule.name'))} as r, ${dialect.distinctList(dialect.column('rule.name'), RULES_KEPT)} as names from ${source.from(NEEDED, allOf([ALERT, ...NEEDED.slice(0, 2).map((field) => ({ kind: 'exists', field }) as const)]))} group by 1 having min(${level}) <= ${mostSevere} order by v, n desc, a limit ${raw(String(MOST_FINDINGS))}`,
  );
  return { findings: rows.map((row) => alertFinding(row, context)), notes: [] };
};

/** Points of the gravest alert: Suricata's 1, 2 and 3 are high, medium and low. */
const pointsOf = (level: number): number => (level <= 1 ? 50 : level === 2 ? 32 : 15);

const alertFinding = (row: Row, context: DetectionContext): Finding => {
  const number = (name: string): number => Number(row[name] ?? 0);
  const entity = { field: 'source.ip', value: String(row['a']) };
  const start = isoOf(number('f')) as string;
  const end = isoOf(number('l')) as string;
  const events = number('n');
  const level = number('v');
  const names = textsOf(row, 'names');
  const filter = formatFilter(allOf([equals('source.ip', entity.value), ALERT, between(start, end)]));
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `A sensor raised ${counted(events, 'alert')} about ${entity.value}`,
    entity,
    firstWindow: null,
    start,
    end,
    events,
    metrics: [
      { name: 'alerts', value: events, unit: 'alerts' },
      { name: 'gravest level (1 is the gravest)', value: level, unit: 'level' },
      { name: 'different rules', value: number('r'), unit: 'rules' },
    ],
    score: [
      scorePart('gravest alert', pointsOf(level), 50),
      scorePart('many alerts', doublings(events, 1, 3), 15),
      scorePart('different rules', 2 * (number('r') - 1), 10),
    ],
    filter,
    attack: [],
    explanation: `${counted(events, 'alert')} of ${counted(number('r'), 'rule')}, the gravest of level ${level}: ${listed(names.map(shown), 3)}`,
    next: nextCommands(filter, entity, 'rule.name'),
  });
};

/** Passes on what a sensor found, joined by address. */
export const sensorAlerts: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Sensor alerts',
  summary: 'Alerts of an intrusion detection system (Suricata), joined by source address',
  fits: (dataset) =>
    NEEDED.every((name) => dataset.fields.some((field) => field.name === name)) && dataset.name !== 'network',
  settings: SETTINGS,
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
