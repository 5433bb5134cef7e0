import type { Rules } from './planted-project.ts';
import type { Plant } from './plants.ts';

const AMBIENT = 'pure-rooms-take-nothing-ambient';
const WORLD = 'pure-rooms-touch-no-world';
const PRINTS = 'only-cli-prints';

/** What reaches for clock, network, randomness or machine without importing anything. */
const AMBIENT_SNIPPETS: readonly string[] = [
  'export const now = Date.now();',
  "export const now = Date['now']();",
  'export const now = new Date();',
  'export const now = new Date;',
  'export const now = Date();',
  'const Clock = Date; export const now = Clock.now();',
  'const { now } = Date; export const time = now();',
  'export const local = new Date(2026, 1, 2);',
  'export const hour = new Date(0).getHours();',
  'export const text = new Date(0).toString();',
  'export const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;',
  "export const order = ['b', 'a'].sort((left, right) => left.localeCompare(right));",
  'export const text = (1234.5).toLocaleString();',
  'export const luck = Math.random();',
  "export const luck = Math['random']();",
  'const { random } = Math; export const luck = random();',
  'const maths = Math; export const luck = maths.random();',
  "export const luck = Reflect.get(Math, 'random')();",
  'export const time = performance.now();',
  'export const id = crypto.randomUUID();',
  'export const bytes = crypto.getRandomValues(new Uint8Array(4));',
  "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();",
  "import { randomBytes as luck } from 'node:crypto';\nexport const bytes = luck(4);",
  "import * as crypto from 'node:crypto';\nexport const bytes = crypto.randomBytes(4);",
  "import nodeCrypto from 'node:crypto';\nexport const bytes = nodeCrypto.randomBytes(4);",
  "import { resolve } from 'node:path';\nexport const here = resolve('x');",
  "export const page = fetch('http://127.0.0.1/');",
  "export const socket = new WebSocket('ws://127.0.0.1/');",
  'setTimeout(() => undefined, 1);',
  'setInterval(() => undefined, 1);',
  'setImmediate(() => undefined);',
  'export const signal = AbortSignal.timeout(1);',
  "export const home = process.env['HOME'];",
  'export const here = process.cwd();',
  'export const time = process.hrtime();',
  'const { platform } = process; export const name = platform;',
  'export const time = globalThis.Date.now();',
  "export const time = (globalThis as never as { performance: { now(): number } })['performance'].now();",
  'export const time = global.performance.now();',
  "export const time = eval('Date.now()');",
  "export const time = new Function('return Date.now()')();",
  "export const time = ''.constructor.constructor('return Date.now()')();",
  "export const time = (0)['constructor'].constructor('return 1')();",
  'declare const process: { pid: number };\nexport const id = process.pid;',
  'export const here = import.meta.url;',
  "export const files = import('node:fs');",
  "export const files = require('node:fs');",
];

/** Names that only look like the world. */
const INNOCENT = `
export const local = (performance: { now(): number }, process: { pid: number }): number =>
  performance.now() + process.pid;
const random = (): number => 4;
export const dice = { random, now: (): number => 0, fetch: 1 };
export const sum = dice.random() + dice.now() + Math.floor(1.5) + Math.PI;
export const epoch = new Date(0).toISOString();
export const isTime = (value: unknown): boolean => value instanceof Date;
export const at = (value: Date): number => value.getTime() + value.getUTCHours() + Date.UTC(2026, 1) + Date.parse(epoch);
export type Timer = typeof setTimeout;
export const failure = (cause: unknown): Error => new TypeError('no', { cause });
export const text = (1234.5).toLocaleString('en-US') + new Intl.NumberFormat('en-US').format(1);
export class Box {
  constructor(readonly name: string) {}
}
`;

/** Each ambient thing in one pure room, one of them in every pure room, and none in the others. */
export const ambientPlants = (rules: Rules): readonly Plant[] => [
  ...AMBIENT_SNIPPETS.map((text, index) => ({
    title: `a pure room must not hold: ${text.replaceAll('\n', ' ')}`,
    path: `src/stats/plant-ambient-${index}.ts`,
    text: `${text}\nexport {};\n`,
    breaks: text.includes("('node:fs')") ? [AMBIENT, WORLD] : [AMBIENT],
  })),
  {
    title: 'names that only look like the world pass',
    path: 'src/stats/plant-innocent.ts',
    text: INNOCENT,
    breaks: [],
  },
  ...Object.keys(rules.may).map((room) => ({
    title: `${room} ${room in rules.purePackages ? 'must not' : 'may'} read the clock`,
    path: `src/${room}/plant-clock.ts`,
    text: 'export const now = (): number => Date.now();\n',
    breaks: room in rules.purePackages ? [AMBIENT] : [],
  })),
];

/** Every pure room imports a module of Node that reaches the world, and one that does not. */
export const worldPlants = (rules: Rules): readonly Plant[] =>
  Object.keys(rules.purePackages).flatMap((room) => [
    ...['node:fs', 'fs/promises', 'node:http', 'node:child_process', 'node:os', 'node:module'].map(
      (name) => ({
        title: `${room} must not import ${name}`,
        path: `src/${room}/plant-core-${name.replace(/[^a-z]+/g, '-')}.ts`,
        text: `import '${name}';\n`,
        breaks: [WORLD],
      }),
    ),
    {
      title: `${room} may hash`,
      path: `src/${room}/plant-hash.ts`,
      text: "import { createHash } from 'node:crypto';\nexport const make = createHash;\n",
      breaks: [],
    },
  ]);

const PRINTING_SNIPPETS: readonly string[] = [
  "console.error('x');",
  "const { log } = console;\nlog('x');",
  "process.stdout.write('x');",
  "process['stderr'].write('x');",
  "const { stdout } = process;\nstdout.write('x');",
  'process.exit(1);',
  'process.exitCode = 1;',
  "import { stdout } from 'node:process';\nstdout.write('x');",
  "import { log } from 'node:console';\nlog('x');",
  "import { writeSync } from 'node:fs';\nwriteSync(1, 'x');",
  "import { appendFileSync } from 'node:fs';\nappendFileSync('/dev/stderr', 'x');",
];

/** Printing in every room but cli, and each way of it in one. */
export const printingPlants = (rules: Rules): readonly Plant[] => [
  ...PRINTING_SNIPPETS.map((text, index) => ({
    title: `only cli may hold: ${text.replaceAll('\n', ' ')}`,
    path: `src/ingest/plant-printing-${index}.ts`,
    text: `${text}\nexport {};\n`,
    breaks: [PRINTS],
  })),
  ...Object.keys(rules.may).map((room) => ({
    title: `${room} ${room === 'cli' ? 'may' : 'must not'} print`,
    path: `src/${room}/plant-printing.ts`,
    text: "console.log('x');\nexport {};\n",
    breaks: room === 'cli' ? [] : room in rules.purePackages ? [AMBIENT, PRINTS] : [PRINTS],
  })),
];
