// Reads one file into a store as the product does, and says on standard output when it
// loads, commits and writes its checkpoint, so that the parent can kill it there.
import { writeSync } from 'node:fs';

const [folder, store, file] = process.argv.slice(2);
const load = (path) => import(new URL(path, `file://${folder}/`).href);
const { openDuckdbStore } = await load('store/duckdb.js');
const { openSources } = await load('sources/open.js');
const { ingestSource } = await load('ingest/ingest-source.js');
const { FORMATS } = await load('formats/registry.js');

const say = (phase) => writeSync(1, `${phase}\n`);
const opened = await openDuckdbStore({ path: store, memoryLimitBytes: 300e6 });
const execute = opened.execute.bind(opened);
opened.execute = async (statement) => {
  const isCommit = statement.parts[0] === 'commit';
  if (isCommit) say('commit');
  await execute(statement);
};
const { sources } = await openSources(file);
say('load');
for (const source of sources) {
  await ingestSource(opened, source, {
    formats: FORMATS,
    timeZone: 'UTC',
    now: () => Date.now(),
    takeLastLine: false,
  });
}
say('checkpoint');
await opened.compact();
await opened.close();
say('done');
