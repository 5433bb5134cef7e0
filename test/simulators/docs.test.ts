import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SIMULATORS } from '../../src/simulators/registry.ts';
import { parseScenario } from '../../src/simulators/scenario.ts';

const page = readFileSync(new URL('../../docs/simulators.md', import.meta.url), 'utf8');

describe('docs/simulators.md', () => {
  it.each(SIMULATORS.map((simulator) => [simulator.name, simulator] as const))(
    'lists the attacks and parameters of %s as they are',
    (name, simulator) => {
      const section = page.split(`### \`simulate ${name}\`\n`)[1]?.split('\n### ')[0] ?? '';
      const rows = [
        ...simulator.attacks.map(
          (attack) =>
            `| \`${attack.name}\` | ${attack.attack.join(', ')} | ${attack.byDefault ? 'by default' : 'when asked'} | ${attack.summary} |`,
        ),
        ...simulator.parameters.map(
          (item) =>
            `| \`${item.name}\` | ${item.default} | ${item.minimum} to ${item.maximum} | ${item.description} |`,
        ),
      ];
      expect(rows.filter((row) => !section.includes(`${row}\n`))).toEqual([]);
    },
  );

  it('shows a scenario that can be read', () => {
    const example = page.split('```yaml\n')[1]?.split('```')[0] ?? '';
    expect(parseScenario(example).map((log) => log.simulator)).toEqual(['web', 'asa']);
  });
});
