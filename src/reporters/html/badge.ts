import { numberText } from '../../kernel/number-text.ts';
import { type SeverityName, severityName } from '../../schema/finding.ts';
import { html, type Markup } from './markup.ts';

const STEPS: readonly SeverityName[] = ['low', 'medium', 'high', 'critical'];

/** A severity or risk as number, word and filled steps, so that no one needs its colour. */
export const severityBadge = (severity: number): Markup => {
  const level = severityName(severity);
  const filled = STEPS.indexOf(level) + 1;
  const steps = STEPS.map(
    (_, index) =>
      html`<rect class="${index < filled ? 'on' : 'off'}" x="${index * 5}" y="${9 - index * 3}" width="4" height="${3 + index * 3}" rx="1"/>`,
  );
  return html`<span class="badge s-${level}"><svg viewBox="0 0 19 12" aria-hidden="true">${steps}</svg>${level} <b>${numberText(severity)}</b></span>`;
};
