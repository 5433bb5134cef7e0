import { Command, Option } from 'commander';
import { UsageError } from '../kernel/errors.ts';
import { packageVersion } from '../workflows/version.ts';
import type { CommandContext, Runner } from './command-context.ts';
import { withEvaluation, withSweep } from './evaluation-options.ts';
import {
  csvOption,
  list,
  withData,
  withDatasets,
  withFilter,
  withReading,
  withResolving,
  withRows,
  withTuning,
  withWeight,
} from './option-groups.ts';
import { addAllow, addRules, addStore } from './command-groups.ts';
import { examplesOf } from './help-examples.ts';
import { repeated, wholeNumber, withPanel } from './plot-options.ts';
import { lazily, orderedGroups, parserMessage } from './program-parts.ts';

/** All commands with their options; nothing is loaded or run here. */
export const buildProgram = (context: CommandContext): Command => {
  const program = new Command('logfence');
  program
    .description(
      'Finds what does not belong in security logs, and shows why.\n\nlogfence INPUT... is logfence analyze INPUT...\nINPUT: a file, a folder, a glob, - (standard input), s3://, https://, mysql://, postgres://, sqlite:',
    )
    .version(packageVersion(), '-V, --version')
    .configureHelp({ showGlobalOptions: false, groupItems: orderedGroups })
    .exitOverride((error) => {
      if (error.exitCode === 0) process.exit(0);
      throw new UsageError(parserMessage(error.message));
    })
    .configureOutput({
      writeErr: () => undefined,
      writeOut: (text) => {
        process.stdout.write(text);
      },
    });
  const add = (usage: string, summary: string, load: () => Promise<Runner>): Command => {
    const command = program.command(usage).summary(summary).description(summary);
    command.copyInheritedSettings(program).action(lazily(context, load));
    return command.addHelpText('after', examplesOf(command.name()));
  };
  program.commandsGroup('Find:');
  addDetection(add);
  program.commandsGroup('Read and keep:');
  addReading(add);
  addExport(add);
  addStore(program, context);
  program.commandsGroup('Ask:');
  addQuestions(add);
  addPlot(add);
  program.commandsGroup('Judge and tune:');
  addEvaluation(add);
  addRules(program, context);
  addAllow(program, context);
  addSimulation(program);
  program.commandsGroup('More:');
  add('completion <shell>', 'completes words in bash, zsh or fish: source what it prints', async () =>
    (await import('./commands/completion.ts')).completionCommand(program),
  );
  return program;
};

type Add = (usage: string, summary: string, load: () => Promise<Runner>) => Command;

const addDetection = (add: Add): void => {
  const detection = (command: Command): Command =>
    withResolving(withTuning(withFilter(withData(command))))
      .option('--detectors <names>', 'only these detectors', list)
      .option('--allow <file>', 'allow-list: leave out what it hides, and say so')
      .option('--history <file>', 'tell what this file of earlier values lacks, then add it')
      .option('--limit <n>', 'at most so many findings (default 20, all with --json)', wholeNumber)
      .option('--by-entity', 'one line of risk for each entity, its findings below it')
      .option('--timings', 'print what each step cost')
      .option(
        '--fail-on <severity>',
        'exit 1 when a finding is at least so severe: 0..100, low, medium, high or critical',
      )
      .option('--max-rejects <share>', 'exit 1 when a larger share of the lines was refused', Number);
  detection(
    add(
      'analyze [inputs...]',
      'read, detect, and rank what does not belong',
      async () => (await import('./commands/analyze.ts')).analyzeCommand,
    ),
  )
    .option('--report <file>', 'write a self-contained HTML report')
    .option('--digest <file>', 'write a Markdown digest');
  detection(
    add(
      'detect [inputs...]',
      'the findings alone',
      async () => (await import('./commands/analyze.ts')).detectCommand,
    ),
  );
  withTuning(
    withFilter(
      withData(
        add(
          'explain <finding> [inputs...]',
          'recompute one finding and show its arithmetic',
          async () => (await import('./commands/explain.ts')).explainCommand,
        ),
      ),
    ),
  );
  add(
    'detectors',
    'every detector with its settings',
    async () => (await import('./commands/lists.ts')).detectorsCommand,
  ).option('--json', 'one JSON object');
  add(
    'formats',
    'every log format with an example line',
    async () => (await import('./commands/lists.ts')).formatsCommand,
  ).option('--json', 'one JSON object');
};

const addReading = (add: Add): void => {
  withData(
    add(
      'ingest <inputs...>',
      'load into a store; what is stored already adds nothing',
      async () => (await import('./commands/ingest.ts')).ingestCommand,
    ),
  ).option('--max-rejects <share>', 'exit 1 when a larger share of the lines was refused', Number);
  withData(
    add(
      'inputs [inputs...]',
      'what was read, and what was refused and why',
      async () => (await import('./commands/inputs.ts')).inputsCommand,
    ),
  )
    .option('--rejects', 'the refused lines, with reason and position')
    .option('--list', 'what a bucket or folder holds')
    .option('--limit <n>', 'at most so many rows', wholeNumber)
    .addOption(csvOption('comma-separated values'));
  withData(
    add(
      'parse <inputs...>',
      'each line as one nested ECS document (NDJSON)',
      async () => (await import('./commands/parse.ts')).parseCommand,
    ),
  ).option('--limit <n>', 'at most so many lines', wholeNumber);
  withDatasets(
    withData(
      add(
        'events [inputs...]',
        'the matching events, newest last (NDJSON)',
        async () => (await import('./commands/events.ts')).eventsCommand,
      ),
    ),
  )
    .option('--first <n>', 'only the first n of them', wholeNumber)
    .option('--sort <field>', 'order by a field instead of time, FIELD or FIELD:desc')
    .option('--having <condition>', 'as --where: events have no columns beside their fields')
    .option('--fields <names>', 'only these fields', list)
    .option('--limit <n>', 'the newest n; with --sort the first n', wholeNumber)
    .option('--original', 'the raw lines');
};

const addExport = (add: Add): void => {
  withDatasets(
    withData(
      add(
        'export [inputs...]',
        'events as Parquet, CSV or JSON lines',
        async () => (await import('./commands/export.ts')).exportCommand,
      ),
    ),
  )
    .requiredOption('--to <file>', 'file to write: .parquet, .csv or .ndjson')
    .option('--sort <field>', 'order by a field instead of time, FIELD or FIELD:desc')
    .option('--limit <n>', 'the newest n; with --sort the first n', wholeNumber)
    .option('--fields <names>', 'only these fields', list);
};

const addQuestions = (add: Add): void => {
  const asked = (usage: string, summary: string): Command =>
    withData(
      add(usage, summary, async () => {
        const { questionCommand } = await import('./commands/questions.ts');
        return questionCommand(usage.split(' ')[0] ?? usage);
      }),
    );
  const question = (usage: string, summary: string): Command => withRows(withDatasets(asked(usage, summary)));
  const counting = (usage: string, summary: string): Command => withWeight(question(usage, summary));
  question('fields [inputs...]', 'fields with how often they are present, missing, distinct').option(
    '--derived',
    'derived fields, too, with what they come from',
  );
  counting('counts <field> [inputs...]', 'value counts and shares; with --given P(FIELD given GIVEN)')
    .option('--given <field>', 'conditional on the values of this field')
    .option('--top <n>', 'only the n most frequent', wholeNumber)
    .option('--by-prefix <bits>', 'group addresses by network, e.g. 24, or 24,48 for IPv4 and IPv6', list);
  counting('crosstab <row> <column> [inputs...]', 'contingency table of two fields').addOption(
    new Option('--normalize <by>', 'shares instead of counts').choices(['row', 'column', 'all']),
  );
  counting('describe [inputs...]', 'count, mean, std, quartiles of fields')
    .option('--of-counts [field]', 'describe how often each value of this field occurs')
    .option('--by <field>', 'one value per entity')
    .option('--metric <expression>', "metric per entity, e.g. 'distinct(user.name)'");
  counting('resample [inputs...]', 'events over time, empty buckets included')
    .option('--every <duration>', 'bucket width: 30s, 15m, 1h, 1d', '1h')
    .option('--mode <field>', 'commonest value of a field', repeated)
    .option('--distinct <field>', 'number of different values', repeated)
    .option('--sum <field>', 'sum of a field', repeated)
    .option('--mean <field>', 'mean of a field', repeated)
    .option('--metric <name=expression>', 'a metric (may be repeated)', repeated)
    .option('--by <field>', 'one series per value')
    .option('--average-over-entities', 'mean per bucket over the entities of --by')
    .addOption(
      new Option('--span <which>', "zeros inside each entity's own span or the whole").choices([
        'own',
        'all',
      ]),
    );
  counting('pivot [inputs...]', 'one row per entity with its metrics')
    .option('--by <field>', 'the entity (default source.ip)')
    .option('--every <duration>', 'one row per entity and bucket')
    .option('--metric <name=expression>', 'a metric (may be repeated)', repeated);
  withRows(withFilter(asked('baseline [inputs...]', 'the baseline table a rule computes')))
    .requiredOption('--rule <file>', 'rule file, or name of a shipped rule')
    .option('--windows', 'the rows behind the table: which were kept, and how often each was drawn');
  withResolving(counting('hosts [inputs...]', 'every address with what is known about it'));
  withRows(asked('sql <query> [inputs...]', 'any read-only query on the loaded events'));
};

const addPlot = (add: Add): void => {
  withPanel(
    withWeight(
      withDatasets(
        withData(
          add(
            'plot <kind> [inputs...]',
            'line, bar, box, histogram or scatter: to SVG, PNG or the terminal',
            async () => (await import('./commands/plot.ts')).plotCommand,
          ),
        ),
      ),
    ),
  )
    .option('--to <file>', 'picture to write: .svg or .png; the terminal when absent')
    .option(
      '--panel <words>',
      "a further panel, e.g. 'histogram --bins 50'; it takes over what it does not say (may be repeated)",
      repeated,
    )
    .option('--title <text>', 'of the whole figure')
    .option('--columns <n>', 'panels side by side (2)', wholeNumber)
    .option('--width <pixels>', 'of the whole figure', wholeNumber)
    .option('--height <pixels>', 'of one panel', wholeNumber)
    .addOption(new Option('--theme <name>', 'colours of the picture').choices(['light', 'dark']))
    .option('--sort <place>', 'bars by x or y, FIELD or FIELD:desc')
    .option(
      '--having <condition>',
      'only values that match, e.g. y >= 5 (bars: y; others: x, y, color, count)',
    )
    .addOption(csvOption('the drawn values as comma-separated values'));
};

const addEvaluation = (add: Add): void => {
  const judging = (command: Command): Command =>
    withTuning(withFilter(withReading(command))).option('--detectors <names>', 'only these detectors', list);
  withEvaluation(
    judging(
      add(
        'evaluate [inputs...]',
        'compare findings with labels: error rates per method',
        async () => (await import('./commands/evaluate.ts')).evaluateCommand,
      ),
    ),
  );
  withSweep(
    judging(
      add(
        'sweep [inputs...]',
        'values of a setting against labels: curves, and the one that serves best',
        async () => (await import('./commands/sweep.ts')).sweepCommand,
      ),
    ),
  );
};

/** Only for the help text: `simulate` has a program of its own (see main.ts), with options per kind. */
const addSimulation = (program: Command): void => {
  program
    .command('simulate')
    .summary('labelled logs: normal traffic and named attacks, seeded')
    .helpOption(false);
};
