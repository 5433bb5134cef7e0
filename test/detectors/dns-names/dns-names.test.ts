import { describe, expect, it } from 'vitest';
import { dnsNames } from '../../../src/detectors/dns-names/dns-names.ts';
import { judgeNames } from '../../../src/detectors/dns-names/judge.ts';
import type { Row } from '../../../src/store/event-store.ts';
import { defaultsOf } from '../../../src/schema/settings.ts';

const context = {
  dataset: { name: 'dns', table: 'dns_events', fields: [], derived: [], events: 1_000 },
  settings: defaultsOf(dnsNames.settings),
};
const row = (
  entity: string,
  lists: Partial<Record<'kept' | 'unknown' | 'spellings', readonly string[]>>,
): Row => ({
  window: 1_772_438_400_000_000,
  entity,
  questions: 100,
  texts: 50,
  first: 1_772_438_400_000_000,
  last: 1_772_438_500_000_000,
  names: lists.kept?.length ?? lists.unknown?.length ?? 0,
  kept: [],
  unknown: [],
  spellings: [],
  ...lists,
});
const judged = (rows: readonly Row[]): readonly string[] =>
  judgeNames(rows, context).findings.map(({ title, attack }) => `${title} ${attack.join()}`);

describe('names', () => {
  const long = Array.from({ length: 80 }, (_, index) => `q${index}zk4mwp9xv7tj2hd8sb5nf.q3rl.tunnel.example`);

  it('that are long, many and below one domain are a tunnel', () => {
    expect(judged([row('192.0.2.7 tunnel.example', { kept: long, spellings: ['tunnel.example'] })])).toEqual([
      '192.0.2.7 asked for 80 different long names below "tunnel.example" T1048.003,T1071.004',
    ]);
  });

  it('that are short, few, or of little entropy are none', () => {
    const short = Array.from({ length: 500 }, (_, index) => `host${index}.shop.example`);
    const dull = Array.from(
      { length: 500 },
      (_, index) => `aaaaaaaaaaaaaaaaaaaaaaaaaaaa${index % 10}.shop.example`,
    );
    expect(judged([row('192.0.2.7 shop.example', { kept: short })])).toEqual([]);
    expect(judged([row('192.0.2.7 shop.example', { kept: dull })])).toEqual([]);
    expect(judged([row('192.0.2.7 tunnel.example', { kept: long.slice(0, 40) })])).toEqual([]);
  });

  it('that do not exist and look drawn at random are generated', () => {
    const letters = 'bcdfghjkmpqvwxz';
    const drawn = Array.from(
      { length: 30 },
      (_, index) =>
        `${Array.from({ length: 11 }, (_character, at) => letters[(index * 7 + at * 11 + at * at) % letters.length]).join('')}.example`,
    );
    const typed = Array.from(
      { length: 30 },
      (_, index) => `bookshoponline${'abcdefghij'[index % 10]}${index}.example`,
    );
    expect(judged([row('192.0.2.8 ', { unknown: drawn })])).toEqual([
      '192.0.2.8 asked for 15 domains that do not exist T1568.002',
    ]);
    expect(judged([row('192.0.2.8 ', { unknown: typed })])).toEqual([]);
  });
});
