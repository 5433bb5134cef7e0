// Checks the plan of the house: who imports whom (dependency-rules.mjs), what pure rooms take from
// the world, who prints. Usage: check-structure.mjs [--root FOLDER] [--json]
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findAmbientUses } from './structure/ambient.mjs';
import { cruiseProject } from './structure/cruise.mjs';
import { findPrinting } from './structure/printing.mjs';
import { openProgram } from './structure/program.mjs';

const { values } = parseArgs({ options: { root: { type: 'string' }, json: { type: 'boolean' } } });
const root = values.root === undefined ? fileURLToPath(new URL('..', import.meta.url)) : resolve(values.root);

/** Modules in a folder without a row, which the cruiser sees only when somebody imports them. */
const findStrangers = ({ files }, rooms) =>
  files
    .filter(({ room, path }) => !rooms.has(room) && path !== 'src/index.ts')
    .map(({ path }) => ({
      rule: 'no-room-outside-the-plan',
      file: path,
      detail: 'lies in no room of the plan',
    }));

const { modules, violations } = await cruiseProject(root);
const { may, purePackages } = await import(pathToFileURL(join(root, 'dependency-rules.mjs')).href);
const program = openProgram(root);
violations.push(
  ...findStrangers(program, new Set(Object.keys(may))),
  ...findAmbientUses(program, new Set(Object.keys(purePackages))),
  ...findPrinting(program),
);

if (values.json) console.log(JSON.stringify({ modules, violations }));
else {
  for (const { rule, file, detail } of violations) console.error(`${file}: ${detail} (${rule})`);
  console.log(`structure: ${modules} modules, ${violations.length} violations`);
}
process.exitCode = violations.length > 0 ? 1 : 0;
