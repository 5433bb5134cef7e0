import { expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { definitionFor } from '../../src/formats/detect.ts';
import { findFormat } from '../../src/formats/registry.ts';

const SIGNS = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

/** Logs with one pair whose key holds a sign, and the format they are of. */
const LOGS = {
  logfmt: (key: string) => `time=2026-03-10T06:00:00Z ${key}=seven other=8`,
  cef: (key: string) => `CEF:0|Example|Gate|1.0|100|rule|5|${key}=seven src=203.0.113.9`,
  leef: (key: string) => `LEEF:1.0|Example|Gate|1.0|100|${key}=seven\tsrc=203.0.113.9`,
  json: (key: string) => JSON.stringify({ time: '2026-03-10T06:00:00Z', [key]: 'seven' }),
};

it.each(Object.entries(LOGS))('%s: no sign in a key stops the reading', (name, line) => {
  const format = findFormat(name);
  if (format === undefined) throw new Error(`no format ${name}`);
  const lost = SIGNS.filter((sign) => {
    const text = line(`a${sign}b`);
    const found = definitionFor(format, [text]);
    if (found === null) return true;
    const parsed = lineParser(found.format, found.shape, { timeZone: 'UTC', newestMicros: 0n })(text);
    return parsed.kind !== 'event' || !Object.values(parsed.fields).includes('seven');
  });
  // What parts keys from values, or what no engine takes in a path; CEF's keys are letters and digits.
  const allowed = name === 'cef' ? SIGNS.filter((sign) => !/[A-Za-z0-9_.[\]-]/.test(sign)) : [...'="\\*|'];
  expect(lost.filter((sign) => !allowed.includes(sign))).toEqual([]);
});
