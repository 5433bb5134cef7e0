import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStructure, copyProject, loadRules, plant, type StructureAnswer } from './planted-project.ts';
import { directionPlants, outsiders, packagePlants, type Plant, specialPlants, targets } from './plants.ts';
import { ambientPlants, printingPlants, worldPlants } from './world-plants.ts';

const rules = await loadRules();
/** Plants that are judged together: those of one room, or a single one. */
const roomOf = ({ path }: Plant): string => path.split('/')[1] ?? '';
const perRoom = {
  'imports what its row allows, and is caught at anything else': directionPlants(rules),
  'uses the npm packages of its list, and is caught at another': packagePlants(rules),
  'may use harmless modules of Node, and is caught at those that reach the world': worldPlants(rules),
};
const single = [...specialPlants(), ...ambientPlants(rules), ...printingPlants(rules)];
const plants = [...Object.values(perRoom).flat(), ...single];

describe('a copy of the project with violations planted in it', () => {
  const copy = copyProject();
  let answer: StructureAnswer;
  beforeAll(async () => {
    plant(copy.root, { ...targets(rules), ...outsiders });
    plant(copy.root, Object.fromEntries(plants.map(({ path, text }) => [path, text])));
    answer = await checkStructure(copy.root);
  });
  afterAll(copy.remove);

  it('fails', () => {
    expect(answer.exitCode, answer.stderr).toBe(1);
  });

  const brokenBy = ({ path }: Plant): readonly string[] =>
    [...new Set(answer.violations.filter(({ file }) => file === path).map(({ rule }) => rule))].sort();

  for (const [title, group] of Object.entries(perRoom))
    it.each([...new Set(group.map(roomOf))])(`%s ${title}`, (room) => {
      const own = group.filter((each) => roomOf(each) === room);
      const expected = own.map((each) => [each.title, [...each.breaks].sort()]);
      expect(own.map((each) => [each.title, brokenBy(each)])).toEqual(expected);
    });

  it.each(single)('$title', (each) => {
    expect(brokenBy(each)).toEqual([...each.breaks].sort());
  });

  it('shows nothing but what was planted', () => {
    const planted = new Set(plants.map(({ path }) => path));
    expect(answer.violations.filter(({ file }) => !planted.has(file))).toEqual([]);
  });

  it('breaks every rule there is', () => {
    const broken = new Set(answer.violations.map(({ rule }) => rule));
    const names = [
      ...rules.default.forbidden.map(({ name }) => name),
      'pure-rooms-take-nothing-ambient',
      'only-cli-prints',
    ];
    expect(names.filter((name) => !broken.has(name))).toEqual([]);
  });
});

describe('the structure check', () => {
  it('passes on the project as it is and has seen every module of it', async () => {
    const copy = copyProject();
    const answer = await checkStructure(copy.root);
    const files = globSync('{src,web}/**/*.ts', { cwd: copy.root });
    copy.remove();
    expect(answer.violations).toEqual([]);
    expect(answer.exitCode, answer.stderr).toBe(0);
    expect(answer.modules).toBe(files.length);
    expect(answer.modules).toBeGreaterThan(0);
  });

  it('fails on a project without modules instead of passing blindly', async () => {
    const copy = copyProject({ withSources: false });
    const answer = await checkStructure(copy.root);
    copy.remove();
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('holds no modules');
  });

  it('names file and reason of a single violation in a clean copy', async () => {
    const copy = copyProject();
    plant(copy.root, { 'src/kernel/one-plant.ts': "export { sql } from '../sql/sql.ts';\n" });
    const answer = await checkStructure(copy.root);
    copy.remove();
    expect(answer.exitCode).toBe(1);
    expect(answer.violations).toEqual([
      {
        rule: 'kernel-imports-only-its-row',
        file: 'src/kernel/one-plant.ts',
        detail: 'imports src/sql/sql.ts',
      },
    ]);
  });
});

describe('every package a pure room may use', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

  it('is a dependency of the product', () => {
    const listed = [...new Set(Object.values(rules.purePackages).flat())];
    expect(listed.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});
