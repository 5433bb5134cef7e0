import { describe, expect, it } from 'vitest';
import { inspectTarget } from '../../../src/detectors/web-attacks/inspect.ts';
import { targetMayAttack } from '../../../src/detectors/web-attacks/prefilter.ts';
import { readShared, sharedDataMissing } from '../../helpers/shared-data.ts';
import { DISGUISES } from './disguises.ts';

interface Parameter {
  readonly value: string;
  readonly kind: string;
}

/** Every field is quoted, a quote inside is doubled, a value may hold line ends. */
const readParameters = (text: string): readonly Parameter[] =>
  [...text.matchAll(/^"((?:[^"]|"")*)","\d+","([a-z-]+)","(?:norm|anom)"\r?$/gm)].map(
    ([, value = '', kind = '']) => ({ value: value.replaceAll('""', '"'), kind }),
  );

const isFlagged = (target: string): boolean => targetMayAttack(target) && inspectTarget(target).length > 0;

/** Share of flagged values by kind, and of all attacks. */
const flaggedShares = (parameters: readonly Parameter[], write: (value: string) => string) => {
  const counts = new Map<string, { all: number; flagged: number }>();
  const count = (kind: string, flagged: boolean): void => {
    const entry = counts.get(kind) ?? { all: 0, flagged: 0 };
    counts.set(kind, { all: entry.all + 1, flagged: entry.flagged + Number(flagged) });
  };
  for (const { value, kind } of parameters) {
    const flagged = isFlagged(`/x?q=${write(value)}`);
    count(kind, flagged);
    if (kind !== 'norm') count('overall', flagged);
  }
  return Object.fromEntries([...counts].map(([kind, { all, flagged }]) => [kind, flagged / all]));
};

describe.skipIf(sharedDataMissing !== undefined)('20,712 labelled parameters', () => {
  const parameters =
    sharedDataMissing === undefined ? readParameters(readShared('data/http-params/payload_train.csv')) : [];
  const plain = flaggedShares(parameters, encodeURIComponent);

  it('are told apart: at least 99 % of the attacks, at most 0.1 % of the others', () => {
    expect(parameters).toHaveLength(20_712);
    expect(plain['overall']).toBeGreaterThanOrEqual(0.99);
    expect(plain['norm']).toBeLessThanOrEqual(0.001);
    for (const kind of ['sqli', 'xss', 'path-traversal'])
      expect(plain[kind], kind).toBeGreaterThanOrEqual(0.95);
    expect(plain['cmdi']).toBeGreaterThanOrEqual(0.85);
  });

  it.each(Object.entries(DISGUISES))('%s lose at most two points', (_name, disguise) => {
    const shares = flaggedShares(parameters, disguise);
    for (const kind of ['overall', 'sqli', 'xss', 'path-traversal', 'cmdi']) {
      expect(shares[kind], kind).toBeGreaterThanOrEqual((plain[kind] ?? 1) - 0.02);
    }
    expect(shares['norm']).toBeLessThanOrEqual(0.001);
  });
});
