// The plan of the house, for dependency-cruiser: who may import whom, and which rooms know the world.
// scripts/check-structure.mjs runs it; test/structure plants a violation of every rule.

/** Who may import whom. A folder not in its row may not be imported from it. */
export const may = {
  kernel: [],
  schema: ['kernel'],
  stats: ['kernel'],
  sql: ['kernel'],
  config: ['kernel', 'schema'],
  protocol: ['schema'],
  charts: ['kernel'],
  reporters: ['kernel', 'schema', 'charts'],
  alerts: ['kernel', 'schema', 'store'],
  sources: ['kernel'],
  formats: ['kernel', 'schema', 'sql'],
  enrichment: ['kernel', 'schema', 'sql'],
  store: ['kernel', 'schema', 'sql'],
  simulators: ['kernel', 'schema', 'stats'],
  filter: ['kernel', 'schema', 'sql'],
  rules: ['kernel', 'schema', 'sql', 'filter'],
  ingest: ['kernel', 'schema', 'sql', 'sources', 'formats', 'enrichment', 'store'],
  explore: ['kernel', 'schema', 'stats', 'sql', 'filter', 'store'],
  detectors: ['kernel', 'schema', 'stats', 'sql', 'filter', 'store', 'explore', 'rules'],
  evaluation: ['kernel', 'schema', 'stats', 'sql', 'filter', 'store', 'explore', 'detectors'],
  response: ['kernel', 'schema', 'sql', 'filter', 'store'],
  watch: ['kernel', 'schema', 'sql', 'store', 'ingest', 'detectors'],
  workflows: [
    'kernel',
    'schema',
    'charts',
    'reporters',
    'alerts',
    'stats',
    'sql',
    'filter',
    'rules',
    'response',
    'config',
    'sources',
    'formats',
    'enrichment',
    'store',
    'ingest',
    'explore',
    'detectors',
    'simulators',
    'evaluation',
    'watch',
  ],
  server: ['kernel', 'schema', 'config', 'protocol', 'workflows', 'reporters'],
  cli: ['kernel', 'schema', 'config', 'workflows', 'reporters', 'server'],
};

/** Rooms that touch no file, network, clock or global randomness, with the npm packages each may use. */
export const purePackages = {
  kernel: ['string-width'],
  schema: ['valibot'],
  stats: [],
  sql: ['ipaddr.js'],
  formats: ['ipaddr.js'],
  rules: ['yaml', 'valibot'],
  filter: ['ipaddr.js'],
  explore: [],
  detectors: ['ipaddr.js'],
  evaluation: ['ipaddr.js'],
  reporters: ['@observablehq/plot', 'csv-stringify'],
  charts: ['@observablehq/plot', 'linkedom'],
  simulators: ['yaml'],
  protocol: ['valibot'],
};

/** npm packages that belong to one place, as patterns of the importing file and of the package. */
const owners = {
  'only-the-adapter-knows-its-engine': ['^src/store/(duckdb|clickhouse)', '(@duckdb|@clickhouse)'],
  'only-cli-knows-the-terminal': ['^src/cli/', '(commander|cli-table3|cli-progress|picocolors)'],
  'only-sources-know-their-drivers': [
    '^src/sources/',
    '(@aws-sdk|mysql2|pg|node-sqlite3-wasm|fzstd|xz-decompress)',
  ],
};

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const direction = Object.entries(may).map(([room, rooms]) => ({
  name: `${room}-imports-only-its-row`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^(src|web)/', pathNot: `^src/(${[room, ...rooms].join('|')})/` },
}));

const packages = Object.entries(purePackages).map(([room, names]) => ({
  name: `${room}-uses-only-its-packages`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: 'node_modules/',
    ...(names.length > 0 ? { pathNot: `node_modules/(${names.map(literally).join('|')})/` } : {}),
  },
}));

const ownership = Object.entries(owners).map(([name, [owner, names]]) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: owner },
  to: { path: `node_modules/${names}/` },
}));

export default {
  forbidden: [
    ...direction,
    ...packages,
    ...ownership,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'web-knows-only-protocol-and-charts',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', pathNot: '^src/(protocol|charts)/' },
    },
    {
      name: 'pure-rooms-touch-no-world',
      severity: 'error',
      from: { path: `^src/(${Object.keys(purePackages).join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(assert|util|path|url|buffer|crypto)(/|$)' },
    },
    {
      name: 'engines-are-chosen-at-the-top',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(store|workflows)/' },
      to: { path: '^src/store/(duckdb|clickhouse)' },
    },
    {
      name: 'no-room-outside-the-plan',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(index\\.ts$|(${Object.keys(may).join('|')})/)` },
    },
    {
      name: 'plugins-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/(formats|detectors)/([^/]+)/' },
      to: { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/' },
    },
    {
      name: 'library-opens-only-the-workflows',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      // Rows of the store are part of what the library gives; the store itself is not.
      to: {
        path: '^(src|web)/',
        pathNot: '^src/((kernel|schema|config|workflows|reporters)/|store/event-store\\.ts$)',
      },
    },
    {
      name: 'nobody-enters-by-the-front-door',
      severity: 'error',
      from: { path: '^(src|web)/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'no-test-in-product',
      severity: 'error',
      from: { path: '^(src|web)/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    { name: 'every-import-is-found', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
