// Checks what is tracked: nothing of the machine it was written on, no download address in a lock
// file, nothing generated, nothing large, no test that is switched off. Usage: check-repo.mjs [--root FOLDER]
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LARGEST_BYTES = 1024 * 1024;

const { values } = parseArgs({ options: { root: { type: 'string' } } });
const root = resolve(values.root ?? fileURLToPath(new URL('..', import.meta.url)));

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Folders of the machine this runs on; a home such as /root is too common a word in logs to look for alone. */
const machinePaths = [
  root.replace(/\/$/, ''),
  `${homedir()}/.npm`,
  `${homedir()}/.cache`,
  `${homedir()}/.config`,
];

const textRules = [
  {
    rule: 'names a folder of a machine',
    pattern: new RegExp(
      `(?:${machinePaths.map(literally).join('|')}|[/]work/(?:main|shared)|[/]Users/[a-z])(?![\\w-])`,
    ),
  },
  {
    rule: 'names a package registry',
    pattern: /registry\.(npmjs|yarnpkg|npmmirror)\.|npm\.pkg\.github\.com|_auth[T]oken/,
  },
  {
    rule: 'holds a download address in a lock file',
    files: /(^|\/)(package-lock|npm-shrinkwrap)\.json$/,
    pattern: /"resolved": "(?!file:)|https?:\/\/[^"]*\.tgz/,
  },
  {
    rule: 'switches a test on alone or off',
    files: /^test\/.*\.(ts|mjs)$/,
    pattern:
      /\b(it|test|describe|suite|bench)(\.(concurrent|sequential|each))*\.(only|skip|todo|fails)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(/,
  },
  { rule: 'holds a mark of an unresolved merge', pattern: /^(<<<<<<<|>>>>>>>) /m },
];

const generated =
  /(^|\/)(dist|coverage|node_modules)\/|\.(min\.js|bundle\.js|js\.map|tsbuildinfo|duckdb|tgz)$/;
const isFixture = (file) => /(^|\/)(fixtures|golden)\//.test(file);

const textProblems = (file, bytes) => {
  if (bytes.includes(0)) return [];
  const text = bytes.toString('utf8');
  return textRules
    .filter(({ files }) => files === undefined || files.test(file))
    .flatMap(({ rule, pattern }) => {
      const found = pattern.exec(text);
      if (found === null) return [];
      return [`${file}:${text.slice(0, found.index).split('\n').length}: ${rule} ("${found[0]}")`];
    });
};

const problemsOf = (file) => {
  const status = lstatSync(join(root, file), { throwIfNoEntry: false });
  if (status === undefined) return [];
  if (status.isSymbolicLink()) return [`${file}: is a symbolic link`];
  const problems = generated.test(file) ? [`${file}: is generated; do not track it`] : [];
  if (status.size > LARGEST_BYTES)
    return [...problems, `${file}: is ${status.size} bytes, over ${LARGEST_BYTES}`];
  return isFixture(file) ? problems : [...problems, ...textProblems(file, readFileSync(join(root, file)))];
};

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter(Boolean);
if (files.length === 0) throw new Error(`git tracks no files in ${root}, so nothing was checked`);
const problems = files.flatMap(problemsOf);
for (const problem of problems) console.error(problem);
console.log(`repository: ${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
