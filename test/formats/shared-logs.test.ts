import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { detectFormat } from '../../src/formats/detect.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { microsToIso } from '../../src/kernel/time.ts';
import { readShared, sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

const OPTIONS = { timeZone: 'UTC', newestMicros: 1_924_991_999_000_000n };

/** What other people's parsers call a value, and the ECS field that holds it here. */
const NAMES: Readonly<Record<string, string>> = {
  source_ip: 'source.ip',
  clientip: 'source.ip',
  remote_addr: 'source.ip',
  http_status: 'http.response.status_code',
  status: 'http.response.status_code',
  response: 'http.response.status_code',
  http_verb: 'http.request.method',
  verb: 'http.request.method',
  http_path: 'url.original',
  http_user_agent: 'user_agent.original',
  httpversion: 'http.version',
  http_version: 'http.version',
  body_bytes_sent: 'http.response.body.bytes',
  bytes: 'http.response.body.bytes',
  target_fqdn: 'url.domain',
  referrer: 'http.request.referrer',
  http_referer: 'http.request.referrer',
  remote_user: 'user.name',
  auth: 'user.name',
};

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
/** dd/Mon/yyyy:HH:MM:SS +zzzz as ISO 8601. */
const isoOf = (stamp: string): string => {
  const [, day, month, year, clock, zone] =
    /^(\d\d)\/(\w{3})\/(\d{4}):([\d:]+) ([+-]\d{4})$/.exec(stamp) ?? [];
  const number = String(MONTHS.indexOf(month ?? '') / 3 + 1).padStart(2, '0');
  const zoned = `${year}-${number}-${day}T${clock}${zone?.slice(0, 3)}:${zone?.slice(3)}`;
  return new Date(zoned).toISOString().replace('Z', '000Z');
};

interface Assertion {
  readonly index: number;
  readonly name: string;
  readonly value: string;
}

const ASSERTION =
  /results\["s01-parse"\]\["crowdsecurity\/(?:nginx|apache2)-logs"\]\[(\d+)\]\.Evt\.(?:Parsed|Meta)\["(\w+)"\] == ("(?:[^"\\]|\\.)*")/g;

const assertionsOf = (text: string): readonly Assertion[] =>
  [...text.matchAll(ASSERTION)].map((match) => ({
    index: Number(match[1]),
    name: match[2] as string,
    value: JSON.parse(match[3] as string) as string,
  }));

const documentsOf = (path: string) => {
  const lines = readShared(path).trimEnd().split('\n');
  const found = detectFormat(FORMATS, lines);
  if (found === null) throw new Error(`no format fits ${path}`);
  const parse = lineParser(found.format, found.shape, OPTIONS);
  return lines.map((line) => parse(line));
};

describe.skipIf(sharedDataMissing !== undefined)(
  'logs of other people give the values that they expect',
  () => {
    for (const name of ['nginx_http-logs', 'apache2-logs']) {
      it(name, () => {
        const documents = documentsOf(`data/crowdsec-hub/${name}/${name}.log`);
        expect(documents.filter((document) => document.kind !== 'event')).toEqual([]);
        const assertions = assertionsOf(readShared(`data/crowdsec-hub/${name}/parser.assert`));
        let checked = 0;
        for (const { index, name: key, value } of assertions) {
          const document = documents[index];
          if (document?.kind !== 'event') throw new Error(`line ${index + 1} is no event`);
          const { fields } = document;
          const place = `${name} line ${index + 1} ${key}`;
          if (key === 'timestamp' || key === 'time_local') {
            if (!value.includes('/')) continue;
            if (!/^\d\d\//.test(value)) continue;
            checked += 1;
            expect(microsToIso(fields['@timestamp'] as bigint), place).toBe(isoOf(value));
            continue;
          }
          const field = NAMES[key];
          if (field === undefined) continue;
          checked += 1;
          const found = fields[field] ?? null;
          expect(found === null ? '-' : String(found), place).toBe(value === '' ? '-' : value);
        }
        expect(checked).toBeGreaterThan(50);
      });
    }

    it('every web log and every Zeek log is read to its last line', () => {
      const folder = sharedPath('data/crowdsec-hub/');
      const web = readdirSync(folder).filter((name) => /^(?:nginx|apache)/.test(name));
      const zeek = ['', 'json/'].flatMap((part) =>
        readdirSync(sharedPath(`data/zeek/${part}`))
          .filter((name) => name.endsWith('.log'))
          .map((name) => `data/zeek/${part}${name}`),
      );
      const files = [...web.map((name) => `data/crowdsec-hub/${name}/${name}.log`), ...zeek];
      for (const file of files) {
        if (!existsSync(sharedPath(file)) || readFileSync(sharedPath(file)).length === 0) continue;
        const refused = documentsOf(file).flatMap((item) =>
          item.kind === 'rejected' ? [item.reason()] : [],
        );
        expect(refused, file).toEqual([]);
      }
      expect(files.length).toBeGreaterThan(20);
    });
  },
);
