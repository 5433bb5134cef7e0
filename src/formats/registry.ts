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
  combined,
  common,
  ciscoAsa,
  iptables,
  pf,
  awsVpcFlow,
  suricataEve,
  sshd,
  loginCsv,
]);

export const findFormat = (name: string): FormatDefinition | undefined =>
  FORMATS.find((format) => format.name === name);
