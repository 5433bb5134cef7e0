import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entityText } from '../../src/cli/output/entity-screen.ts';
import { styleFor } from '../../src/cli/output/style.ts';
import { entityRisks } from '../../src/detectors/entity-risk.ts';
import { displayWidth } from '../../src/kernel/display-width.ts';
import { CRITICALITY_PART, type Finding } from '../../src/schema/finding.ts';

const findingOf = (index: number, changes: Partial<Finding> = {}): Finding => ({
  id: `f${String(index).padStart(11, '0')}`,
  detector: index % 2 === 0 ? 'volume' : 'request-errors',
  title: `"203.0.113.77": ${400 + index} events in an hour, far more than other addresses`,
  severity: 60 - index,
  entity: { field: 'source.ip', value: '203.0.113.77' },
  about: { 'asset.name': 'jump host', 'asset.criticality': 'high' },
  start: '2026-03-02T06:03:33.000000Z',
  end: '2026-03-03T15:59:05.000000Z',
  events: 12,
  dataset: 'web',
  evidence: { metrics: [], score: [{ name: CRITICALITY_PART, value: 12 }] },
  filter: 'source.ip : "203.0.113.77"',
  attack: ['T1595.003'],
  explanation: 'why',
  next: [],
  ...changes,
});

const shown = (findings: readonly Finding[], width: number, color = false): string => {
  const [risk] = entityRisks(findings);
  if (risk === undefined) throw new Error('no entity');
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  return entityText(risk, 1, byId, { style: styleFor(color), width });
};

describe('an entity on the screen', () => {
  it('tells risk, parts, criticality and every finding with its id', () => {
    const findings = Array.from({ length: 9 }, (_, index) => findingOf(index));
    const text = shown(findings, 100);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'volume 60 (of 5, +12 by criticality) + request-errors 59 (of 4, +12 by criticality)',
    );
    expect(text).toContain('jump host · criticality high');
    expect(text).toContain(' 60  400 events in an hour, far more than other addresses ');
    for (const { id } of findings) expect(text.replaceAll(/\s+/g, ' ')).toContain(id);
  });

  it.each([80, 100, 120])('takes no more than %i columns, in colour and without', (width) => {
    const findings = Array.from({ length: 9 }, (_, index) =>
      findingOf(index, { title: '日本語 '.repeat(40), about: { 'asset.name': 'x'.repeat(40) } }),
    );
    const plain = shown(findings, width);
    for (const line of plain.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    const colored = shown(findings, width, true);
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('shows no control character of a log', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const entity = { field: 'user.name', value: text };
        const screen = shown([findingOf(0, { title: text, entity, detector: 'rarity' })], 80);
        expect(screen.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (sign) => (sign === '\n' ? sign : '!'))).toBe(
          screen,
        );
      }),
    );
  });
});
