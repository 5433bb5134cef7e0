import { join, sql } from '../../sql/sql.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { type EventSource, eventSource } from '../events.ts';
import { typedSettings } from '../number-setting.ts';
import { counted } from '../wording.ts';
import { type ContactFields, contactFields } from './contact-fields.ts';
import { askContacts, MOST_PAIRS } from './contacts.ts';
import { type BeaconCase, beaconFinding, DETECTOR, sharedFinding } from './finding.ts';
import { beaconScore, subScores } from './score.ts';
import { BEACONS_SETTINGS } from './settings.ts';

/** A program that meets hundreds is told once per end; more than these are left out and said. */
const MOST_FINDINGS = 100;

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const settings = typedSettings(BEACONS_SETTINGS, context.settings);
  const source = eventSource(context);
  const { fields, allSources } = await presentFields(context, source);
  if (fields === undefined) return { findings: [], notes: [] };
  const contacts = await askContacts(context, source, fields, settings);
  const found = contacts
    .map((contact) => ({ contact, scores: subScores(contact) }))
    .filter(
      ({ contact, scores }) =>
        contact.intervals >= settings.minimumContacts / 2 && beaconScore(scores) >= settings.minimumScore,
    )
    .map((judged) => ({ ...judged, fields, allSources, settings, context }));
  const findings = byOtherEnd(found)
    .flatMap((group) => (group.length >= MANY_SOURCES ? [sharedFinding(group)] : group.map(beaconFinding)))
    .sort((left, right) => right.severity - left.severity || (left.id < right.id ? -1 : 1));
  return {
    findings: findings.slice(0, MOST_FINDINGS),
    notes: [
      ...(findings.length > MOST_FINDINGS
        ? [`${counted(findings.length - MOST_FINDINGS, 'weaker beacon')} left out`]
        : []),
      ...(contacts.length >= MOST_PAIRS
        ? [`only the ${counted(MOST_PAIRS, 'busiest pair')} were looked at`]
        : []),
    ],
  };
};

/** From so many sources on, one other end is told once. */
const MANY_SOURCES = 4;

/** The busiest of each group first. */
const byOtherEnd = (cases: readonly BeaconCase[]): readonly [BeaconCase, ...BeaconCase[]][] => {
  const groups = new Map<string, [BeaconCase, ...BeaconCase[]]>();
  for (const item of [...cases].sort((left, right) => right.contact.events - left.contact.events)) {
    const key = JSON.stringify(item.contact.other);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
};

/** The first ends of which the log has any, and how many sources there are. */
const presentFields = async (
  context: DetectionContext,
  source: EventSource,
): Promise<{ readonly fields: ContactFields | undefined; readonly allSources: number }> => {
  const { dialect } = context.store;
  const offered = contactFields(context.dataset);
  const names = offered.map(({ other }) => other[0] as string);
  const counts = names.map(
    (name, index) => sql`count(${dialect.column(name)}) as ${dialect.identifier(`c${index}`)}`,
  );
  const [row] = await source.ask(
    sql`select ${dialect.countDistinct(dialect.column('source.ip'))} as sources, ${join(counts)} from ${source.from(['source.ip', ...names])}`,
  );
  return {
    fields: offered.find((_, index) => Number(row?.[`c${index}`] ?? 0) > 0),
    allSources: Number(row?.['sources'] ?? 0),
  };
};

/** Finds contacts as regular as only programs keep them: implants that call home, and harmless ones. */
export const beacons: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Beacons',
  summary: 'Two ends that meet at equal intervals with equal sizes for hours: a program that calls home',
  fits: (dataset) => contactFields(dataset).length > 0,
  settings: BEACONS_SETTINGS,
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
