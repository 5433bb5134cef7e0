import { completeSettings } from '../detectors/number-setting.ts';
import { entityRisks } from '../detectors/entity-risk.ts';
import { DETECTORS } from '../detectors/registry.ts';
import type { RunOptions } from '../detectors/run.ts';
import { type InputAccount, type Reject, sumAccounts } from '../schema/accounting.ts';
import { type Finding, type SeverityName, severityName } from '../schema/finding.ts';
import { REPORT_LIMITS, type Report, type ReportDetector, type ReportEntity } from '../schema/report.ts';
import { sql } from '../sql/sql.ts';
import type { EventStore, LoadedDataset } from '../store/event-store.ts';
import { type ReadOriginals, reportFindings } from './report/findings.ts';
import { type OverTime, overTime } from './report/over-time.ts';
import { topValues } from './report/top-values.ts';

export interface ReportRequest {
  /** Holds the events the findings were made from; stays open. */
  readonly store: EventStore;
  readonly accounts: readonly InputAccount[];
  /** Ranked, most severe first. */
  readonly findings: readonly Finding[];
  /** Remarks of the detectors and of reading. */
  readonly notes: readonly string[];
  /** What the detectors ran with. */
  readonly run: Pick<RunOptions, 'available' | 'detectors' | 'settings' | 'where'>;
  /** Names the inputs again, quoted for a shell; added to the commands of the findings. */
  readonly inputWords?: string;
  readonly version: string;
  /** ISO 8601 UTC. */
  readonly generatedAt: string;
  /** The command that gives this report again. */
  readonly command: string | null;
  /** Gives the original lines of samples; their fields are shown where it is absent or gives null. */
  readonly originals?: ReadOriginals;
  readonly signal?: AbortSignal;
}

/**
 * Asks the store for everything a report shows beside the findings: timeline, gaps, top
 * values, samples, rejects. An empty store gives a report that says so.
 * @throws UsageError, EngineError, InterruptedError.
 */
export const buildReport = async (request: ReportRequest): Promise<Report> => {
  const { store, accounts, findings, run, signal } = request;
  const datasets = await store.datasets();
  const question = {
    ...(run.where === undefined ? {} : { where: run.where }),
    ...(signal === undefined ? {} : { signal }),
  };
  const time: OverTime = datasets.length === 0 ? NOTHING : await overTime(store, question);
  const entries = await reportFindings({
    store,
    findings: findings.map((finding) => withInputs(finding, request.inputWords ?? '')),
    span: time.span,
    ...(request.originals === undefined ? {} : { originals: request.originals }),
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    version: request.version,
    generatedAt: request.generatedAt,
    command: request.command,
    where: run.where ?? null,
    inputs: accounts.slice(0, REPORT_LIMITS.inputs),
    inputsTotal: accounts.length,
    totals: sumAccounts(accounts),
    ...time,
    datasets: datasets.map(({ name, events }) => ({ name, events })),
    findings: entries,
    findingsTotal: findings.length,
    ...entitiesOf(findings),
    severities: severitiesOf(findings),
    detectors: detectorsOf(run, datasets, findings),
    topValues: time.events === 0 ? [] : await topValues(store, question),
    rejects: await firstRejects(store, sumAccounts(accounts).rejected),
    notes: request.notes.slice(0, REPORT_LIMITS.notes),
  };
};

/** A finding's commands name its filter; with the inputs they can be typed as they stand. */
const withInputs = (finding: Finding, words: string): Finding =>
  words === '' ? finding : { ...finding, next: finding.next.map((command) => `${command} ${words}`) };

const NOTHING: OverTime = Object.freeze({
  events: 0,
  span: null,
  gaps: { longest: [], total: 0, thresholdSeconds: 0 },
  timeline: null,
});

/** The findings joined by entity; of each the findings that stand in the report, with their ranks. */
const entitiesOf = (findings: readonly Finding[]): Pick<Report, 'entities' | 'entitiesTotal'> => {
  const risks = entityRisks(findings);
  const listed = new Map(
    findings
      .slice(0, REPORT_LIMITS.findings)
      .map(({ id, title, detector, severity }, index) => [
        id,
        { rank: index + 1, title, detector, severity },
      ]),
  );
  const entities = risks.slice(0, REPORT_LIMITS.entities).map(
    (risk, index): ReportEntity => ({
      rank: index + 1,
      risk,
      findings: risk.findings.flatMap((id) => listed.get(id) ?? []).slice(0, REPORT_LIMITS.findingsPerEntity),
    }),
  );
  return { entities, entitiesTotal: risks.length };
};

const severitiesOf = (findings: readonly Finding[]): Record<SeverityName, number> => {
  const severities = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const finding of findings) severities[severityName(finding.severity)] += 1;
  return severities;
};

const detectorsOf = (
  { available = DETECTORS, detectors, settings = {} }: ReportRequest['run'],
  datasets: readonly LoadedDataset[],
  findings: readonly Finding[],
): readonly ReportDetector[] =>
  datasets.flatMap((dataset) =>
    available
      .filter((detector) => detectors?.includes(detector.name) ?? true)
      .filter((detector) => detector.fits(dataset))
      .map((detector) => ({
        name: detector.name,
        title: detector.title,
        dataset: dataset.name,
        findings: findings.filter(
          (finding) => finding.detector === detector.name && finding.dataset === dataset.name,
        ).length,
        settings: completeSettings(detector.name, detector.settings, settings[detector.name] ?? {}),
      })),
  );

const firstRejects = async (store: EventStore, rejected: number): Promise<readonly Reject[]> => {
  if (rejected === 0) return [];
  const rows = await store.query(
    sql`select i.path as path, r.line as line, r.byte_offset as byte_offset, r.byte_length as byte_length, r.reason as reason, r.text as text from rejects as r join inputs as i on i.id = r.input order by r.input, r.line limit ${REPORT_LIMITS.rejects}`,
  );
  return rows.map((row) => ({
    path: String(row['path'] ?? ''),
    line: Number(row['line']),
    byteOffset: Number(row['byte_offset']),
    byteLength: Number(row['byte_length']),
    reason: String(row['reason'] ?? ''),
    text: String(row['text'] ?? ''),
  }));
};
