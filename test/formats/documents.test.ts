import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { definitionFor, detectFormat } from '../../src/formats/detect.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { isoToMicros, microsToIso } from '../../src/kernel/time.ts';
import { fixtureLogs } from './fixtures.ts';
import { headsOf } from './real-lines.ts';

/** Stamps without year belong to 2026. */
const OPTIONS = { timeZone: 'UTC', newestMicros: isoToMicros('2026-12-31T23:59:59Z') as bigint };

/** A line's document as text: its fields and what no field takes, or why it was refused. */
const documentsOf = (
  lines: readonly string[],
): { readonly format: string; readonly documents: readonly string[] } => {
  const found = detectFormat(FORMATS, lines);
  if (found === null) throw new Error('no format fits');
  const parse = lineParser(found.format, found.shape, OPTIONS);
  const documents = lines.map((line) => {
    const parsed = parse(line);
    if (parsed.kind === 'skipped') return JSON.stringify({ skipped: true });
    if (parsed.kind === 'rejected') return JSON.stringify({ rejected: parsed.reason() });
    const fields = Object.entries(parsed.fields).flatMap(([name, value]) => {
      if (value === null) return [];
      if (typeof value !== 'bigint') return [[name, value]];
      return [[name, name === '@timestamp' ? microsToIso(value) : String(value)]];
    });
    return JSON.stringify({ ...Object.fromEntries(fields), unmapped: parsed.unmapped() });
  });
  return { format: found.format.name, documents };
};

describe('lines of every format become the documents they should', () => {
  for (const format of FORMATS) {
    for (const log of fixtureLogs(format.name)) {
      it(`${format.name}/${log.name}`, () => {
        const { documents, format: name } = documentsOf(log.lines);
        // Logs of one family are named for each log: zeek-conn, zeek-dns.
        expect(`${name}-`).toMatch(new RegExp(`^${format.name}-`));
        const text = `${documents.join('\n')}\n`;
        // Written by hand only; CI compares.
        if (process.env['LOGFENCE_UPDATE_FIXTURES'] === '1') writeFileSync(log.expectedFile, text);
        expect(existsSync(log.expectedFile)).toBe(true);
        expect(text).toBe(readFileSync(log.expectedFile, 'utf8'));
      });
    }
    it(`the example of ${format.name} is a line of it`, () => {
      // Where a header names the columns, the example stands below one.
      const head = headsOf(format.name, format.example)[0]?.head ?? [];
      const found =
        definitionFor(format, [format.example]) ?? definitionFor(format, [...head, format.example]);
      if (found === null) throw new Error(`${format.name} has no reading of its example`);
      expect(lineParser(found.format, found.shape, OPTIONS)(format.example).kind).toBe('event');
    });
  }
});
