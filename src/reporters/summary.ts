import { bytesText, countText, durationText, numberText, percentText } from '../kernel/number-text.ts';
import { timeRangeText } from '../kernel/time-text.ts';
import { clipped } from '../kernel/visible-text.ts';
import { type SeverityName, severityName } from '../schema/finding.ts';
import type { Report } from '../schema/report.ts';

export const LEVELS: readonly SeverityName[] = Object.freeze(['critical', 'high', 'medium', 'low']);

const secondsBetween = (start: string, end: string): number => (Date.parse(end) - Date.parse(start)) / 1000;

const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** The last part of an input's address. */
const inputName = (path: string): string =>
  path
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1) || path;

/** What was read, as one short name: the file, or the first file and how many more. */
export const inputsName = (report: Report): string => {
  const [first] = report.inputs;
  if (first === undefined) return 'no input';
  const name = inputName(first.path);
  return report.inputsTotal > 1 ? `${name} and ${numberText(report.inputsTotal - 1)} more` : name;
};

/** Whether there was nothing to look at. */
export const isEmpty = (report: Report): boolean => report.events === 0;

const readSentence = ({ totals, inputsTotal, span }: Report): string => {
  const all =
    totals.rejected === 0
      ? 'none was refused'
      : `${numberText(totals.rejected)} (${percentText(totals.rejected / totals.lines)}) could not be read`;
  const repaired =
    totals.repaired === 0
      ? ''
      : `, ${numberText(totals.repaired)} had bytes that are no valid text and were repaired`;
  const when =
    span === null
      ? ' No event has a time'
      : ` The events run from ${timeRangeText(span.start, span.end)} UTC (${durationText(secondsBetween(span.start, span.end))})`;
  return `Of ${countText(totals.lines, 'line')} (${bytesText(totals.bytes)}) in ${countText(inputsTotal, 'input')}, ${numberText(totals.parsed)} became events; ${all}${repaired}.${when}.`;
};

const gapSentence = ({ gaps, span }: Report): string => {
  const [longest] = gaps.longest;
  if (span === null) return '';
  if (longest === undefined) return ' There is no unusual silence.';
  if (gaps.total === 1) return ` One silence stands out, of ${durationText(longest.seconds)}.`;
  return ` ${countText(gaps.total, 'silence')} of ${durationText(gaps.thresholdSeconds)} or more stand out, the longest of ${durationText(longest.seconds)}.`;
};

const findingSentence = ({ findings, findingsTotal, severities, detectors }: Report): string => {
  const ran = new Set(detectors.map((detector) => detector.name)).size;
  const by = `${countText(ran, 'detector')}`;
  const [worst] = findings;
  if (worst === undefined)
    return ` ${by} ran and found nothing beyond its bounds.`.replace('its', ran === 1 ? 'its' : 'their');
  const levels = LEVELS.filter((level) => severities[level] > 0).map(
    (level) => `${numberText(severities[level])} ${level}`,
  );
  const { finding } = worst;
  return ` ${by} reported ${countText(findingsTotal, 'finding')}: ${listed(levels)}. The most severe (${numberText(finding.severity)}, ${severityName(finding.severity)}) is: ${clipped(finding.title, 200)}.`;
};

/** The whole report in one paragraph of plain text; log text in it is not made harmless yet. */
export const summaryText = (report: Report): string => {
  if (report.totals.lines === 0) return 'The log is empty: there is not one line to look at.';
  if (report.totals.parsed > 0 && isEmpty(report)) {
    return `None of ${countText(report.totals.parsed, 'event')} passes the filter, so that there is nothing to look at.`;
  }
  if (isEmpty(report)) {
    return `None of the ${countText(report.totals.lines, 'line')} became an event: ${numberText(report.totals.skipped)} skipped (blank lines and comments), ${numberText(report.totals.rejected)} refused.`;
  }
  return `${readSentence(report)}${gapSentence(report)}${findingSentence(report)}`;
};
