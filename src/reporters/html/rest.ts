import { countText, numberText, percentText } from '../../kernel/number-text.ts';
import type { Report, ReportDetector, ReportField } from '../../schema/report.ts';
import { BUDGET_BYTES, budgeted } from './budget.ts';
import { html, logText, type Markup, timeTag } from './markup.ts';

const bar = (share: number): Markup =>
  html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max(0.8, Math.min(100, share * 100)).toFixed(1)}" height="6" rx="1"/></svg>`;

const fieldCard = (field: ReportField): Markup => {
  const largest = Math.max(1, ...field.values.map((each) => each.count));
  const rows = field.values.map(
    ({ value, count, share }) =>
      html`<tr><td>${value === null ? html`<span class="missing">missing</span>` : value === '' ? html`<span class="missing">empty</span>` : logText(value, 120)}${bar(count / largest)}</td><td class="n">${numberText(count)}</td><td class="n">${percentText(share)}</td></tr>`,
  );
  const left = field.distinct - field.values.length;
  return html`<div class="field"><h3><code>${logText(field.field, 80)}</code></h3><p class="note">${countText(field.distinct, 'value')} in ${logText(field.dataset, 40)}${left > 0 ? html`, ${numberText(left)} more not shown` : null}</p><table><tbody>${rows}</tbody></table></div>`;
};

/** The most frequent values of each field. */
export const valuesSection = ({ topValues }: Report): Markup =>
  html`<section id="values" aria-labelledby="values-title"><h2 id="values-title">Top values</h2>${
    topValues.length === 0
      ? html`<p class="note">There are no events to count.</p>`
      : html`<div class="fields">${budgeted(topValues, BUDGET_BYTES.values, fieldCard).markup}</div>`
  }</section>`;

/** The first lines that were refused, with everything needed to find them. */
export const rejectsSection = ({ rejects, totals }: Report): Markup | null => {
  if (totals.rejected === 0) return null;
  const items = budgeted(
    rejects,
    BUDGET_BYTES.rejects,
    (reject) =>
      html`<li><span class="at">${logText(reject.path, 120)}:${String(reject.line)}, byte ${String(reject.byteOffset)}</span><span class="reason">${logText(reject.reason, 160)}</span><code>${logText(reject.text, 400)}</code></li>`,
  );
  return html`<section id="rejects" aria-labelledby="rejects-title"><h2 id="rejects-title">Rejected lines</h2><p class="note">${numberText(items.shown)} of ${numberText(totals.rejected)}, as far as they are text.</p><ol class="lines-list">${items.markup}</ol></section>`;
};

const detectorRow = ({ name, title, dataset, findings, settings }: ReportDetector): Markup =>
  html`<tr><th scope="row">${logText(name, 60)}<small>${logText(title, 120)}</small></th><td data-label="Dataset">${logText(dataset, 60)}</td><td class="n" data-label="Findings">${numberText(findings)}</td><td data-label="Settings" class="settings">${Object.entries(settings).map(([key, value]) => html`<span><small>${logText(key, 60)}</small> ${numberText(value)}</span> `)}</td></tr>`;

/** How it was made: detectors with their settings, remarks, the command and the version. */
export const settingsSection = (report: Report): Markup =>
  html`<section id="settings" aria-labelledby="settings-title"><h2 id="settings-title">How it was made</h2>
<div class="facts"><p><b>logfence</b> ${logText(report.version, 60)}</p><p><b>Made</b> ${timeTag(report.generatedAt)}</p><p><b>Filter</b> ${report.where === null ? 'none, the whole log' : html`<code>${logText(report.where, 1000)}</code>`}</p></div>
${report.command === null ? null : html`<pre class="command"><code>${logText(report.command, 1500)}</code></pre>`}
${
  report.detectors.length === 0
    ? html`<p class="note">No detector ran.</p>`
    : html`<table class="stacks"><thead><tr><th scope="col">Detector</th><th scope="col">Dataset</th><th scope="col" class="n">Findings</th><th scope="col">Settings</th></tr></thead><tbody>${budgeted(report.detectors, BUDGET_BYTES.detectors, detectorRow).markup}</tbody></table>`
}
${report.notes.length === 0 ? null : html`<h3>Remarks</h3><ul class="remarks">${budgeted(report.notes, BUDGET_BYTES.notes, (note) => html`<li>${logText(note, 400)}</li>`).markup}</ul>`}
</section>`;
