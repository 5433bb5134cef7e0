import type { Command } from 'commander';
import { UsageError } from '../kernel/errors.ts';
import type { CommandContext } from './command-context.ts';
import { list, withData, withFilter, withTuning } from './option-groups.ts';
import { lazily, parserMessage } from './program-parts.ts';

/** A command that only holds others says which, where none of them is named. */
const asGroup = (group: Command, program: Command): void => {
  group.copyInheritedSettings(program).exitOverride((error) => {
    if (error.exitCode === 0) process.exit(0);
    const names = group.commands.map((command) => command.name()).join(', ');
    throw new UsageError(
      error.code === 'commander.help'
        ? `${group.name()} what? ${names}; logfence ${group.name()} --help tells more`
        : parserMessage(error.message),
    );
  });
};

export const addRules = (program: Command, context: CommandContext): void => {
  const rules = program
    .command('rules')
    .summary('rules as data: list, check, test')
    .description('Rules as data: list them, check files, try one on a log.');
  asGroup(rules, program);
  const add = (usage: string, summary: string): Command => {
    const command = rules.command(usage).summary(summary).description(summary);
    command.copyInheritedSettings(program);
    command.action(
      lazily(context, async () =>
        (await import('./commands/rules.ts')).rulesCommand(usage.split(' ')[0] ?? usage),
      ),
    );
    return command;
  };
  add('list [places...]', 'the rules of the package, or of files and folders').option(
    '--json',
    'one JSON object',
  );
  add('check <files...>', 'whether rule files are right, and where not').option('--json', 'one JSON object');
  withFilter(withData(add('test <rule> [inputs...]', 'one rule on a log: its findings and its baseline')));
};

export const addAllow = (program: Command, context: CommandContext): void => {
  const allow = program
    .command('allow')
    .summary('allow-lists with proof: list, add, check')
    .description('Allow-lists: each entry has a reason, an owner and a last day, and shows what it hides.');
  asGroup(allow, program);
  const add = (usage: string, summary: string): Command => {
    const command = allow.command(usage).summary(summary).description(summary);
    command.copyInheritedSettings(program);
    command.action(
      lazily(context, async () =>
        (await import('./commands/allow.ts')).allowCommand(usage.split(' ')[0] ?? usage),
      ),
    );
    return command;
  };
  add('list <file>', 'the entries of a list, and which have expired').option('--json', 'one JSON object');
  add('add <file>', 'put an entry at the end of a list')
    .requiredOption('--where <filter>', 'whose findings, e.g. \'source.ip : "10.20.0.9"\'')
    .requiredOption('--reason <text>', 'why they are harmless')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--expires <day>', 'last day, YYYY-MM-DD')
    .option('--detectors <names>', 'only findings of these detectors', list);
  withTuning(
    withFilter(
      withData(add('check <file> [inputs...]', 'what each entry hides in a log, and whether it may')),
    ),
  );
};

export const addStore = (program: Command, context: CommandContext): void => {
  const store = program
    .command('store')
    .summary('look after a store: info, prune, forget')
    .description('Look after a store.');
  asGroup(store, program);
  const add = (usage: string, summary: string): Command => {
    const command = store.command(usage).summary(summary).description(summary);
    command
      .copyInheritedSettings(program)
      .option('--json', 'one JSON object')
      .requiredOption('--store <path>', 'the database');
    command.action(
      lazily(context, async () =>
        (await import('./commands/store.ts')).storeCommand(usage.split(' ')[0] ?? usage),
      ),
    );
    return command;
  };
  add('info', 'size, datasets, inputs, schema version');
  add('prune', 'delete events before a time').requiredOption('--before <time>', 'ISO time');
  add('forget <input>', 'delete everything read from one input');
  const copy = program
    .command('copy')
    .summary('copy a store into another one, of either engine')
    .description('Copies every input with its events; what the other store holds already stays as it is.');
  copy
    .copyInheritedSettings(program)
    .option('--json', 'one JSON object')
    .requiredOption('--from <store>', 'the database to read')
    .requiredOption('--to <store>', 'the database to write')
    .action(lazily(context, async () => (await import('./commands/copy.ts')).copyCommand));
  const doctor = program
    .command('doctor')
    .summary('engine, temporary space, limits, versions')
    .description('Checks what logfence needs.');
  doctor
    .copyInheritedSettings(program)
    .option('--json', 'one JSON object')
    .action(lazily(context, async () => (await import('./commands/doctor.ts')).doctorCommand));
};
