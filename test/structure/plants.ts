import type { Rules } from './planted-project.ts';

/** A file that breaks the named rules, or none of them. */
export interface Plant {
  readonly title: string;
  readonly path: string;
  readonly text: string;
  readonly breaks: readonly string[];
}

const TARGET = 'plant-target.ts';

/** One module per room for others to import; it breaks nothing. */
export const targets = (rules: Rules): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(rules.may).map((room) => [`src/${room}/${TARGET}`, 'export const target = 1;\n']),
  );

const importing = (specifier: string): string => `export { target } from '${specifier}';\n`;

/** Every room imports every other one: the pairs outside its row are caught, those in it are not. */
export const directionPlants = (rules: Rules): readonly Plant[] =>
  Object.entries(rules.may).flatMap(([room, row]) =>
    Object.keys(rules.may)
      .filter((other) => other !== room)
      .map((other) => ({
        title: `${room} ${row.includes(other) ? 'may' : 'must not'} import ${other}`,
        path: `src/${room}/plant-takes-${other}.ts`,
        text: importing(`../${other}/${TARGET}`),
        breaks: row.includes(other) ? [] : [`${room}-imports-only-its-row`],
      })),
  );

/** Every pure room imports a package outside its list, also for its types alone, and each one in its list. */
export const packagePlants = (rules: Rules): readonly Plant[] =>
  Object.entries(rules.purePackages).flatMap(([room, names]) => [
    {
      title: `${room} must not import tinyglobby`,
      path: `src/${room}/plant-package.ts`,
      text: "import { globSync } from 'tinyglobby';\nexport const find = globSync;\n",
      breaks: [`${room}-uses-only-its-packages`],
    },
    {
      title: `${room} must not import the types of tinyglobby`,
      path: `src/${room}/plant-package-types.ts`,
      text: "import type { GlobOptions } from 'tinyglobby';\nexport type Find = GlobOptions;\n",
      breaks: [`${room}-uses-only-its-packages`],
    },
    ...names.map((name, index) => ({
      title: `${room} may import ${name}`,
      path: `src/${room}/plant-package-${index}.ts`,
      text: `export * from '${name}';\n`,
      breaks: [],
    })),
  ]);

const special = (rule: string, path: string, text: string, alsoBreaks: readonly string[] = []): Plant => ({
  title: `${path} breaks ${rule}`,
  path,
  text,
  breaks: [rule, ...alsoBreaks],
});

const innocent = (path: string, text: string): Plant => ({
  title: `${path} breaks nothing`,
  path,
  text,
  breaks: [],
});

/** One file per rule that is not about a row or a package list. */
export const specialPlants = (): readonly Plant[] => [
  special('only-the-adapter-knows-its-engine', 'src/ingest/plant-engine.ts', "import '@duckdb/node-api';\n"),
  special('only-the-adapter-knows-its-engine', 'src/store/plant-engine.ts', "import '@clickhouse/client';\n"),
  special('only-cli-knows-the-terminal', 'src/workflows/plant-terminal.ts', "import 'commander';\n"),
  special('only-sources-know-their-drivers', 'src/ingest/plant-driver.ts', "import 'mysql2';\n"),
  special('no-circle', 'src/ingest/plant-circle-a.ts', "export { b as a } from './plant-circle-b.ts';\n"),
  // A circle is told once, at the first of its modules.
  innocent('src/ingest/plant-circle-b.ts', "export { a as b } from './plant-circle-a.ts';\n"),
  special(
    'no-circle',
    'src/ingest/plant-types-a.ts',
    "import type { B } from './plant-types-b.ts';\nexport type A = B | 1;\n",
  ),
  innocent(
    'src/ingest/plant-types-b.ts',
    "import type { A } from './plant-types-a.ts';\nexport type B = A | 2;\n",
  ),
  special('web-knows-only-protocol-and-charts', 'web/plant.ts', importing(`../src/kernel/${TARGET}`)),
  innocent('web/plant-charts.ts', importing(`../src/charts/${TARGET}`)),
  special(
    'workflows-imports-only-its-row',
    'src/workflows/plant-web.ts',
    importing('../../web/plant-charts.ts'),
  ),
  special(
    'engines-are-chosen-at-the-top',
    'src/ingest/plant-chooses.ts',
    importing('../store/duckdb-plant.ts'),
  ),
  innocent('src/store/duckdb-plant.ts', 'export const target = 1;\n'),
  innocent('src/workflows/plant-chooses.ts', importing('../store/duckdb-plant.ts')),
  special('no-room-outside-the-plan', 'src/workflows/plant-attic.ts', importing('../attic/plant.ts'), [
    'workflows-imports-only-its-row',
  ]),
  special('no-room-outside-the-plan', 'src/attic/plant.ts', 'export const target = 1;\n'),
  special('plugins-do-not-know-each-other', 'src/formats/plant-a/a.ts', importing('../plant-b/b.ts')),
  innocent('src/formats/plant-b/b.ts', 'export const target = 1;\n'),
  special('plugins-do-not-know-each-other', 'src/detectors/plant-a/a.ts', importing('../plant-b/b.ts')),
  innocent('src/detectors/plant-b/b.ts', 'export const target = 1;\n'),
  innocent('src/detectors/plant-a/own.ts', importing('./a.ts')),
  special('no-test-in-product', 'src/ingest/plant-test.ts', importing('../../test/plant.ts')),
  special('no-test-in-product', 'src/ingest/plant-script.ts', importing('../../scripts/plant.ts')),
  special('no-test-in-product', 'src/ingest/plant-bench.ts', importing('../../bench/plant.ts')),
  special('nobody-enters-by-the-front-door', 'src/cli/plant-door.ts', "import '../index.ts';\n", [
    'cli-imports-only-its-row',
  ]),
  special('library-opens-only-the-workflows', 'src/index.ts', importing(`./ingest/${TARGET}`)),
  special('every-import-is-found', 'src/ingest/plant-lost.ts', "import './plant-that-is-not-there.ts';\n"),
  special('every-import-is-found', 'src/ingest/plant-missing.ts', "import 'a-package-nobody-installed';\n"),
];

/** Files outside src that plants reach for. */
export const outsiders: Readonly<Record<string, string>> = {
  'test/plant.ts': 'export const target = 1;\n',
  'bench/plant.ts': 'export const target = 1;\n',
  'scripts/plant.ts': 'export const target = 1;\n',
};
