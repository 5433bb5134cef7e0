import { html, logText, type Markup } from './markup.ts';

const TECHNIQUE = /^T(\d{4})(?:\.(\d{3}))?$/;

/**
 * Address of an ATT&CK technique's page; null for what is no technique id.
 * @example attackAddress('T1595.003') // 'https://attack.mitre.org/techniques/T1595/003/'
 */
export const attackAddress = (id: string): string | null => {
  const match = TECHNIQUE.exec(id);
  if (match === null) return null;
  return `https://attack.mitre.org/techniques/T${match[1]}/${match[2] === undefined ? '' : `${match[2]}/`}`;
};

/** A technique as a link; text alone when it is no technique id. */
export const attackLink = (id: string): Markup => {
  const address = attackAddress(id);
  return address === null
    ? html`<span>${logText(id, 40)}</span>`
    : html`<a class="attack" href="${address}" rel="noreferrer noopener">ATT&amp;CK ${id}</a>`;
};
