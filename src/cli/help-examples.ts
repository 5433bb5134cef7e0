/** What a person types first with each command; shown below its help. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = Object.freeze({
  analyze: [
    'logfence access.log',
    "logfence '/var/log/nginx/access.log*' --report report.html",
    "logfence 's3://bucket/2026/03/*' --since 2026-03-10 --where 'not source.ip : \"10.0.0.0/8\"'",
  ],
  detect: ['logfence detect access.log --detectors rarity,request-errors --json'],
  explain: ['logfence explain 5517b3846506 access.log'],
  ingest: [
    "logfence ingest '/var/log/nginx/access.log*' --store case.duckdb",
    "MYSQL_PWD=... logfence ingest 'mysql://reader@db.example/logs?table=api_access&line=entry' --store case.duckdb",
  ],
  inputs: [
    'logfence inputs --store case.duckdb',
    'logfence inputs access.log --rejects',
    'logfence inputs --list s3://bucket/2026/',
  ],
  parse: ['tail -n 100 access.log | logfence parse -'],
  events: ["logfence events access.log --where 'http.response.status_code >= 500' --original"],
  fields: ['logfence fields access.log'],
  counts: [
    'logfence counts http.response.status_code access.log',
    'logfence counts http.response.status_code --given source.ip access.log',
    'logfence counts source.ip --by-prefix 24 --top 20 --store case.duckdb',
  ],
  crosstab: ['logfence crosstab http.request.method http.response.status_code access.log --normalize row'],
  describe: [
    'logfence describe access.log --fields http.response.body.bytes',
    "logfence describe access.log --by source.ip --metric 'distinct(url.path)'",
  ],
  resample: ['logfence resample access.log --every 15m --mode http.response.status_code'],
  pivot: [
    "logfence pivot access.log --by source.ip --metric 'errors=count(http.response.status_code >= 400)' --sort errors:desc",
  ],
  baseline: ['logfence baseline log.csv --rule lab-mean'],
  hosts: ['logfence hosts access.log'],
  sql: ['logfence sql \'select "source.ip", count(*) as n from web group by 1 order by 2 desc\' access.log'],
  plot: [
    'logfence plot line access.log --every 1h',
    "logfence plot scatter access.log --by source.ip --x 'requests=count()' --y 'paths=distinct(url.path)' --log-x --to clouds.svg",
  ],
  evaluate: ['logfence evaluate access.log --truth access.log.truth.json'],
  completion: ['source <(logfence completion bash)', 'logfence completion fish | source'],
  export: ['logfence export access.log --to events.parquet'],
});

/** The examples of a command as the end of its help text; '' where there are none. */
export const examplesOf = (command: string): string => {
  const examples = EXAMPLES[command] ?? [];
  return examples.length === 0
    ? ''
    : `\n${examples.length > 1 ? 'Examples' : 'Example'}:\n${examples.map((line) => `  ${line}`).join('\n')}`;
};
