import { countText, numberText } from '../../kernel/number-text.ts';
import { timeRangeText } from '../../kernel/time-text.ts';
import { SEVERITY_BOUNDS, severityName } from '../../schema/finding.ts';
import type { Report, ReportEntity } from '../../schema/report.ts';
import { aboutText } from '../about.ts';
import { attackLink } from './attack.ts';
import { severityBadge } from './badge.ts';
import { BUDGET_BYTES, budgeted } from './budget.ts';
import { html, logText, type Markup, timeTag } from './markup.ts';

/** Entities with a card of their own: of medium risk and more, and the first few; the others share a table. */
const MOST_CARDS = 12;
const LEAST_CARDS = 3;
/** Findings listed in a card and linked in a row; all of them stand in the flat list. */
const CARD_FINDINGS = 12;
const ROW_FINDINGS = 8;
const MOST_PARTS = 12;

const when = ({ risk: { start, end } }: ReportEntity): Markup =>
  start === null ? html`no time` : timeTag(start, timeRangeText(start, end ?? start));

const nameOf = ({ risk: { entity } }: ReportEntity, limit: number): Markup =>
  html`<small>${logText(entity.field, 60)}</small> <code>${logText(entity.value, limit)}</code>`;

/** How much of the risk each part adds: what the parts before it left open, times its own share. */
const riskBar = ({ risk }: ReportEntity): Markup => {
  let open = 100;
  const rects = risk.parts.slice(0, MOST_PARTS).map(({ severity }, index) => {
    const width = (open * severity) / 100;
    const x = 100 - open;
    open -= width;
    return html`<rect class="${index % 2 === 0 ? 'on' : 'next'}" x="${x.toFixed(2)}" width="${Math.max(0.4, width - 0.3).toFixed(2)}" height="6"/>`;
  });
  return html`<svg class="risk-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="100" height="6"/>${rects}</svg>`;
};

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${numberText(Math.abs(value))}`;

const partsSentence = ({ risk }: ReportEntity): Markup => {
  const parts = risk.parts
    .slice(0, MOST_PARTS)
    .map(
      ({ detector, severity, findings, criticality }) =>
        html`<span class="part"><b>${numberText(severity)}</b> ${logText(detector, 60)}${findings > 1 ? html` <small>the most severe of ${numberText(findings)}</small>` : null}${criticality === undefined ? null : html` <small>${signed(criticality)} by criticality</small>`}</span> `,
    );
  const more = risk.parts.length - MOST_PARTS;
  return html`<p class="score"><b>Risk</b> ${parts}${more > 0 ? html`<span class="part">and ${numberText(more)} more</span> ` : null}<span class="part">→ <b>${numberText(risk.risk)}</b>${risk.parts.length > 1 ? html` <small>joined as independent causes</small>` : null}</span></p>`;
};

const findingLinks = (entry: ReportEntity): Markup => {
  const shown = entry.findings.slice(0, CARD_FINDINGS);
  const left = entry.risk.findings.length - shown.length;
  return html`<ol class="of">${shown.map(
    ({ rank, title, severity }) =>
      html`<li><a href="#finding-${rank}"><span class="v v-${severityName(severity)}">${numberText(severity)}</span><span class="t">${logText(title, 200)}</span><span class="no">#${rank}</span></a></li>`,
  )}</ol>${left > 0 ? html`<p class="note">and ${countText(left, 'more finding')} in the list below.</p>` : null}`;
};

const card = (entry: ReportEntity): Markup => {
  const { rank, risk } = entry;
  return html`<article class="entity-card s-${severityName(risk.risk)}" id="entity-${rank}" aria-labelledby="entity-${rank}-title">
<header><p class="rank">${severityBadge(risk.risk)}<span>entity ${rank}</span></p><h3 id="entity-${rank}-title">${nameOf(entry, 160)}</h3>
<p class="meta"><span>${countText(risk.findings.length, 'finding')}</span><span>${when(entry)}</span>${risk.about === undefined ? null : html`<span>${logText(aboutText(risk.about), 300)}</span>`}</p></header>
${riskBar(entry)}
${partsSentence(entry)}
${findingLinks(entry)}
${risk.attack.length === 0 ? null : html`<footer>${risk.attack.slice(0, 8).map(attackLink)}</footer>`}
</article>
`;
};

const row = (entry: ReportEntity): Markup => {
  const { rank, risk, findings } = entry;
  const links = findings
    .slice(0, ROW_FINDINGS)
    .map((finding) => html`<a href="#finding-${finding.rank}">#${finding.rank}</a> `);
  const left = risk.findings.length - links.length;
  return html`<tr id="entity-${rank}"><th scope="row">${nameOf(entry, 120)}</th><td data-label="Risk">${severityBadge(risk.risk)}</td><td data-label="Parts">${risk.parts.slice(0, 4).map(({ detector, severity }) => html`<span class="part">${numberText(severity)} <small>${logText(detector, 40)}</small></span> `)}</td><td class="links" data-label="Findings">${links}${left > 0 ? html`<small>and ${numberText(left)} more</small>` : null}</td></tr>`;
};

const others = (report: Report, shown: number): Markup | null => {
  const { entities, entitiesTotal } = report;
  if (entitiesTotal === shown) return null;
  const rows = budgeted(entities.slice(shown), BUDGET_BYTES.otherEntities, row);
  const left = entitiesTotal - shown - rows.shown;
  return html`<section id="other-entities"><details${rows.shown > 12 ? null : html` open`}><summary>${countText(entitiesTotal - shown, 'more entity', 'more entities')}</summary>
<table class="stacks"><thead><tr><th scope="col">Entity</th><th scope="col">Risk</th><th scope="col">Parts</th><th scope="col">Findings</th></tr></thead><tbody>${rows.markup}</tbody></table></details>
${left > 0 ? html`<p class="note">${countText(left, 'entity', 'entities')} of less risk not listed; their findings are in the flat list.</p>` : null}</section>`;
};

/** Who stands out: the findings joined by entity, each with its risk, what it is made of and the way to each finding. */
export const entitiesSection = (report: Report): Markup | null => {
  if (report.entities.length === 0) return null;
  const inCards = report.entities.filter(
    ({ rank, risk }) => rank <= LEAST_CARDS || (rank <= MOST_CARDS && risk.risk >= SEVERITY_BOUNDS.medium),
  );
  const cards = budgeted(inCards, BUDGET_BYTES.entities, card);
  return html`<section id="entities" class="bare" aria-labelledby="entities-title"><h2 id="entities-title">Entities, highest risk first</h2><p class="note">Findings about the same address, user or source, joined. <a href="#findings">Each finding by itself</a> stands below: none is left out.</p></section>
<div class="cards">${cards.markup}</div>${others(report, cards.shown)}`;
};
