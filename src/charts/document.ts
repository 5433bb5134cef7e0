import { parseHTML } from 'linkedom';

/** What drawing needs of a browser's or a server's document; charts never reach for a global one. */
export type ChartDocument = object & { readonly createElementNS: unknown };

/** An empty document for drawing where there is no browser. */
export const blankDocument = (): ChartDocument =>
  parseHTML('<!doctype html><html><body></body></html>').document;
