import { describe, expect, it } from 'vitest';
import { allowEntryText, allowTest, applyAllowList, parseAllowList } from '../../src/rules/allow-list.ts';
import { makeFinding } from '../../src/detectors/make-finding.ts';
import type { Finding } from '../../src/schema/finding.ts';

const found = (value: string, detector = 'port-scan', field = 'source.ip'): Finding =>
  makeFinding({
    detector,
    settings: {},
    dataset: 'network',
    entity: { field, value },
    firstWindow: null,
    title: `${value} did something`,
    start: null,
    end: null,
    events: 1,
    metrics: [],
    score: [{ name: 'part', value: 60 }],
    filter: `${field} : "${value}"`,
    attack: [],
    explanation: '',
    next: [],
  });
const entry = {
  where: 'source.ip : "192.0.2.9"',
  reason: 'own scanner',
  owner: 'ops',
  expires: '2027-01-31',
};
const nobody = (): boolean => false;
const names = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ entity, detector }) => `${entity.value} ${detector}`);

describe('an allow-list', () => {
  const findings = [found('192.0.2.9'), found('192.0.2.9', 'beacons'), found('198.51.100.7')];

  it('hides what its entries name, and shows what that was', () => {
    const { shown, hidden, notes } = applyAllowList(findings, [allowTest(entry, 'x')], '2026-03-01', nobody);
    expect(names(shown)).toEqual(['198.51.100.7 port-scan']);
    expect(hidden.map((item) => names(item.findings))).toEqual([
      ['192.0.2.9 port-scan', '192.0.2.9 beacons'],
    ]);
    expect(notes).toEqual([]);
  });

  it('hides the findings of named detectors alone, and of a whole network', () => {
    const narrow = allowTest({ ...entry, detectors: ['beacons'] }, 'x');
    const wide = allowTest({ ...entry, where: 'source.ip : "192.0.2.0/24"' }, 'x');
    expect(names(applyAllowList(findings, [narrow], '2026-03-01', nobody).shown)).toEqual([
      '192.0.2.9 port-scan',
      '198.51.100.7 port-scan',
    ]);
    expect(applyAllowList(findings, [wide], '2026-03-01', nobody).shown).toHaveLength(1);
  });

  it('hides nothing after its last day, and still does on it', () => {
    const tests = [allowTest(entry, 'x')];
    expect(applyAllowList(findings, tests, '2027-01-31', nobody).shown).toHaveLength(1);
    const late = applyAllowList(findings, tests, '2027-02-01', nobody);
    expect(late.shown).toHaveLength(3);
    expect(late.notes[0]).toMatch(/expired on 2027-01-31/);
    expect(late.refused).toBe(false);
  });

  it('refuses to hide a labelled attack', () => {
    const allowed = applyAllowList(
      findings,
      [allowTest(entry, 'x')],
      '2026-03-01',
      ({ detector }) => detector === 'beacons',
    );
    expect([allowed.refused, allowed.shown.length]).toEqual([true, 3]);
    expect(allowed.notes[0]).toMatch(/labelled attack, "192.0.2.9 did something"/);
  });

  it('refuses to hide most entities', () => {
    const many = Array.from({ length: 10 }, (_, index) => found(`192.0.2.${index}`));
    const allowed = applyAllowList(
      many,
      [allowTest({ ...entry, where: 'source.ip : "192.0.2.0/24"' }, 'x')],
      '2026-03-01',
      nobody,
    );
    expect([allowed.refused, allowed.shown.length]).toEqual([true, 10]);
  });

  it.each([
    'source.ip : *',
    'not source.ip : "192.0.2.9"',
    'source.ip : "0.0.0.0/0"',
    'user.name : *',
    'source.ip : *.*',
  ])('refuses the entry %s, which would hide nearly everything', (where) => {
    expect(() => allowTest({ ...entry, where }, 'list.yaml, line 3')).toThrow(
      /list.yaml, line 3: .* nearly everything/,
    );
  });

  it('says what is wrong and where', () => {
    expect(() => parseAllowList('- where: x', 'a.yaml')).toThrow(/a.yaml, line 1: "reason" is missing/);
    expect(() => parseAllowList('where: x', 'a.yaml')).toThrow(/holds no list/);
    expect(() => parseAllowList(`${allowEntryText(entry)}- where: y\n  until: z\n`, 'a.yaml')).toThrow(
      /line 5.*until/,
    );
    expect(() => allowTest({ ...entry, expires: 'soon' }, 'x')).toThrow(/no day/);
    expect(() => parseAllowList('- [', 'a.yaml')).toThrow(/a.yaml/);
    expect(parseAllowList('', 'a.yaml')).toEqual([]);
  });

  it('is read as it was written', () => {
    const odd = {
      ...entry,
      where: 'user.name : "a: \\"b\\" # c"',
      reason: '- "quoted": yes',
      detectors: ['beacons'],
    };
    expect(parseAllowList(allowEntryText(odd), 'a.yaml').map((test) => test.entry)).toEqual([odd]);
  });
});
