import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ORACLES = fileURLToPath(new URL('../oracles/', import.meta.url));

/** The first interpreter for which the Python condition holds, or undefined. */
export const pythonWith = (condition: string): string | undefined =>
  ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', `import sys\n${condition}\nsys.exit(0 if ok else 1)`]).status === 0,
  );

/** Runs test/oracles/NAME with a JSON request on standard input; returns its JSON answer. */
export const askOracle = (python: string, name: string, request: unknown): unknown => {
  const run = spawnSync(python, [`${ORACLES}${name}`], {
    input: JSON.stringify(request),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${name} failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
};
