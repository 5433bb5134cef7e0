// The Zeek document's five questions through the library: reads a Zeek http.log and prints the
// answers as JSON, in the shape of zeek_questions.py.
//   node bench/zeek-questions.mjs ROOT http.log [STORE]
const [root, file, store] = process.argv.slice(2);
const { open } = await import(`${root}/dist/index.js`);
const TOP = 20;

const asked = { onlyFields: ['source.ip', 'http.response.status_code', 'user_agent.original'] };
const data = await open(file, store === undefined ? asked : { store });
const top = async (options) =>
  (await data.counts({ limit: TOP, ...options })).map(({ value, count }) => [String(value ?? '-'), count]);
const hours = await data.resample({ every: '1h', mode: ['http.response.status_code'] });
const modeOf = (row) => row['mode(http.response.status_code)'] ?? null;
console.log(
  JSON.stringify({
    status: await top({ field: 'http.response.status_code' }),
    addresses: await top({ field: 'source.ip' }),
    hours: hours.map((row) => [row.events, modeOf(row) === null ? null : String(modeOf(row))]),
    agents: await top({ field: 'user_agent.original' }),
    refused: await top({ field: 'source.ip', where: 'http.response.status_code : (403 or 404)' }),
  }),
);
await data.close();
