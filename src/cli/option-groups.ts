import { type Command, Option } from 'commander';
import { splitFieldList } from '../kernel/field-call.ts';
import { repeated, wholeNumber } from './plot-options.ts';

export const list = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...splitFieldList(text),
];

export const csvOption = (description: string): Option => new Option('--csv', description).conflicts('json');

/** Options of everything that reads events, with labels where there are some. */
export const withData = (command: Command): Command =>
  below(withReading(command), HEADINGS.reading, (each) =>
    each.option('--truth <file>', 'labels: adds label.attack and label.name to every event'),
  );

/** Headings of the help text; options of a command's own come first, below `Options:`. */
export const HEADINGS = Object.freeze({
  events: 'Which events:',
  rows: 'Rows of the answer:',
  tuning: 'Rules and settings:',
  reading: 'Reading:',
  known: 'What is known about addresses:',
  output: 'Output:',
});

/** Adds options below a heading of the help text. */
const below = (command: Command, heading: string, add: (command: Command) => Command): Command =>
  add(command.optionsGroup(heading)).optionsGroup('');

export const withReading = (command: Command): Command => {
  below(command, HEADINGS.reading, withInputOptions);
  below(command, HEADINGS.known, withKnowledge);
  return below(command, HEADINGS.output, (each) =>
    each.option('--quiet', 'no progress and no notes').option('--json', 'one JSON object'),
  );
};

const withInputOptions = (command: Command): Command =>
  command
    .option('--store <path>', 'keep events in, or take them from, this database')
    .option('--format <name>', 'take this format instead of detecting it')
    .option(
      '--pattern <text>',
      'an Apache LogFormat, an nginx log_format or a regular expression with named groups',
    )
    .option('--mapping <file>', 'which ECS field each column of a CSV, JSON or key=value log is')
    .option('--time-zone <zone>', 'zone of stamps that carry none (default UTC)')
    .option('--year <year>', 'year of the newest stamps that carry none', wholeNumber)
    .option('--again', 'read inputs again that are stored already')
    .option(
      '--max-expansion <n>',
      'decompressed bytes per compressed byte that are still believed (250)',
      wholeNumber,
    );

const withKnowledge = (command: Command): Command =>
  command
    .option('--client-ip <field>', 'take the client from this field where a trusted proxy forwarded it')
    .option('--trusted-proxies <cidrs>', 'proxies whose forwarded address is believed', list)
    .option('--names <file>', 'CSV of owner, role, criticality by address, CIDR or host')
    .option('--indicators <file>', 'list of bad addresses, domains, agents (may be repeated)', repeated)
    .option('--mmdb <file>', 'MMDB file with cities or more (may be repeated)', repeated);

/** Options of everything that runs detectors. */
export const withTuning = (command: Command): Command =>
  below(command, HEADINGS.tuning, (each) =>
    each
      .option('--rules <file>', 'a rule file to run, too (may be repeated)', repeated)
      .option('--config <file>', 'settings of detectors and rules (YAML), such as sweep --save writes'),
  );

export const withFilter = (command: Command): Command =>
  below(command, HEADINGS.events, (each) =>
    each
      .option('--where <filter>', "only events that match, e.g. 'http.response.status_code >= 400'")
      .option('--since <time>', 'only events from this time on')
      .option('--until <time>', 'only events before this time'),
  );

export const withDatasets = (command: Command): Command =>
  below(withFilter(command), HEADINGS.events, (each) =>
    each.option('--dataset <names>', 'only these datasets, e.g. web,auth', list),
  );

export const withWeight = (command: Command): Command =>
  below(command, HEADINGS.events, (each) =>
    each.option('--no-weigh', 'count every event once, even one that stands for several (event.occurrences)'),
  );

export const withRows = (command: Command): Command =>
  below(
    below(command, HEADINGS.rows, (each) =>
      each
        .option('--sort <field>', 'order by a column of the result, FIELD or FIELD:desc')
        .option('--having <condition>', 'only rows of the result that match')
        .option('--fields <names>', 'only these columns', list)
        .option('--limit <n>', 'at most so many rows (default 20, all with --json and --csv)', wholeNumber),
    ),
    HEADINGS.output,
    (each) => each.addOption(csvOption('comma-separated values')),
  );

/** The only options that ask a network about addresses. */
export const withResolving = (command: Command): Command =>
  below(command, HEADINGS.known, (each) =>
    each
      .option('--resolve-names', 'ask name servers for the names of public addresses, and keep them')
      .option('--resolve-internal', 'ask about private addresses, too')
      .option('--dns-server <address>', 'name server to ask'),
  );
