import { aboutText } from './about.ts';
import { bytesText, countText, durationText, numberText } from '../kernel/number-text.ts';
import { timeRangeText, timeText } from '../kernel/time-text.ts';
import { clipped, visibleText } from '../kernel/visible-text.ts';
import { type EvidenceMetric, severityName } from '../schema/finding.ts';
import type { Report, ReportEntity, ReportFinding } from '../schema/report.ts';
import { inputsName, isEmpty, summaryText } from './summary.ts';

const TABLE_FINDINGS = 30;
const TABLE_ENTITIES = 20;
const ROW_FINDINGS = 12;
const DETAILED_FINDINGS = 10;
const MOST_INPUTS = 20;

/**
 * Text from a log inside a Markdown sentence or table cell: one line, no markup of any
 * dialect (links, HTML, tables, formulas, emphasis, autolinks) left alive in it.
 */
export const markdownText = (text: string, limit = 300): string =>
  visibleText(clipped(text, limit))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]#|~$]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replaceAll('://', '\\://')
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}\\.`)
    .replaceAll('@', '&#64;')
    .trim();

/** Text from a log as a code span that nothing in it can end; `inTable` keeps a bar from ending the cell. */
export const markdownCode = (text: string, { limit = 300, inTable = false } = {}): string => {
  const shown = visibleText(clipped(text, limit));
  if (shown === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const padded = /^[` ]|[` ]$/.test(shown) ? ` ${shown} ` : shown;
  // A backslash before a bar is the one escape that tables know inside code.
  return `${fence}${inTable ? padded.replaceAll('\\|', '|').replaceAll('|', '\\|') : padded}${fence}`;
};

/** Text from a log as a code block that nothing in it can end. */
const codeBlock = (lines: readonly string[]): string => {
  const shown = lines.map((line) => visibleText(clipped(line, 1500)));
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map((match) => match[0].length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [fence, ...shown, fence].join('\n');
};

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
};

const accounting = (report: Report): readonly string[] => {
  const { totals, inputs, inputsTotal, span, gaps } = report;
  const rows = inputs
    .slice(0, MOST_INPUTS)
    .map((input) => [
      markdownCode(input.path, { limit: 160, inTable: true }),
      markdownText(input.format, 40),
      ...[input.lines, input.parsed, input.rejected, input.skipped, input.repaired].map(numberText),
      bytesText(input.bytes),
    ]);
  const total = [
    'all',
    '',
    ...[totals.lines, totals.parsed, totals.rejected, totals.skipped, totals.repaired].map(numberText),
    bytesText(totals.bytes),
  ];
  const left = inputsTotal - rows.length;
  return [
    '## Accounting',
    table(
      ['Input', 'Format', 'Lines', 'Parsed', 'Rejected', 'Skipped', 'Repaired', 'Bytes'],
      [...rows, ...(inputsTotal > 1 ? [total] : [])],
    ),
    ...(left > 0 ? [`${countText(left, 'more input')} not listed.`] : []),
    ...(span === null ? [] : [`Time span: ${timeRangeText(span.start, span.end)} UTC.`]),
    ...gaps.longest
      .slice(0, 5)
      .map((gap) => `- silent for ${durationText(gap.seconds)}: ${timeRangeText(gap.start, gap.end)} UTC`),
  ];
};

const when = ({ finding }: ReportFinding): string =>
  finding.start === null ? 'no time' : timeRangeText(finding.start, finding.end ?? finding.start);

const findingRow = (entry: ReportFinding): readonly string[] => {
  const { rank, finding } = entry;
  return [
    String(rank),
    `${numberText(finding.severity)} ${severityName(finding.severity)}`,
    markdownText(finding.title, 160),
    markdownCode(finding.entity.value, { limit: 80, inTable: true }),
    numberText(finding.events),
    when(entry),
  ];
};

const entityRow = ({ rank, risk, findings }: ReportEntity): readonly string[] => {
  const shown = findings.slice(0, ROW_FINDINGS).map((finding) => String(finding.rank));
  const left = risk.findings.length - shown.length;
  const parts = risk.parts
    .slice(0, 6)
    .map(
      ({ detector, severity, criticality }) =>
        `${markdownText(detector, 40)} ${numberText(severity)}${criticality === undefined ? '' : ` (${numberText(criticality)} of it by criticality)`}`,
    );
  return [
    String(rank),
    `${numberText(risk.risk)} ${severityName(risk.risk)}`,
    `${markdownText(risk.entity.field, 60)} ${markdownCode(risk.entity.value, { limit: 80, inTable: true })}`,
    parts.join(' + '),
    `${shown.join(', ')}${left > 0 ? ` and ${numberText(left)} more` : ''}`,
    risk.start === null ? 'no time' : timeRangeText(risk.start, risk.end ?? risk.start),
  ];
};

/** Who stands out: the findings joined by entity, by their numbers in the table below. */
const entityParts = ({ entities, entitiesTotal }: Report): readonly string[] => {
  if (entities.length === 0) return [];
  const left = entitiesTotal - Math.min(entities.length, TABLE_ENTITIES);
  return [
    '## Entities',
    table(
      ['#', 'Risk', 'Entity', 'Made of', 'Findings', 'When (UTC)'],
      entities.slice(0, TABLE_ENTITIES).map(entityRow),
    ),
    ...(left > 0 ? [`${countText(left, 'more entity', 'more entities')} not listed.`] : []),
  ];
};

const metricText = ({ name, value, unit, baseline, threshold }: EvidenceMetric): string => {
  const number = (item: number | string | null | undefined): string =>
    typeof item === 'number' ? numberText(item) : markdownText(item ?? 'none', 80);
  const bounds = [
    ...(baseline === null || baseline === undefined ? [] : [`usual ${number(baseline)}`]),
    ...(threshold === null || threshold === undefined ? [] : [`fence ${number(threshold)}`]),
  ];
  const of = unit === undefined || unit === '' ? '' : ` ${markdownText(unit, 40)}`;
  return `${markdownText(name, 80)} ${number(value)}${of}${bounds.length === 0 ? '' : ` (${bounds.join(', ')})`}`;
};

const findingDetail = ({ rank, finding }: ReportFinding): readonly string[] => [
  `### ${rank}\\. ${markdownText(finding.title, 200)}`,
  `**${numberText(finding.severity)} ${severityName(finding.severity)}** · ${markdownText(finding.entity.field, 80)} ${markdownCode(finding.entity.value, { limit: 120 })} · ${countText(finding.events, 'event')} · ${markdownText(finding.detector, 60)}${finding.attack.length === 0 ? '' : ` · ATT&amp;CK ${finding.attack.map((id) => markdownText(id, 20)).join(', ')}`}`,
  ...(finding.about === undefined ? [] : [markdownText(aboutText(finding.about), 400)]),
  markdownText(finding.explanation, 800),
  finding.evidence.metrics
    .slice(0, 8)
    .map((metric) => `- ${metricText(metric)}`)
    .join('\n'),
  codeBlock([finding.filter, ...finding.next.slice(0, 2)]),
];

const findingParts = (report: Report): readonly string[] => {
  const { findings, findingsTotal } = report;
  if (findings.length === 0) return ['## Findings', 'None.'];
  const left = findingsTotal - Math.min(findings.length, TABLE_FINDINGS);
  return [
    '## Findings',
    table(
      ['#', 'Severity', 'Finding', 'Entity', 'Events', 'When (UTC)'],
      findings.slice(0, TABLE_FINDINGS).map(findingRow),
    ),
    ...(left > 0 ? [`${countText(left, 'more finding')} not listed.`] : []),
    ...findings.slice(0, DETAILED_FINDINGS).flatMap(findingDetail),
  ];
};

/** A report as a short Markdown page: accounting, summary, the findings as a table, the first of them in words. */
export const markdownDigest = (report: Report): string => {
  const ran = [...new Set(report.detectors.map((detector) => detector.name))].map((name) =>
    markdownText(name, 60),
  );
  return `${[
    `# ${isEmpty(report) ? 'Nothing to analyse' : countText(report.findingsTotal, 'finding')} in ${markdownText(inputsName(report), 120)}`,
    ...accounting(report),
    markdownText(summaryText(report), 2000),
    ...(isEmpty(report) ? [] : [...entityParts(report), ...findingParts(report)]),
    `Made by logfence ${markdownText(report.version, 40)} on ${timeText(report.generatedAt)} UTC${ran.length === 0 ? '' : ` with ${ran.join(', ')}`}${report.where === null ? '' : `, for events where ${markdownCode(report.where)}`}.`,
    ...(report.command === null ? [] : [codeBlock([report.command])]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
};
