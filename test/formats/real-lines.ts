import { readShared, sharedDataMissing } from '../helpers/shared-data.ts';
import { fixtureLogs } from './fixtures.ts';

const zeek = (...columns: readonly string[]): string => columns.join('\t');

/** Lines in the way real programs write them, one list per format; every address and name is made up. */
const OWN_LINES: Readonly<Record<string, readonly string[]>> = {
  combined: [
    '198.51.100.7 - - [17/May/2015:10:05:03 +0000] "GET /img/a.png?v=1&x=%20 HTTP/1.1" 200 203023 "https://example.org/a" "Mozilla/5.0 (X11; Linux x86_64)"',
    '2001:db8::5 - alice [29/Feb/2020:23:59:59 -0730] "POST /login HTTP/1.0" 302 - "-" "curl/7.68.0"',
    'shop.example - "" [01/Jan/1970:00:00:00 +1400] "HEAD / HTTP/2" 499 0 "" "a \\"quoted\\" agent\\\\"',
    '203.0.113.9 - bob smith [31/Dec/2019:23:59:60 +0100] "\\x16\\x03\\x01\\x02" 400 226 "-" "-"',
    '203.0.113.9 id - [10/Oct/2000:13:55:36 -0700] "-" 408 - "-" "é 😀 \u202e"',
    '10.0.0.1 - - [05/Mar/2021:01:02:03 +0530] "GET /a b/c HTTP/1.1" - 9223372036854775808 "x" "y"',
    '10.0.0.1 - - [05/Mar/2021:01:02:03 +0530] "OPTIONS * HTTP/1.1" 200 000012 "x" "y z"',
  ],
  common: [
    '198.51.100.7 - - [17/May/2015:10:05:03 +0000] "GET /img/a.png HTTP/1.1" 200 203023',
    '2001:db8::5 - alice [28/Feb/2021:23:59:59 +0200] "PROPFIND /dav/ HTTP/1.1" 207 -',
    '127.0.0.1 user-identifier frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
    '203.0.113.9 - - [01/Jan/2022:00:00:00 +0000] "\\x03\\x00" 400 0',
  ],
  'zeek-http': [
    zeek(
      '1331901000.000000',
      'CHEt7z3AzG4gyCNgci',
      '192.168.202.79',
      '50465',
      '192.168.229.251',
      '80',
      '1',
      'HEAD',
      'example.org',
      '/a.nsf',
      '-',
      'Mozilla/5.0',
      '0',
      '0',
      '404',
      'Not Found',
      '-',
      '-',
      '-',
      '(empty)',
      '-',
      '-',
      '-',
      '-',
      '-',
      '-',
      '-',
    ),
    zeek(
      '1331901000.5',
      'C1',
      '2001:db8::1',
      '-',
      '10.0.0.1',
      '65536',
      '12',
      '-',
      '-',
      '/?q="x"',
      'http://e/',
      '(empty)',
      '-',
      '123456789012',
      '-',
      '-',
      '100',
      'Continue',
      '-',
      'a,b',
      'eve',
      '-',
      '-',
      'F1,F2',
      'text/html',
      '-',
      '-',
    ),
    zeek(
      '1331901000',
      'C2',
      '10.0.0.2',
      '1',
      '10.0.0.1',
      '80',
      '1',
      'GET',
      'h',
      '/\\x00',
      '-',
      '-',
      '-',
      '-',
      '99999999999',
      '',
      '-',
      '-',
      '-',
      '-',
      '',
      '-',
      '-',
      '-',
      '-',
      '-',
      '-',
    ),
  ],
  'login-csv': [
    '2018-11-01 00:36:52.617978,198.51.100.32,vkim,True,',
    '2018-11-01 01:00:23,5.118.187.36,"kim, k",False,error_wrong_password',
    '2018-03-25T02:30:00.1,2001:db8::9,"quo""ted",false,"a,b"',
    '2018-10-28 02:30:00+0100,198.51.100.32,,1,error_account_locked',
    '2018-11-01,-,-,0,-',
  ],
};

/** Files of ../shared that hold lines of a format. */
const SHARED_LINES: Readonly<Record<string, readonly string[]>> = {
  combined: [
    'data/apache/access.log',
    'data/api-access/access.log',
    'data/crowdsec-hub/nginx_http-logs/nginx_http-logs.log',
  ],
  'zeek-http': ['data/zeek/http.log'],
  'login-csv': ['data/login-attempts/log.csv'],
};

/** Real lines of a format: the own ones, and those of ../shared where it is. */
export const realLines = (format: string, example: string): readonly string[] => {
  const kept = fixtureLogs(format).flatMap((log) => log.lines);
  const own = [example, ...(OWN_LINES[format] ?? []), ...kept];
  if (sharedDataMissing !== undefined) return own;
  const shared = (SHARED_LINES[format] ?? []).flatMap((path) =>
    readShared(path)
      .split('\n')
      .filter((line) => line !== ''),
  );
  // The own lines are the rarer shapes: they weigh as much as the others together.
  const weight = Math.ceil(shared.length / own.length);
  return [...shared, ...Array.from({ length: Math.max(1, weight) }, () => own).flat()];
};

/** First lines of logs of a format that decide its shape, with the lines to change. */
export const headsOf = (
  format: string,
  example: string,
): readonly { readonly head: readonly string[]; readonly real: readonly string[] }[] => {
  const logs = fixtureLogs(format);
  if (logs.length > 0) return logs.map(({ lines }) => ({ head: lines, real: lines }));
  return (HEADS[format] ?? [[example]]).map((head) => ({ head, real: realLines(format, example) }));
};

const HEADS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'zeek-http': [
    OWN_LINES['zeek-http'] ?? [],
    [
      '#separator \\x09',
      '#path\thttp',
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\turi\treferrer\tversion\tuser_agent\torigin\trequest_body_len\tresponse_body_len\tstatus_code\tstatus_msg\tinfo_code\tinfo_msg\ttags\tusername\tpassword\tproxied\torig_fuids\torig_filenames\torig_mime_types',
    ],
  ],
  'login-csv': [
    ['datetime,source_ip,username,success,failure_reason'],
    ['datetime,username,source_ip,failure_reason,success'],
  ],
};
