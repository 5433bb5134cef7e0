import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingId } from '../../src/detectors/finding-id.ts';
import { makeFinding } from '../../src/detectors/make-finding.ts';
import { shellQuoted } from '../../src/detectors/next-commands.ts';
import { completeSettings, numberSetting } from '../../src/detectors/number-setting.ts';
import { rankFindings } from '../../src/detectors/rank.ts';
import { doublings, scorePart, scorePenalty, severityOf } from '../../src/detectors/severity.ts';
import { counted, duration, figure, listed, percent, shown } from '../../src/detectors/wording.ts';
import type { Finding } from '../../src/schema/finding.ts';

const finding = (detector: string, severity: number, value: string, start: string | null = null): Finding =>
  makeFinding({
    detector,
    settings: {},
    dataset: 'web',
    title: value,
    entity: { field: 'source.ip', value },
    firstWindow: null,
    start,
    end: start,
    events: 1,
    metrics: [],
    score: [{ name: 'all', value: severity }],
    filter: 'source.ip : *',
    attack: [],
    explanation: '',
    next: [],
  });

describe('a finding', () => {
  const identity = {
    detector: 'rarity',
    settings: { b: 2, a: 1 },
    dataset: 'web',
    entity: { field: 'source.ip', value: '192.0.2.7' },
    firstWindow: null,
  };

  it('has an id that knows nothing of the order of settings', () => {
    expect(findingId(identity)).toBe(findingId({ ...identity, settings: { a: 1, b: 2 } }));
    expect(findingId(identity)).toMatch(/^[0-9a-f]{12}$/);
  });

  it('has another id for another aspect, window, setting or dataset', () => {
    const others = [
      { ...identity, aspect: 'x' },
      { ...identity, firstWindow: '2026-01-05T00:00:00.000000Z' },
      { ...identity, settings: { a: 1, b: 3 } },
      { ...identity, dataset: 'auth' },
    ];
    expect(new Set([identity, ...others].map(findingId)).size).toBe(5);
  });

  it('has a severity that is the clamped sum of its parts, at least 1', () => {
    expect(finding('a', 30.5, 'x').severity).toBe(31);
    expect(finding('a', -4, 'x').severity).toBe(1);
    expect(
      severityOf([
        { name: 'a', value: 70 },
        { name: 'b', value: 70 },
      ]),
    ).toBe(100);
  });
});

describe('parts of a severity', () => {
  it('stay inside their bounds and show one decimal', () => {
    expect(scorePart('p', 12.345, 10).value).toBe(10);
    expect(scorePart('p', -1, 10).value).toBe(0);
    expect(scorePart('p', 4.26, 10).value).toBe(4.3);
    expect(scorePenalty('p', 4.26, 10).value).toBe(-4.3);
  });

  it('grow with every doubling beyond the bound', () => {
    expect([doublings(5, 10, 5), doublings(10, 10, 5), doublings(80, 10, 5)]).toEqual([0, 0, 15]);
  });
});

describe('the ranking', () => {
  it('puts the most severe first and lets detectors take turns among equals', () => {
    const findings = [
      finding('errors', 50, '192.0.2.1'),
      finding('errors', 50, '192.0.2.2'),
      finding('errors', 50, '192.0.2.3'),
      finding('scans', 50, '192.0.2.9'),
      finding('rarity', 70, '192.0.2.5'),
    ];
    expect(rankFindings(findings).map(({ entity }) => entity.value)).toEqual([
      '192.0.2.5',
      '192.0.2.1',
      '192.0.2.9',
      '192.0.2.2',
      '192.0.2.3',
    ]);
  });

  it('breaks ties by start, none last, whatever the order of discovery', () => {
    const findings = [
      finding('a', 10, '192.0.2.3'),
      finding('a', 10, '192.0.2.2', '2026-01-06T00:00:00.000000Z'),
      finding('a', 10, '192.0.2.1', '2026-01-05T00:00:00.000000Z'),
    ];
    const ranked = rankFindings(findings);
    expect(ranked.map(({ entity }) => entity.value)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    fc.assert(
      fc.property(fc.shuffledSubarray(findings, { minLength: 3 }), (shuffled) => {
        expect(rankFindings(shuffled)).toEqual(ranked);
      }),
    );
  });
});

describe('a command to type next', () => {
  it('reaches the shell as it was meant', () => {
    const texts = ['plain', "it's", '$(reboot)', '`id`; "x" \\ * ~ # !', 'url.path : "/a b"'];
    const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${texts.map(shellQuoted).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(printed).toBe(`${texts.join('\n')}\n`);
  });
});

describe('settings', () => {
  const settings = [numberSetting('window', 'seconds', [60, 600, 3600], 'Width')];

  it('fill in what is not given', () => {
    expect(completeSettings('d', settings, {})).toEqual({ window: 600 });
    expect(completeSettings('d', settings, { window: 60 })).toEqual({ window: 60 });
  });

  it('name the nearest for a mistyped one, and the range for a value outside', () => {
    expect(() => completeSettings('d', settings, { windw: 60 })).toThrow(/window/);
    expect(() => completeSettings('d', settings, { window: 1 })).toThrow(
      'd.window is 1 but lies between 60 and 3600 seconds',
    );
    expect(() => completeSettings('d', settings, { window: Number.NaN })).toThrow(/lies between/);
  });
});

describe('words', () => {
  it('show numbers for people', () => {
    expect([figure(13_978), figure(0.123), figure(1234.56), figure(-5)]).toEqual([
      '13,978',
      '0.1',
      '1,234.6',
      '-5',
    ]);
    expect([percent(0.00114), percent(0), percent(1), percent(0.99999)]).toEqual([
      '0.114 %',
      '0 %',
      '100 %',
      'over 99.9 %',
    ]);
    expect([counted(1, 'address', 'addresses'), counted(2, 'event')]).toEqual(['1 address', '2 events']);
    expect([duration(90), duration(5400), duration(0.5)]).toEqual([
      '1.5 minutes',
      '1.5 hours',
      '0.5 seconds',
    ]);
    expect([listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 2)]).toEqual([
      'a',
      'a and b',
      'a, b and 1 more',
    ]);
  });

  it('make log values harmless', () => {
    expect(shown('a"\u001b[31m\u202eb')).toBe('"a\\"\\x1b[31m\\u202eb"');
    expect(shown(null)).toBe('missing');
    expect(shown('x'.repeat(500)).length).toBeLessThan(110);
  });
});
