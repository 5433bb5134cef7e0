import { createHash } from 'node:crypto';
import type { ChartDocument } from '../charts/document.ts';
import { PAGE_THEME } from '../charts/theme.ts';
import { countText, numberText } from '../kernel/number-text.ts';
import { timeText } from '../kernel/time-text.ts';
import { clipped } from '../kernel/visible-text.ts';
import { severityName } from '../schema/finding.ts';
import { REPORT_LIMITS, type Report } from '../schema/report.ts';
import { accountingSection } from './html/accounting.ts';
import { BUDGET_BYTES, budgeted } from './html/budget.ts';
import { entitiesSection } from './html/entities.ts';
import { findingArticle, findingRow } from './html/finding.ts';
import { html, logText, type Markup, trusted } from './html/markup.ts';
import { PICTURE_WIDTH } from './html/picture.ts';
import { rejectsSection, settingsSection, valuesSection } from './html/rest.ts';
import { STYLE_SHEET } from './html/styles.ts';
import { timelineSection } from './html/timeline.ts';
import { inputsName, isEmpty, LEVELS, summaryText } from './summary.ts';

const STYLE_HASH = createHash('sha256').update(STYLE_SHEET).digest('base64');

/** Nothing may be loaded, run, framed, posted or reached; one style sheet by its hash, pictures as data. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'`;

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath d='M4 21V8l2-3 2 3v13zM10 21V8l2-3 2 3v13zM16 21V8l2-3 2 3v13z' fill='%230d4a6b'/%3E%3Cpath d='M2 11h20v2H2zm0 5h20v2H2z' fill='%23c2410c'/%3E%3C/svg%3E";

const MARK = trusted(
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 21V8l2-3 2 3v13zM10 21V8l2-3 2 3v13zM16 21V8l2-3 2 3v13z" fill="currentColor"/><path d="M2 11h20v2H2zm0 5h20v2H2z" fill="var(--chart-mark)"/></svg>',
);

/** So many entities stand in the list at the side. */
const SIDE_ENTITIES = 6;

const headline = (report: Report): string => {
  const name = inputsName(report);
  if (isEmpty(report)) return `Nothing to analyse in ${name}`;
  if (report.findingsTotal === 0) return `No findings in ${name}`;
  return `${countText(report.findingsTotal, 'finding')} in ${name}`;
};

const head = (report: Report): Markup => html`<head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<meta name="generator" content="logfence">
<title>${clipped(headline(report), 160)} · logfence</title>
<link rel="icon" href="${trusted(ICON)}">
<style>${trusted(STYLE_SHEET)}</style></head>`;

const topBar = (report: Report): Markup => {
  const counts = LEVELS.filter((level) => report.severities[level] > 0).map(
    (level) => html`<li class="s-${level}">${numberText(report.severities[level])} ${level}</li>`,
  );
  return html`<header class="bar-top"><div><a class="brand" href="#top">${MARK}logfence</a>
<ul class="counts" aria-label="Findings by severity">${counts.length === 0 ? html`<li class="none">no findings</li>` : counts}</ul>
<nav class="jump" aria-label="Sections"><a href="#accounting">Accounting</a><a href="#events">Events</a>${report.entities.length > 0 ? html`<a href="#entities">Entities</a>` : null}<a href="#findings">Findings</a><a href="#values">Values</a>${report.totals.rejected > 0 ? html`<a href="#rejects">Rejects</a>` : null}<a href="#settings">Settings</a></nav></div></header>`;
};

/** The riskiest entities, for the list at the side. */
const riskiest = ({ entities, entitiesTotal }: Report): Markup | null => {
  const items = entities
    .slice(0, SIDE_ENTITIES)
    .map(
      ({ rank, risk }) =>
        html`<li><a href="#entity-${rank}"><span class="no">${rank}</span><span class="t">${logText(risk.entity.value, 60)}</span><span class="v v-${severityName(risk.risk)}">${numberText(risk.risk)}</span></a></li>`,
    );
  if (items.length === 0) return null;
  return html`<h2 id="riskiest-title">${items.length < entitiesTotal ? `${numberText(items.length)} of ${countText(entitiesTotal, 'entity', 'entities')}` : 'Entities'}</h2><ol class="riskiest">${items}</ol>`;
};

const contents = (report: Report): Markup | null => {
  const { findings, findingsTotal } = report;
  if (findings.length === 0) return null;
  const items = budgeted(
    findings,
    BUDGET_BYTES.contents,
    ({ rank, finding }) =>
      html`<li><a href="#finding-${rank}"><span class="no">${rank}</span><span class="t">${logText(finding.title, 90)}</span><span class="v v-${severityName(finding.severity)}">${numberText(finding.severity)}</span></a></li>`,
  );
  return html`<div class="side"><nav class="contents" aria-labelledby="contents-title">${riskiest(report)}<h2 id="contents-title">${items.shown < findingsTotal ? `${numberText(items.shown)} of ${numberText(findingsTotal)} findings` : 'Findings'}</h2><ol>${items.markup}</ol></nav></div>`;
};

const findingsSection = (report: Report, document: ChartDocument): Markup => {
  const heading = html`<h2 id="findings-title">Findings, most severe first</h2>`;
  if (report.findings.length === 0) {
    return html`<section id="findings" aria-labelledby="findings-title">${heading}<p class="note">${report.detectors.length === 0 ? 'No detector ran.' : 'Nothing went beyond the bounds of any detector.'}</p></section>`;
  }
  const drawing = { document, theme: PAGE_THEME, width: PICTURE_WIDTH };
  const inDetail = report.findings.slice(0, REPORT_LIMITS.detailedFindings);
  const articles = budgeted(inDetail, BUDGET_BYTES.findings, (entry) =>
    findingArticle(entry, report, drawing),
  );
  return html`<section id="findings" class="bare" aria-labelledby="findings-title">${heading}</section>
${articles.markup}${otherFindings(report, articles.shown)}`;
};

const otherFindings = ({ findings, findingsTotal }: Report, shown: number): Markup | null => {
  if (findingsTotal === shown) return null;
  const rows = budgeted(findings.slice(shown), BUDGET_BYTES.otherFindings, findingRow);
  const left = findingsTotal - shown - rows.shown;
  return html`<section id="other-findings"><h2>${countText(findingsTotal - shown, 'more finding')}</h2>
<table class="stacks"><thead><tr><th scope="col" class="n">#</th><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col" class="n">Events</th><th scope="col">Id</th></tr></thead><tbody>${rows.markup}</tbody></table>
${left > 0 ? html`<p class="note">${countText(left, 'finding')} less severe than these not listed.</p>` : null}
<p class="note">logfence explain followed by an id shows the arithmetic of one of them.</p></section>`;
};

const body = (report: Report, document: ChartDocument): Markup => {
  const summary = html`<section id="summary" aria-label="Summary"><p class="lede">${logText(summaryText(report), 2000)}</p></section>`;
  const rest = isEmpty(report)
    ? html`${rejectsSection(report)}${settingsSection(report)}`
    : html`${timelineSection(report, { document, theme: PAGE_THEME })}
${entitiesSection(report)}
${findingsSection(report, document)}${valuesSection(report)}${rejectsSection(report)}${settingsSection(report)}`;
  const side = contents(report);
  return html`<body id="top"><a class="skip" href="#accounting">Skip to the report</a>${topBar(report)}
<main class="page${side === null ? ' alone' : ''}"><div class="title"><h1>${logText(headline(report), 240)}</h1><p>Made by logfence ${logText(report.version, 60)} on ${timeText(report.generatedAt)} UTC${report.where === null ? null : html`, for events where <code>${logText(report.where, 300)}</code>`}.</p></div>
<div class="stack">${accountingSection(report)}
${summary}</div>
${side}<div class="stack">${rest}</div></main>
<p class="end">Every number was computed from the lines accounted for above. This page holds no script and loads nothing.</p></body>`;
};

/**
 * A report as one HTML page that needs nothing else: no script, no request, its style by hash.
 * Everything from the log is escaped, made visible and bounded, so that the page stays under
 * 3 MB. `document` draws the pictures (`blankDocument()` where there is no browser).
 */
export const htmlReport = (report: Report, document: ChartDocument): string =>
  `<!doctype html>\n${html`<html lang="en">${head(report)}\n${body(report, document)}</html>\n`.html}`;
