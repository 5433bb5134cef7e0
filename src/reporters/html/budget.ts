import { html, type Markup } from './markup.ts';

/**
 * Bytes each part of the page may take, whatever the log holds: hostile text can grow
 * tenfold when it is made visible. They add up to less than 2.8 MB.
 */
export const BUDGET_BYTES = Object.freeze({
  findings: 1_250_000,
  otherFindings: 250_000,
  contents: 100_000,
  entities: 200_000,
  otherEntities: 100_000,
  inputs: 200_000,
  values: 300_000,
  rejects: 200_000,
  detectors: 120_000,
  notes: 60_000,
});

export interface Budgeted {
  readonly markup: Markup;
  /** How many of the items found a place. */
  readonly shown: number;
}

/** Renders items in order until their bytes are used up; at least one of them. */
export const budgeted = <Item>(
  items: readonly Item[],
  bytes: number,
  render: (item: Item) => Markup,
): Budgeted => {
  const parts: Markup[] = [];
  let used = 0;
  for (const item of items) {
    const part = render(item);
    used += Buffer.byteLength(part.html);
    if (used > bytes && parts.length > 0) break;
    parts.push(part);
  }
  return { markup: html`${parts}`, shown: parts.length };
};
