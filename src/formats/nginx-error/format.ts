import type { FormatDefinition } from '../definition.ts';
import { ERROR_COLUMNS, ERROR_FIELDS, ERROR_STEPS, NGINX_ERROR } from '../server-errors.ts';
import { RELAY } from '../syslog-relay.ts';

/** The error log of nginx. */
export const nginxError: FormatDefinition = {
  name: 'nginx-error',
  title: 'nginx error log, its own file or sent to syslog',
  dataset: 'web',
  example:
    '2021/12/01 13:53:33 [error] 31#31: *46 open() "/srv/www/market/index.html" failed (2: No such file or directory), client: 203.0.113.17, server: shop.example, request: "GET /market/ HTTP/1.1", host: "shop.example"',
  shapeFor: () => ({ parts: [RELAY, ...NGINX_ERROR], inner: ERROR_STEPS }),
  fields: ERROR_FIELDS,
  columns: ERROR_COLUMNS,
};
