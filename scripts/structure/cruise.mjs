import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { globSync } from 'tinyglobby';

const posix = (path) => path.split(sep).join('/');

/**
 * Runs the rules of dependency-rules.mjs over src/ and web/ of a project. The cruiser looks at the
 * process's working folder, so that this changes it. A rule set that sees nothing passes blindly:
 * every file there is must have been cruised.
 *
 * @param {string} root absolute path of the project
 * @returns {Promise<{ modules: number, violations: { rule: string, file: string, detail: string }[] }>}
 */
export const cruiseProject = async (root) => {
  process.chdir(root);
  const folders = ['src', 'web'].filter((folder) => existsSync(join(root, folder)));
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,js,mjs}`, { cwd: root }));
  if (files.length === 0)
    throw new Error(`${root} holds no modules below src/ or web/, so nothing was checked`);
  const options = await extractDepcruiseOptions(join(root, 'dependency-rules.mjs'));
  const tsConfig = extractTSConfig(join(root, 'tsconfig.json'));
  const { output } = await cruise(folders, { ...options, baseDir: root }, undefined, { tsConfig });
  const seen = new Set(output.modules.map((module) => posix(module.source)));
  const unseen = files.map(posix).filter((file) => !seen.has(file));
  if (unseen.length > 0)
    throw new Error(`${unseen.length} modules were not cruised, the first is ${unseen[0]}`);
  return {
    modules: files.length,
    violations: output.summary.violations.map((violation) => ({
      rule: violation.rule.name,
      file: posix(relative(root, join(root, violation.from))),
      detail: `imports ${violation.to}`,
    })),
  };
};
