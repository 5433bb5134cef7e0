// npm leaves out of the lock file the optional packages of platforms whose build it could not fetch, and
// "npm ci" then refuses the file everywhere. This adds them, with what their names tell: npm fetches such
// an entry only on its own platform. Run it after "npm install". Usage: complete-lock.mjs [--check] [LOCK]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What a name such as `@scope/name-linux-x64-musl` says; throws where it says nothing. */
const platformOf = (name) => {
  const words = name.split(/[/-]/);
  const system = SYSTEMS.find((each) => words.includes(each));
  const processor = PROCESSORS.find((each) => words.includes(each));
  if (system === undefined || processor === undefined)
    throw new Error(
      `the name of the optional package ${name} does not tell its platform; add it to the lock file by hand`,
    );
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : system === 'linux'
      ? ['glibc']
      : undefined;
  return { cpu: [processor], libc, os: [system] };
};

const missingEntries = (packages) => {
  const present = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !present.has(name))
      .map(([name, version]) => {
        const { cpu, libc, os } = platformOf(name);
        // npm's own order of keys, so that it leaves them alone; JSON leaves out what is undefined.
        return [`node_modules/${name}`, { version, cpu, dev, libc, optional: true, os }];
      }),
  );
};

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean' } },
  allowPositionals: true,
});
const file = positionals[0] ?? fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingEntries(lock.packages);
if (values.check) {
  for (const [path] of missing) console.error(`${file}: has no ${path}; run "npm run lock"`);
  process.exitCode = missing.length > 0 ? 1 : 0;
} else {
  const [[root, product], ...entries] = Object.entries(lock.packages);
  const sorted = [...entries, ...missing].sort(([left], [right]) => left.localeCompare(right, 'en'));
  const complete = { ...lock, packages: Object.fromEntries([[root, product], ...sorted]) };
  writeFileSync(file, `${JSON.stringify(complete, null, 2)}\n`);
}
console.log(
  `lock file: ${missing.length} optional packages of other platforms ${values.check ? 'missing' : 'added'}`,
);
