import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../src/detectors/registry.ts';
import { SIMULATORS } from '../../src/simulators/registry.ts';
import { MEANT_KEYS, meantFor } from '../../scripts/quality/meant-detectors.mjs';

/** Rule files that run by default beside the built-in detectors. */
const RULES = ['login-many-users', 'login-many-failures'];

describe('What detectors are meant for', () => {
  it.each(SIMULATORS.flatMap(({ name, attacks }) => attacks.map((attack) => [name, attack.name] as const)))(
    'is written down for the attack of %s that is called %s',
    (simulator, attack) => {
      const known = [...DETECTORS.map(({ name }) => name), ...RULES];
      const meant = meantFor(simulator, attack);
      expect(meant.length).toBeGreaterThan(0);
      expect(known).toEqual(expect.arrayContaining([...meant]));
    },
  );

  it('names no attack that nobody simulates', () => {
    const names = SIMULATORS.flatMap(({ name, attacks }) =>
      attacks.flatMap((attack) => [attack.name, `${name}/${attack.name}`]),
    );
    expect(names).toEqual(expect.arrayContaining([...MEANT_KEYS]));
  });
});
