import { timeText } from '../../kernel/time-text.ts';
import { visibleParts } from '../../kernel/visible-text.ts';

/** Text that is HTML already. Only this file makes it, from trusted templates and escaped values. */
export interface Markup {
  readonly html: string;
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

const escaped = (text: string): string => text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');

const isMarkup = (value: unknown): value is Markup =>
  typeof value === 'object' && value !== null && 'html' in value;

const rendered = (content: Content): string => {
  if (content === null || content === undefined || content === false) return '';
  if (isMarkup(content)) return content.html;
  if (typeof content === 'object') return content.map(rendered).join('');
  return visibleParts(String(content))
    .map((part) => escaped(part.text))
    .join('');
};

/**
 * HTML from a trusted template: values are escaped and made visible, markup and lists of it
 * are spliced. Attribute values stand in double quotes in the template.
 * @example html`<b title="${'"'}">${'<i>'}</b>`.html // '<b title="&quot;">&lt;i&gt;</b>'
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup => ({
  html: strings.map((text, index) => text + rendered(values[index])).join(''),
});

/** Takes text as HTML: only for the product's own style sheet and drawings, which escape by themselves. */
export const trusted = (text: string): Markup => ({ html: text });

/**
 * Text from a log: cut at `limit` characters with the number of those left out, and whatever
 * cannot be shown spelled out in a colour of its own.
 */
export const logText = (text: string, limit = 300): Markup => {
  const head = text.slice(0, limit);
  // A pair cut in two would look like a lone surrogate of the log's own.
  const shown = /[\ud800-\udbff]$/.test(head) && text.length > limit ? head.slice(0, -1) : head;
  const parts = visibleParts(shown).map((part) =>
    part.escaped ? html`<span class="esc">${part.text}</span>` : html`${part.text}`,
  );
  const left = text.length - shown.length;
  return left === 0 ? html`${parts}` : html`${parts}<span class="cut">… ${left} more</span>`;
};

/** A UTC time for people with its machine form; `words` in place of the usual ones. */
export const timeTag = (iso: string, words = timeText(iso)): Markup =>
  html`<time datetime="${iso.slice(0, 32)}">${words} UTC</time>`;
