import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { ingestSource } from '../../src/ingest/ingest-source.ts';
import { sql } from '../../src/sql/sql.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { headsOf, realLines } from '../formats/real-lines.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';
import { openBytes } from '../sources/helpers.ts';
import { fullSize } from './endurance.ts';

const folder = temporaryFolder();
const LINE_FEED = 10;
const [FILES, LINES] = fullSize ? [10, 100_000] : [4, 25_000];
const NAMES = ['combined', 'common', 'cisco-asa', 'login-csv'];
const CONTROLS = Buffer.from([0, 1, 7, 8, 9, 11, 12, 13, 27, 127, 0x85, 0xff, 0xfe, 0xc3]);

/** One line with its line feed, hurt in one to three places. */
const mutant = (real: readonly Buffer[], random: RandomSource): Buffer => {
  let line = Buffer.from(random.choice(real));
  for (let times = random.integer(1, 4); times > 0; times -= 1) {
    const at = random.below(line.length + 1);
    const to = Math.min(line.length, at + random.below(12));
    switch (random.below(7)) {
      case 0:
        if (at < line.length) line[at] = (line[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        line = line.subarray(0, at);
        break;
      case 2:
        line = Buffer.concat([line.subarray(0, to), line.subarray(at)]);
        break;
      case 3:
        line = Buffer.concat([line, random.choice(real)]);
        break;
      case 4:
        line = Buffer.concat([line.subarray(0, at), line.subarray(to)]);
        break;
      case 5: {
        const sign = CONTROLS.subarray(random.below(CONTROLS.length)).subarray(0, 1);
        line = Buffer.concat([line.subarray(0, at), sign, line.subarray(at)]);
        break;
      }
      default:
        line = Buffer.concat([line, Buffer.from('\r')]);
    }
  }
  return Buffer.concat([line, Buffer.from('\n')]);
};

/** The lines of a file as bytes, line feeds included. */
const linesOf = (bytes: Buffer): readonly Buffer[] => {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
};

const textOf = (line: Buffer, index: number): string => {
  const text = line.toString('utf8').replace(/\r?\n$/, '');
  return index === 0 ? text.replace(/^\ufeff/, '') : text;
};

describe('lines that were hurt', () => {
  const kinds = { event: 0, skipped: 0, rejected: 0 };
  for (let number = 0; number < FILES; number += 1) {
    const name = NAMES[number % NAMES.length] as string;
    it(`are accounted for to the byte: file ${number + 1} of ${FILES}, ${LINES} lines of ${name}`, async () => {
      const general = FORMATS.find((item) => item.name === name);
      if (general === undefined) throw new Error(`no format ${name}`);
      const random = RandomSource.fromSeed(4).stream(`mutants ${number}`);
      const head = (headsOf(name, general.example)[0]?.head ?? [general.example]).slice(0, 20);
      const real = realLines(name, general.example).map((line) => Buffer.from(line));
      const bytes = Buffer.concat([
        ...head.map((line) => Buffer.from(`${line}\n`)),
        ...Array.from({ length: LINES - head.length }, () => mutant(real, random)),
      ]);
      const file = join(folder, `${number}.log`);
      writeFileSync(file, bytes);
      const store = await openDuckdbStore({ memoryLimitBytes: 500e6 });
      try {
        const options = { timeZone: 'UTC', newestMicros: 1_700_000_000_000_000n };
        const account = await ingestSource(store, await openBytes(file), {
          formats: FORMATS,
          format: general,
          timeZone: options.timeZone,
          year: 2023,
          now: () => Date.UTC(2023, 10, 14),
          takeLastLine: true,
          once: true,
        });
        const lines = linesOf(bytes);
        expect(account).toMatchObject({ bytes: bytes.length, pendingBytes: 0, lines: lines.length });
        expect(account.parsed + account.rejected + account.skipped).toBe(account.lines);
        expect(account.parsedBytes + account.rejectedBytes + account.skippedBytes).toBe(bytes.length);

        const format = general.forLog?.(head) ?? general;
        const shape = format.shapeFor(head);
        if (shape === null) throw new Error(`${name} has no shape for its own lines`);
        const parse = lineParser(format, shape, options);
        const refused: number[] = [];
        lines.forEach((line, index) => {
          const { kind } = parse(textOf(line, index));
          kinds[kind] += 1;
          if (kind === 'rejected') refused.push(index + 1);
        });
        const rejects = await store.query(
          sql`select line, byte_offset as start, byte_length as length from rejects order by line`,
        );
        expect(rejects.map((row) => row['line'])).toEqual(refused);
        const starts: number[] = [];
        let offset = 0;
        for (const line of lines) {
          starts.push(offset);
          offset += line.length;
        }
        const wrong = rejects.filter(
          (row) =>
            row['start'] !== starts[Number(row['line']) - 1] ||
            row['length'] !== lines[Number(row['line']) - 1]?.length,
        );
        expect(wrong).toEqual([]);
        const [events] = await store.query(
          sql`select count(*) as events, count(distinct "log.line") as lines from ${store.dialect.identifier(format.dataset)}`,
        );
        expect(events).toEqual({ events: account.parsed, lines: account.parsed });
      } finally {
        await store.close();
        rmSync(file);
      }
    });
  }

  it('were many of each kind', () => {
    console.log(`${FILES * LINES} mutants: ${JSON.stringify(kinds)}`);
    expect(kinds.event).toBeGreaterThan(FILES * LINES * 0.1);
    expect(kinds.rejected).toBeGreaterThan(FILES * LINES * 0.1);
  });
});
