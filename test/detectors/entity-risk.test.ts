import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unweighed, weighed } from '../../src/detectors/criticality.ts';
import { entityRisks } from '../../src/detectors/entity-risk.ts';
import { severityOf } from '../../src/detectors/severity.ts';
import type { Finding } from '../../src/schema/finding.ts';

interface Said {
  readonly detector: string;
  readonly severity: number;
  readonly value: string;
}

const findingOf = ({ detector, severity, value }: Said, index = 0, criticality?: string): Finding => ({
  id: `f${index}`,
  detector,
  title: `${detector} of ${value}`,
  severity,
  entity: { field: 'source.ip', value },
  ...(criticality === undefined ? {} : { about: { 'asset.criticality': criticality } }),
  start: `2026-01-05T0${index % 10}:00:00.000000Z`,
  end: `2026-01-06T0${index % 10}:00:00.000000Z`,
  events: 1,
  dataset: 'web',
  evidence: { metrics: [], score: [{ name: 'all', value: severity }] },
  filter: 'source.ip : *',
  attack: [`T${1000 + (index % 3)}`],
  explanation: 'said',
  next: [],
});

const anyFindings = fc
  .array(
    fc.record({
      detector: fc.constantFrom('rarity', 'volume', 'beacons'),
      severity: fc.integer({ min: 1, max: 100 }),
      value: fc.constantFrom('203.0.113.7', '203.0.113.8', '2001:db8::9'),
    }),
    { maxLength: 30 },
  )
  .map((items) => items.map((item, index) => findingOf(item, index)));

describe('the risk of an entity', () => {
  it('joins detectors as independent causes and keeps its parts', () => {
    const findings = [
      findingOf({ detector: 'beacons', severity: 50, value: '203.0.113.7' }, 0),
      findingOf({ detector: 'volume', severity: 40, value: '203.0.113.7' }, 1),
      findingOf({ detector: 'beacons', severity: 30, value: '203.0.113.7' }, 2),
      findingOf({ detector: 'rarity', severity: 60, value: '203.0.113.8' }, 3),
    ];
    const [first, second] = entityRisks(findings);
    expect(first).toMatchObject({
      entity: { value: '203.0.113.7' },
      risk: 70,
      findings: ['f0', 'f1', 'f2'],
      parts: [
        { detector: 'beacons', severity: 50, finding: 'f0', findings: 2 },
        { detector: 'volume', severity: 40, finding: 'f1', findings: 1 },
      ],
      start: '2026-01-05T00:00:00.000000Z',
      end: '2026-01-06T02:00:00.000000Z',
      attack: ['T1000', 'T1001', 'T1002'],
    });
    expect(second).toMatchObject({ entity: { value: '203.0.113.8' }, risk: 60 });
  });

  it('hides no finding, lies between the most severe part and 100, and falls from first to last', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const risks = entityRisks(findings);
        expect(risks.flatMap((item) => item.findings).sort()).toEqual(findings.map(({ id }) => id).sort());
        for (const { risk, parts } of risks) {
          expect(risk).toBeGreaterThanOrEqual(parts[0]?.severity ?? 0);
          expect(risk).toBeLessThanOrEqual(100);
        }
        const values = risks.map(({ risk }) => risk);
        expect(values).toEqual([...values].sort((left, right) => right - left));
      }),
    );
  });
});

describe('a severity weighed by criticality', () => {
  const plain = { detector: 'volume', severity: 40, value: '10.1.2.3' };

  it.each([
    ['low', 30],
    ['Medium', 40],
    ['HIGH', 50],
    ['critical', 60],
    ['tier 1', 40],
  ])('of %s is %i where it was 40', (criticality, severity) => {
    expect(weighed(findingOf(plain, 0, criticality)).severity).toBe(severity);
  });

  it('keeps the sum of its parts, is weighed once, and can be taken back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom('low', 'high', 'critical'),
        (severity, criticality) => {
          const before = findingOf({ ...plain, severity }, 0, criticality);
          const after = weighed(before);
          expect(after.severity).toBe(Math.max(1, severityOf(after.evidence.score)));
          expect(weighed(after)).toEqual(after);
          expect(unweighed(after)).toEqual(before);
        },
      ),
    );
  });
});
