import { describe, expect, it } from 'vitest';
import { canonicalAddress } from '../../src/evaluation/address-form.ts';
import { parseCsv } from '../../src/evaluation/csv-text.ts';
import { parseTruth } from '../../src/evaluation/parse-truth.ts';

describe('truth from a file', () => {
  it("reads the lab's attacks.csv: intervals and addresses", () => {
    const truth = parseTruth(
      'start,end,source_ip\n2018-11-02 05:06:17.152636,2018-11-02 05:10:30,212.79.15.228\r\n',
    );
    expect(truth.attacks).toEqual([
      {
        id: 'attack from 212.79.15.228',
        name: 'attack from 212.79.15.228',
        attack: [],
        start: '2018-11-02T05:06:17.152636Z',
        end: '2018-11-02T05:10:30.000000Z',
        entities: [{ field: 'source.ip', value: '212.79.15.228' }],
        events: null,
        variedAddresses: false,
      },
    ]);
  });

  it("reads the simulators' form, lookalikes included, and numbers attacks of one name", () => {
    const attack = {
      name: 'scan',
      attack: ['T1046'],
      start: '2026-03-02T00:00:00Z',
      end: '2026-03-02T00:01:00Z',
      entities: [],
      events: [9, 3, 9],
    };
    const lookalike = {
      name: 'office',
      summary: 'many people',
      entities: [{ field: 'source.ip', value: '10.0.0.1' }],
    };
    const truth = parseTruth(
      JSON.stringify({
        simulator: 'web',
        seed: 4,
        attacks: [attack, { ...attack, variedAddresses: true }],
        lookalikes: [lookalike],
      }),
    );
    expect(truth.description).toBe('2 attacks of simulator web, seed 4');
    expect(truth.attacks.map(({ id, events, variedAddresses }) => [id, events, variedAddresses])).toEqual([
      ['scan (1)', [3, 9], false],
      ['scan (2)', [3, 9], true],
    ]);
    expect(truth.lookalikes).toEqual([lookalike]);
  });

  it('reads bare lists of addresses and of event numbers', () => {
    expect(
      parseTruth('\uFEFF10.0.0.1\n\n2001:db8::1\n').attacks.map(({ entities }) => entities[0]?.value),
    ).toEqual(['10.0.0.1', '2001:db8::1']);
    expect(parseTruth('7\n3\n3\n').attacks.map(({ events }) => events)).toEqual([[3, 7]]);
    expect(parseTruth('').attacks).toEqual([]);
  });

  it('reads tables of event numbers by attack, of intervals alone, and of field names', () => {
    expect(parseTruth('line,name\n4,a\n2,a\n5,b\n').attacks.map(({ id, events }) => [id, events])).toEqual([
      ['a', [2, 4]],
      ['b', [5]],
    ]);
    const [interval] = parseTruth('start,end\n2026-01-01,2026-01-02T03:04:05+01:00\n').attacks;
    expect([interval?.start, interval?.end]).toEqual([
      '2026-01-01T00:00:00.000000Z',
      '2026-01-02T02:04:05.000000Z',
    ]);
    const [named] = parseTruth('user.name,destination.ip,remark\n"a,b",10.0.0.9,x\n').attacks;
    expect(named?.entities).toEqual([
      { field: 'user.name', value: 'a,b' },
      { field: 'destination.ip', value: '10.0.0.9' },
    ]);
    expect(parseTruth('user.name,remark\na,x\n').notes[0]).toMatch(/remark mean nothing/);
  });

  it('reads times without zone as the caller says', () => {
    const local = (): bigint => 1_000_000n;
    expect(parseTruth('start,end\n2026-01-01,2026-01-02\n', local).attacks[0]?.start).toBe(
      '1970-01-01T00:00:01.000000Z',
    );
  });

  it.each([
    ['start,end,source_ip\nyesterday,2018-11-02,1.1.1.1\n', /line 2 of the truth: "yesterday" is no time/],
    ['10.0.0.1\nnobody\n', /line 2 of the truth: "nobody" is neither an address nor a line number/],
    ['line\n0\n', /line 2 of the truth: "0" is no event number/],
    ['{"attacks": [', /the truth is not JSON/],
    ['[]', /must be an object/],
    ['{}', /no list "attacks"/],
    ['{"attacks": [{"start": "soon"}]}', /attacks\[0\].start is no time: "soon"/],
    ['{"attacks": [{"events": [0]}]}', /attacks\[0\].events holds 0/],
    ['{"attacks": [{"entities": [{"field": 1}]}]}', /attacks\[0\].entities\[0\] needs/],
    ['start,end\n"2018-01-01,2019-01-01\n', /quoted cell/],
  ])('says where %j cannot be read', (text, message) => {
    expect(() => parseTruth(text)).toThrow(message);
  });
});

describe('comma-separated text', () => {
  it('keeps quotes, commas and line ends inside cells and counts lines', () => {
    expect(parseCsv('a,"b ""c""",\n\n"two\nlines",x\r\nlast')).toEqual([
      { line: 1, cells: ['a', 'b "c"', ''] },
      { line: 3, cells: ['two\nlines', 'x'] },
      { line: 5, cells: ['last'] },
    ]);
  });
});

describe('one spelling per address', () => {
  it.each([
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['[fe80::1]', 'fe80::1'],
    [' 010.001.2.3 ', '10.1.2.3'],
    ['10.1.2.300', null],
    ['web-1', null],
    ['10.1.2', null],
  ])('makes of %j %j', (written, spelled) => {
    expect(canonicalAddress(written)).toBe(spelled);
  });
});
