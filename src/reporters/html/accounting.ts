import { bytesText, countText, durationText, numberText, percentText } from '../../kernel/number-text.ts';
import { timeRangeText } from '../../kernel/time-text.ts';
import type { InputAccount } from '../../schema/accounting.ts';
import type { Report } from '../../schema/report.ts';
import { BUDGET_BYTES, budgeted } from './budget.ts';
import { html, logText, type Markup, timeTag } from './markup.ts';

const secondsBetween = (start: string, end: string): number => (Date.parse(end) - Date.parse(start)) / 1000;

const tile = (name: string, value: Markup | string, note: Markup | string = ''): Markup =>
  html`<div class="tile"><dt>${name}</dt><dd><b>${value}</b>${note === '' ? null : html`<span>${note}</span>`}</dd></div>`;

const tiles = (report: Report): Markup => {
  const { totals, span, gaps } = report;
  const share = (count: number): string => (totals.lines === 0 ? '' : percentText(count / totals.lines));
  return html`<dl class="tiles">
${tile('Lines', numberText(totals.lines), bytesText(totals.bytes))}
${tile('Parsed', numberText(totals.parsed), share(totals.parsed))}
${tile('Rejected', numberText(totals.rejected), share(totals.rejected))}
${tile('Skipped', numberText(totals.skipped), 'blank or comment')}
${tile('Repaired', numberText(totals.repaired), 'among the parsed')}
${tile('Time span', span === null ? 'none' : durationText(secondsBetween(span.start, span.end)), totals.withoutTime === 0 ? '' : `${numberText(totals.withoutTime)} without time`)}
${tile('Gaps', numberText(gaps.total), span === null ? '' : `silent for ${durationText(gaps.thresholdSeconds)} or more`)}
</dl>`;
};

/** Parsed, rejected and skipped as one bar; what is there at all can be seen. */
const proportions = ({ totals }: Report): Markup | null => {
  if (totals.lines === 0) return null;
  const kinds = [
    ['parsed', totals.parsed],
    ['rejected', totals.rejected],
    ['skipped', totals.skipped],
  ] as const;
  const least = (count: number): number => (count === 0 ? 0 : Math.max(6, (count / totals.lines) * 1000));
  const sum = kinds.reduce((all, [, count]) => all + least(count), 0);
  let x = 0;
  const parts = kinds.map(([name, count]) => {
    const width = (least(count) / sum) * 1000;
    const part = html`<rect class="p-${name}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="10"/>`;
    x += width;
    return count === 0 ? null : part;
  });
  return html`<svg class="proportions" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${numberText(totals.parsed)} lines parsed, ${numberText(totals.rejected)} rejected, ${numberText(totals.skipped)} skipped">${parts}</svg>`;
};

const inputRow = (input: InputAccount): Markup => {
  const notes = [
    ...(input.status === 'complete' ? [] : [input.status]),
    ...(input.pendingBytes === 0
      ? []
      : [`${bytesText(input.pendingBytes)} of an unfinished last line left for later`]),
    ...input.notes,
  ];
  const number = (name: string, count: number): Markup =>
    html`<td class="n" data-label="${name}">${count === 0 ? html`<span class="zero">0</span>` : numberText(count)}</td>`;
  return html`<tr><th scope="row" class="path">${logText(input.path, 240)}${notes.slice(0, 8).map((note) => html`<small>${logText(note, 240)}</small>`)}</th><td class="word" data-label="Format">${logText(input.format, 40)}</td>${number('Lines', input.lines)}${number('Parsed', input.parsed)}${number('Rejected', input.rejected)}${number('Skipped', input.skipped)}${number('Repaired', input.repaired)}<td class="n" data-label="Bytes">${bytesText(input.bytes)}</td></tr>`;
};

const inputTable = (report: Report): Markup => {
  if (report.inputs.length === 0) return html`<p class="note">No input was given.</p>`;
  const rows = budgeted(report.inputs, BUDGET_BYTES.inputs, inputRow);
  const left = report.inputsTotal - rows.shown;
  const table = html`<table class="stacks"><thead><tr><th scope="col">Input</th><th scope="col">Format</th><th scope="col" class="n">Lines</th><th scope="col" class="n">Parsed</th><th scope="col" class="n">Rejected</th><th scope="col" class="n">Skipped</th><th scope="col" class="n">Repaired</th><th scope="col" class="n">Bytes</th></tr></thead><tbody>${rows.markup}</tbody></table>${left > 0 ? html`<p class="note">${countText(left, 'more input')} not listed here; the totals hold them.</p>` : null}`;
  return report.inputs.length > 12
    ? html`<details><summary>${countText(report.inputsTotal, 'input')}</summary>${table}</details>`
    : table;
};

const gapList = ({ gaps, span }: Report): Markup | null => {
  if (span === null) return null;
  const rows = gaps.longest
    .slice(0, 5)
    .map((gap) => html`<li><b>${durationText(gap.seconds)}</b> ${timeRangeText(gap.start, gap.end)}</li>`);
  return html`<div class="facts"><p><b>First event</b> ${timeTag(span.start)}</p><p><b>Last event</b> ${timeTag(span.end)}</p>${
    rows.length === 0
      ? html`<p><b>Gaps</b> none of ${durationText(gaps.thresholdSeconds)} or more</p>`
      : html`<div><b>${gaps.total > rows.length ? `Longest of ${numberText(gaps.total)} gaps` : 'Gaps'}</b><ul class="plain">${rows}</ul></div>`
  }</div>`;
};

/** What was read and what was not: the first thing a reader must know. */
export const accountingSection = (report: Report): Markup => {
  const { totals } = report;
  return html`<section id="accounting" aria-labelledby="accounting-title"><h2 id="accounting-title">Accounting</h2>
${tiles(report)}
${proportions(report)}
<p class="equation">${numberText(totals.lines)} lines = <span class="c-parsed">${numberText(totals.parsed)} parsed</span> + <span class="c-rejected">${numberText(totals.rejected)} rejected</span> + <span class="c-skipped">${numberText(totals.skipped)} skipped</span></p>
${gapList(report)}
${inputTable(report)}
</section>`;
};
