import { aboutText } from '../about.ts';
import type { Drawing } from '../../charts/draw.ts';
import { countText, durationText, numberText } from '../../kernel/number-text.ts';
import { timeRangeText } from '../../kernel/time-text.ts';
import { type EvidenceMetric, type Finding, severityName } from '../../schema/finding.ts';
import type { TimelinePicture } from '../../schema/picture.ts';
import type { Report, ReportFinding } from '../../schema/report.ts';
import { attackLink } from './attack.ts';
import { severityBadge } from './badge.ts';
import { html, logText, type Markup, timeTag } from './markup.ts';
import { fencesPicture, pictureFigure } from './picture.ts';

type ActivityPicture = TimelinePicture & { readonly span?: { readonly start: string; readonly end: string } };

/** So many findings lie open; the others open at a click, and on paper. */
const OPEN_FINDINGS = 20;

const quantity = (value: number | string | null | undefined, unit: string | undefined): Markup => {
  if (value === null || value === undefined) return html`<span class="zero">–</span>`;
  if (typeof value === 'string') return html`<span>${logText(value, 160)}</span>`;
  return html`<span>${numberText(value)}${unit === undefined || unit === '' ? null : html` <small>${logText(unit, 40)}</small>`}</span>`;
};

const evidenceRow = ({ name, value, unit, baseline, threshold, sampleSize }: EvidenceMetric): Markup => {
  const cell = (label: string, item: number | string | null | undefined, of: string | undefined): Markup =>
    html`<td class="n${(item ?? null) === null ? ' absent' : ''}${label === 'Value' ? ' strong' : ''}" data-label="${label}">${quantity(item, of)}</td>`;
  return html`<tr><th scope="row">${logText(name, 120)}</th>${cell('Value', value, unit)}${cell('Baseline', baseline, unit)}${cell('Threshold', threshold, unit)}${cell('Sample', sampleSize, undefined)}</tr>`;
};

const signed = (value: number, index: number): string =>
  index === 0 ? numberText(value) : `${value < 0 ? '−' : '+'} ${numberText(Math.abs(value))}`;

const scoreSentence = ({ severity, evidence }: Finding): Markup | null => {
  if (evidence.score.length === 0) return null;
  const sum = evidence.score.reduce((total, part) => total + part.value, 0);
  const parts = evidence.score
    .slice(0, 12)
    .map(
      (part, index) =>
        html`<span class="part">${signed(part.value, index)} <small>${logText(part.name, 60)}</small></span> `,
    );
  const rounded =
    Math.abs(sum - severity) < 0.001
      ? null
      : html`<span class="part">→ <b>${numberText(severity)}</b> <small>rounded, within 1 and 100</small></span>`;
  return html`<p class="score"><b>Severity</b> ${parts}<span class="part">= <b>${numberText(Number(sum.toFixed(1)))}</b></span> ${rounded}</p>`;
};

const evidence = (finding: Finding): Markup => {
  const rows = finding.evidence.metrics.slice(0, 16).map(evidenceRow);
  return html`<div class="evidence"><table class="stacks"><thead><tr><th scope="col">Evidence</th><th scope="col" class="n">Value</th><th scope="col" class="n">Baseline</th><th scope="col" class="n">Threshold</th><th scope="col" class="n">Sample</th></tr></thead><tbody>${rows}</tbody></table>${scoreSentence(finding)}</div>`;
};

const samples = ({ samples: lines, finding }: ReportFinding): Markup | null => {
  if (lines.length === 0) return null;
  const items = lines.map(
    (sample) =>
      html`<li><span class="at">${logText(sample.path, 120)}:${numberText(sample.line).replaceAll(',', '')}</span><code>${logText(sample.text, 600)}</code></li>`,
  );
  const isOriginal = lines.every((sample) => sample.isOriginal);
  return html`<details class="lines" open><summary>${isOriginal ? 'Lines' : 'Events'}, ${numberText(lines.length)} of ${numberText(finding.events)}</summary><ol>${items}</ol></details>`;
};

const commands = (finding: Finding): Markup =>
  html`<div class="next"><h4>Filter of exactly these events</h4><pre class="filter"><code>${logText(finding.filter, 1500)}</code></pre>${
    finding.next.length === 0
      ? null
      : html`<h4>Next</h4>${finding.next.slice(0, 4).map((command) => html`<pre class="command"><code>${logText(command, 1500)}</code></pre>`)}`
  }</div>`;

const when = ({ start, end }: Finding): Markup => {
  if (start === null) return html`<span>no time</span>`;
  const length = (Date.parse(end ?? start) - Date.parse(start)) / 1000;
  return html`<span>${timeTag(start, timeRangeText(start, end ?? start))}${length >= 1 ? ` (${durationText(length)})` : ''}</span>`;
};

/** The finding's own picture (or its numbers beside their fences), and its events over the whole log. */
const pictures = (entry: ReportFinding, report: Report, drawing: Drawing): Markup | null => {
  const { picture, finding } = entry;
  const own = picture ?? fencesPicture(finding.evidence);
  const activity = picture?.kind === 'timeline' ? null : activityPicture(entry, report);
  const figures = [own, activity].flatMap((each) => (each === null ? [] : [pictureFigure(each, drawing)]));
  if (figures.length === 0) return null;
  return html`<div class="pictures${figures.length === 1 ? ' solo' : ''}">${figures}</div>`;
};

const activityPicture = ({ activity, finding }: ReportFinding, { span }: Report): ActivityPicture | null => {
  const { start, end } = finding;
  if (activity === null || start === null) return null;
  return {
    kind: 'timeline',
    metric: 'events of this finding',
    bucketSeconds: activity.bucketSeconds,
    points: activity.buckets.map((bucket) => ({ start: bucket.start, value: bucket.events })),
    windows: [{ start, end: end ?? start }],
    ...(span === null ? {} : { span }),
  };
};

/** One finding in full: why, its pictures, its numbers, its lines and what to type next. */
export const findingArticle = (entry: ReportFinding, report: Report, drawing: Drawing): Markup => {
  const { rank, finding } = entry;
  const level = severityName(finding.severity);
  const details = html`${pictures(entry, report, drawing)}
${evidence(finding)}
${samples(entry)}
${commands(finding)}`;
  return html`<article class="finding s-${level}" id="finding-${rank}" aria-labelledby="finding-${rank}-title">
<header><p class="rank">${severityBadge(finding.severity)}<span>#${rank}</span></p><h3 id="finding-${rank}-title">${logText(finding.title, 300)}</h3>
<p class="meta"><span class="entity"><small>${logText(finding.entity.field, 80)}</small> <code>${logText(finding.entity.value, 200)}</code></span>${when(finding)}<span>${countText(finding.events, 'event')}</span><span>${logText(finding.dataset, 60)}</span>${finding.about === undefined ? '' : html`<span>${logText(aboutText(finding.about), 400)}</span>`}</p></header>
<p class="why">${logText(finding.explanation, 1200)}</p>
${rank <= OPEN_FINDINGS ? details : html`<details class="more"><summary>Pictures, numbers, lines and commands</summary>${details}</details>`}
<footer>${finding.attack.slice(0, 8).map(attackLink)}<span>${logText(finding.detector, 60)}</span><span>finding <code>${logText(finding.id, 64)}</code></span></footer>
</article>
`;
};

/** A finding in one row of the table of all others. */
export const findingRow = ({ rank, finding }: ReportFinding): Markup =>
  html`<tr id="finding-${rank}"><td class="n">${rank}</td><td>${severityBadge(finding.severity)}</td><td>${logText(finding.title, 160)}</td><td class="n" data-label="Events">${numberText(finding.events)}</td><td><code>${logText(finding.id, 64)}</code></td></tr>`;
