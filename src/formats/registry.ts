import { syslog } from './syslog/format.ts';
import { leef } from './leef/format.ts';
import { cef } from './cef/format.ts';
import { logfmt } from './logfmt/format.ts';
import { jsonLines } from './json-lines/format.ts';
import { csv, tsv } from './delimited-values/format.ts';
import { haproxy } from './haproxy/format.ts';
import { traefik } from './traefik/format.ts';
import { caddy } from './caddy/format.ts';
import { awsNlb } from './aws-nlb/format.ts';
import { awsElb } from './aws-elb/format.ts';
import { w3c } from './w3c/format.ts';
import { webServer } from './web-server/format.ts';
import { nginxError } from './nginx-error/format.ts';
import { apacheError } from './apache-error/format.ts';
import { awsVpcFlow } from './aws-vpc-flow/format.ts';
import { ciscoAsa } from './cisco-asa/format.ts';
import { iptables } from './iptables/format.ts';
import { pf } from './pf/format.ts';
import { sshd } from './sshd/format.ts';
import { suricataEve } from './suricata-eve/format.ts';
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
  webServer,
  combined,
  common,
  apacheError,
  nginxError,
  awsElb,
  awsNlb,
  caddy,
  haproxy,
  traefik,
  w3c,
  ciscoAsa,
  iptables,
  pf,
  awsVpcFlow,
  suricataEve,
  sshd,
  loginCsv,
  cef,
  leef,
  jsonLines,
  tsv,
  csv,
  logfmt,
  syslog,
]);

export const findFormat = (name: string): FormatDefinition | undefined =>
  FORMATS.find((format) => format.name === name);
