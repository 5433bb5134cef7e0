import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../scripts/quality/detector-pages.mjs';
import { DETECTORS } from '../../src/detectors/registry.ts';
import { consoleBlocks, relativeLinks } from './console-blocks.ts';
import { ROOT } from './pages.ts';

/** Rule files that run by default beside the built-in detectors. */
const RULES = ['login-many-users', 'login-many-failures'];
const names = [...DETECTORS.map(({ name }) => name), ...RULES];

describe.each(names)('The page of %s', (name) => {
  const folder = join(ROOT, 'docs/detectors');
  const file = join(folder, `${pageOf(name)}.md`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';

  it('says where its method is from, its limits, and what was measured', () => {
    expect(text).toMatch(/^\*\*Source\.\*\* \S/m);
    expect(text).toMatch(/^## False positives and limits$|^Limits: |\bLimits: /m);
    const measured = /<!-- measured by npm run quality -->\n([\s\S]+?)<!-- end of what was measured -->/.exec(
      text,
    );
    expect(measured?.[1]).toMatch(/\S/);
  });

  it('shows a picture that one of its commands draws', () => {
    const pictures = relativeLinks(text).filter((link) => /^pictures\/[a-z-]+\.svg$/.test(link));
    const plots = consoleBlocks(text)
      .flatMap(({ commands }) => commands)
      .filter(({ command }) => command.startsWith('logfence plot '));
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      expect(existsSync(join(folder, picture))).toBe(true);
      expect(plots.some(({ command }) => command.includes(`--to ${picture.replace('pictures/', '')}`))).toBe(
        true,
      );
    }
  });
});
