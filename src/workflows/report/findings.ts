import { events } from '../../explore/events.ts';
import { openScope } from '../../explore/scope.ts';
import { isoToMicros } from '../../kernel/time.ts';
import type { Finding } from '../../schema/finding.ts';
import {
  REPORT_LIMITS,
  type ReportFinding,
  type ReportSample,
  type ReportTimeline,
} from '../../schema/report.ts';
import type { EventStore, Row } from '../../store/event-store.ts';
import { timelineOf } from './over-time.ts';

/** Where an event came from. */
export interface LineReference {
  readonly path: string;
  readonly line: number;
}

/** Gives the original text of lines, in the same order; null for one that cannot be read again. */
export type ReadOriginals = (lines: readonly LineReference[]) => Promise<readonly (string | null)[]>;

export interface FindingDetails {
  readonly store: EventStore;
  readonly findings: readonly Finding[];
  readonly span: { readonly start: string; readonly end: string } | null;
  readonly originals?: ReadOriginals;
  readonly signal?: AbortSignal;
}

/** The ranked findings with activity, samples and pictures for as many as a page can hold. */
export const reportFindings = async (details: FindingDetails): Promise<readonly ReportFinding[]> => {
  const shown = details.findings.slice(0, REPORT_LIMITS.findings);
  const samples = await samplesOf(details, shown.slice(0, REPORT_LIMITS.detailedFindings));
  const entries: ReportFinding[] = [];
  for (const [index, finding] of shown.entries()) {
    const rank = index + 1;
    const lines = samples[index];
    entries.push(
      lines === undefined
        ? { rank, finding, picture: null, activity: null, samples: [] }
        : {
            rank,
            finding,
            picture: finding.picture ?? null,
            activity: await activityOf(details, finding),
            samples: lines,
          },
    );
  }
  return entries;
};

const questionOf = ({ signal }: FindingDetails, finding: Finding) => ({
  datasets: [finding.dataset],
  ...(finding.filter === '' ? {} : { where: finding.filter }),
  ...(signal === undefined ? {} : { signal }),
});

/** The finding's events over the time of the whole log; null when its events have no time. */
const activityOf = async (details: FindingDetails, finding: Finding): Promise<ReportTimeline | null> => {
  const { span, store } = details;
  if (span === null || finding.start === null) return null;
  const [low, high] = [isoToMicros(span.start), isoToMicros(span.end)];
  if (low === null || high === null) return null;
  const scope = await openScope(store, questionOf(details, finding));
  return timelineOf(scope, low, high, REPORT_LIMITS.findingBuckets);
};

/** The first events of each finding, with their lines read in one go. */
const samplesOf = async (
  details: FindingDetails,
  findings: readonly Finding[],
): Promise<readonly (readonly ReportSample[])[]> => {
  const found: (readonly Row[])[] = [];
  for (const finding of findings) {
    const question = { ...questionOf(details, finding), first: REPORT_LIMITS.samples };
    found.push((await events(details.store, question)).rows);
  }
  const wanted = found.flat().map(referenceOf);
  const originals = (await details.originals?.(wanted)) ?? [];
  let position = 0;
  return found.map((rows) =>
    rows.map((row) => {
      const original = originals[position] ?? null;
      position += 1;
      return { ...referenceOf(row), text: original ?? fieldsText(row), isOriginal: original !== null };
    }),
  );
};

const referenceOf = (row: Row): LineReference => ({
  path: String(row['log.file.path'] ?? ''),
  line: Number(row['log.line'] ?? 0),
});

const NOT_SHOWN = new Set(['log.file.path', 'log.line', 'event.ingested', 'event.dataset']);

/** An event as `field=value` pairs, missing fields left out. */
const fieldsText = (row: Row): string =>
  Object.entries(row)
    .filter(([field, value]) => value !== null && !NOT_SHOWN.has(field))
    .map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
