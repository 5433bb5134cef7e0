import type { Picture } from '../../src/schema/picture.ts';
import type { Report } from '../../src/schema/report.ts';
import { sampleReport } from './sample-report.ts';

/** Keys whose text the program itself writes and that choose a branch. */
const CHOICES = new Set(['kind']);
const TIMES = new Set(['start', 'end', 'generatedAt']);

const mapped = (value: unknown, key: string, next: (key: string) => string): unknown => {
  if (typeof value === 'string') return CHOICES.has(key) ? value : next(key);
  if (Array.isArray(value)) return value.map((item) => mapped(item, key, next));
  if (typeof value !== 'object' || value === null) return value;
  const isSettings = key === 'settings';
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [isSettings ? next(name) : name, mapped(item, name, next)]),
  );
};

/** The same picture with a few of its many points. */
const shortened = (picture: Picture | null): Picture | null => {
  if (picture === null) return null;
  if (picture.kind === 'peers') return { ...picture, peers: picture.peers.slice(0, 8) };
  if (picture.kind === 'matrix') return { ...picture, cells: picture.cells.slice(0, 6) };
  return picture.kind === 'share' ? picture : { ...picture, points: picture.points.slice(0, 4) as never };
};

/** A report that is small but has every field, picture and list. */
const smallReport: Report = {
  ...sampleReport,
  where: 'source.ip : *',
  inputs: sampleReport.inputs.slice(0, 1),
  timeline: { bucketSeconds: 3600, buckets: (sampleReport.timeline?.buckets ?? []).slice(0, 8) },
  findings: sampleReport.findings.slice(0, 5).map((entry, index) => ({
    ...entry,
    picture: shortened(entry.picture),
    activity:
      index > 0 ? null : { bucketSeconds: 3600, buckets: (entry.activity?.buckets ?? []).slice(0, 8) },
    samples: entry.samples.slice(0, 1),
  })),
  findingsTotal: 5,
  topValues: sampleReport.topValues.slice(0, 1),
};

/**
 * The report with every text in it replaced, list by list and field by field; with
 * `keepTimes` times stay times, so that everything is drawn.
 */
export const hostileReport = (
  next: (key: string) => string,
  { keepTimes = false, report = smallReport } = {},
): Report => {
  const replaced = mapped(report, '', (key) => (keepTimes && TIMES.has(key) ? '' : next(key))) as Report;
  return keepTimes ? withTimes(replaced, report) : replaced;
};

/** Puts the times of one report back into another of the same shape. */
const withTimes = (replaced: Report, report: Report): Report => {
  const restore = (value: unknown, original: unknown, key: string): unknown => {
    if (TIMES.has(key)) return original;
    if (Array.isArray(value))
      return value.map((item, index) => restore(item, (original as unknown[])[index], ''));
    if (typeof value !== 'object' || value === null || key === 'settings') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        restore(item, (original as Record<string, unknown>)[name], name),
      ]),
    );
  };
  return restore(replaced, report, '') as Report;
};
