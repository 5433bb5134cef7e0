// Loaded before the program (node --import), so that the program that people run says on
// descriptor 3 when it loads, commits and writes its checkpoint: there it is killed.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const driver = createRequire(new URL('../../dist/store/duckdb-library.js', import.meta.url))(
  '@duckdb/node-api',
);
const { DuckDBConnection, DuckDBInstance } = driver;
const say = (phase) => writeSync(3, `${phase}\n`);
let hasCommitted = false;

const run = DuckDBConnection.prototype.run;
DuckDBConnection.prototype.run = async function (text, ...values) {
  if (text.startsWith('create temp table staged_lines_1 ')) say('load');
  if (text !== 'commit' || hasCommitted) return run.call(this, text, ...values);
  hasCommitted = true;
  say('commit');
  const result = await run.call(this, text, ...values);
  // What is known about the addresses is learnt behind the commit, and committed by itself.
  say('facts');
  return result;
};

const close = DuckDBInstance.prototype.closeSync;
DuckDBInstance.prototype.closeSync = function () {
  say('checkpoint');
  close.call(this);
  say('done');
};
