import type { FormatDefinition } from '../definition.ts';
import { NCSA_FIELDS, ncsaShape } from '../ncsa.ts';

const SHAPE = ncsaShape([], 0);

/** NCSA common: combined without referrer and agent. */
export const common: FormatDefinition = {
  name: 'common',
  title: 'NCSA common access log',
  dataset: 'web',
  example: '2001:db8::9 - - [21/Jun/2021:20:59:55 +0000] "GET /index.html HTTP/1.1" 304 -',
  shapeFor: () => SHAPE,
  fields: NCSA_FIELDS,
};
