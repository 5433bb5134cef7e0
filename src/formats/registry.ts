import { ciscoAsa } from './cisco-asa/format.ts';
import { combined } from './combined/format.ts';
import { common } from './common/format.ts';
import type { FormatDefinition } from './definition.ts';
import { loginCsv } from './login-csv/format.ts';
import { zeek } from './zeek/format.ts';
import { zeekHttp } from './zeek/http-without-header.ts';

/** All formats, the more specific first: detection takes the first of the best. */
export const FORMATS: readonly FormatDefinition[] = Object.freeze([
  zeekHttp,
  zeek,
  combined,
  common,
  ciscoAsa,
  loginCsv,
]);

export const findFormat = (name: string): FormatDefinition | undefined =>
  FORMATS.find((format) => format.name === name);
