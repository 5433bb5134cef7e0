import type { FormatDefinition } from '../definition.ts';
import { NCSA_FIELDS, ncsaShape, REFERRER_AND_AGENT } from '../ncsa.ts';

const SHAPE = ncsaShape(REFERRER_AND_AGENT, 2);

/** NCSA combined: what Apache and nginx write by default. */
export const combined: FormatDefinition = {
  name: 'combined',
  title: 'NCSA combined access log (Apache, nginx)',
  dataset: 'web',
  example:
    '203.0.113.9 - alice [21/Jun/2021:20:59:55 +0200] "GET /index.html?x=1 HTTP/1.1" 200 5120 "https://example.org/" "Mozilla/5.0"',
  shapeFor: () => SHAPE,
  fields: {
    ...NCSA_FIELDS,
    'http.request.referrer': { kind: 'text', from: 'referrer' },
    'user_agent.original': { kind: 'text', from: 'agent' },
  },
};
