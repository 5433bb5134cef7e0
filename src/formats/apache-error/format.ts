import type { FormatDefinition } from '../definition.ts';
import { APACHE_ERROR, ERROR_COLUMNS, ERROR_FIELDS, ERROR_STEPS } from '../server-errors.ts';

/** The error log of Apache 2.2 and 2.4. */
export const apacheError: FormatDefinition = {
  name: 'apache-error',
  title: 'Apache error log',
  dataset: 'web',
  example:
    '[Thu Oct 13 12:24:49.880562 2022] [auth_basic:error] [pid 10:tid 140120579262208] [client 203.0.113.75:50229] AH01618: user eve not found: /admin',
  shapeFor: () => ({ parts: APACHE_ERROR, inner: ERROR_STEPS }),
  fields: ERROR_FIELDS,
  columns: ERROR_COLUMNS,
};
