import { createRequire } from 'node:module';
import type * as Library from '@duckdb/node-api';
import type dataAccessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';

const load = createRequire(import.meta.url);

/**
 * The engine's driver, loaded by `require`: it is a CommonJS package of a hundred files, and
 * an `import` reads them all once more to find their exported names, which costs 0.1 s.
 */
export const { DuckDBInstance, DuckDBListValue, DuckDBTimestampTZValue, DuckDBTimestampValue } = load(
  '@duckdb/node-api',
) as typeof Library;

// The driver's own decoder drops a byte order mark at the start of a text: two values would look alike.
Object.assign(load('@duckdb/node-api/lib/vectors/dataAccessors.js') as typeof dataAccessors, {
  textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }),
});
