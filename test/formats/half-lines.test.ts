import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import type { FormatDefinition } from '../../src/formats/definition.ts';
import { definitionFor } from '../../src/formats/detect.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { COMMON_FIELDS, DATASET_FIELDS } from '../../src/schema/fields.ts';
import { RandomSource } from '../../src/stats/random-source.ts';
import { headsOf } from './real-lines.ts';

const OPTIONS = Object.freeze({ timeZone: 'UTC', newestMicros: 1_773_187_200_000_000n });
/** Joined lines per pair of formats. */
const JOINS = 60;

const random = RandomSource.fromSeed(7);
const pick = <Item>(items: readonly Item[]): Item => items[random.integer(0, items.length - 1)] as Item;

interface Log {
  readonly name: string;
  readonly format: FormatDefinition;
  readonly parse: ReturnType<typeof lineParser>;
  readonly lines: readonly string[];
}

/** Columns that name themselves may be called anything and hold anything. */
const LOGS: readonly Log[] = FORMATS.flatMap((general) =>
  headsOf(general.name, general.example).flatMap(({ head, real }, index) => {
    const found = definitionFor(general, head);
    if (found === null) return [];
    const parse = lineParser(found.format, found.shape, OPTIONS);
    const lines = [...new Set(real)].filter((line) => line.length < 2000 && parse(line).kind === 'event');
    return [{ name: `${general.name} ${index + 1}`, format: found.format, parse, lines: lines.slice(-200) }];
  }),
);

const addressFields = ({ dataset, columns = [], fields }: FormatDefinition): readonly string[] => {
  const known = DATASET_FIELDS[dataset as keyof typeof DATASET_FIELDS] ?? [];
  const types = [...COMMON_FIELDS, ...known, ...columns].filter(({ type }) => type === 'ip');
  return types.map(({ name }) => name).filter((name) => name in fields);
};

/** Names may hold a star or an underscore; a port may follow. */
const NAME = /^[0-9A-Za-z_*.-]*[A-Za-z*][0-9A-Za-z_*.-]*$/;

const isBelievable = (value: unknown): boolean => {
  if (value === null || value === undefined) return true;
  // Some write octets with zeros before them.
  const text = String(value)
    .replace(/%[0-9A-Za-z_.-]+$/, '')
    .replace(/(?<![0-9])0+(?=[0-9]+(?:[.]|$))/g, '');
  const host = text.replace(/:[0-9]*$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(text) > 0 || isIP(host) > 0 || NAME.test(host);
};

const half = (line: string, which: 'first' | 'second'): string => {
  const at = random.integer(1, Math.max(1, line.length - 1));
  return which === 'first' ? line.slice(0, at) : line.slice(at);
};

describe('a line half of one format and half of another', () => {
  it('half a syslog line joined to half an access line is refused, and no request of "Mar"', () => {
    const access = '203.0.113.9 - - [10/Mar/2026:06:12:31 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"';
    const joined = `Mar 10 06:12:31 gate sshd[2003]: Failed password ${access}`;
    for (const name of ['combined', 'common', 'web-server']) {
      const general = FORMATS.find((format) => format.name === name) as FormatDefinition;
      const head = headsOf(name, general.example)[0]?.head ?? [];
      const { format, shape } = definitionFor(general, head) as NonNullable<ReturnType<typeof definitionFor>>;
      const parsed = lineParser(format, shape, OPTIONS)(joined);
      expect(parsed.kind).toBe('rejected');
      expect(parsed.kind === 'rejected' && parsed.reason()).toContain('expected');
    }
  });

  for (const log of LOGS.filter(({ lines }) => lines.length > 0)) {
    const names = addressFields(log.format);
    if (names.length === 0) continue;
    it(`gives an event of ${log.name} only with addresses that could be some`, () => {
      const odd: string[] = [];
      let joined = 0;
      for (const other of LOGS.filter(
        ({ format, lines }) => format.name !== log.format.name && lines.length > 0,
      )) {
        for (let count = 0; count < JOINS; count += 1) {
          const [own, foreign] = [pick(log.lines), pick(other.lines)];
          const line =
            count % 2 === 0
              ? half(own, 'first') + half(foreign, 'second')
              : half(foreign, 'first') + half(own, 'second');
          joined += 1;
          const parsed = log.parse(line);
          if (parsed.kind !== 'event') continue;
          for (const name of names)
            if (!isBelievable(parsed.fields[name]))
              odd.push(`${name} ${JSON.stringify(parsed.fields[name])}: ${line}`);
        }
      }
      expect(joined).toBeGreaterThan(1000);
      expect(odd).toEqual([]);
    });
  }
});
