import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../../kernel/errors.ts';
import {
  drawSeed,
  findSimulator,
  SIMULATORS,
  simulatorNames,
  writeLoginSimulation,
  writeSimulation,
} from '../../workflows/simulate.ts';
import type { CommandContext } from '../command-context.ts';
import { styleFor } from '../output/style.ts';
import { given } from './data-options.ts';

const DEFAULT_START = '2026-03-02T00:00:00Z';

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('it takes a number');
  return value;
};
const probabilities = (text: string): readonly number[] => text.split(',').map(number);
const repeated = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `simulate KIND ...`: the options of a kind are those its simulator names. */
export const simulateProgram = (context: CommandContext): Command => {
  const program = new Command('logfence simulate');
  program
    .description(
      'Writes a labelled log: ordinary traffic with attacks in it, and the truth beside it.\nThe same options and seed give the same bytes on any machine.',
    )
    .option('--list', 'what can be simulated, with attacks and parameters')
    .exitOverride((error) => {
      if (error.exitCode === 0) process.exit(0);
      throw new UsageError(error.message.replace(/^error: /, '').replace(/\.$/, ''));
    })
    .configureOutput({ writeErr: () => undefined })
    .action(async (options: { readonly list?: boolean }, command: Command) => {
      const [word] = command.args;
      if (word !== undefined) findSimulator(word);
      if (options.list !== true && word === undefined) {
        throw new UsageError(`simulate what? ${simulatorNames().join(', ')}; simulate --list tells more`);
      }
      await context.terminal.write(listText(context));
    });
  program.allowExcessArguments(true);
  for (const { name } of SIMULATORS) addKind(program, context, name);
  addLogin(program, context);
  return program;
};

const listText = ({ terminal }: CommandContext): string => {
  const { bold, dim } = styleFor(terminal.color);
  const kinds = SIMULATORS.map((simulator) =>
    [
      `${bold(simulator.name)}  ${simulator.title}`,
      ...simulator.attacks.map(
        (attack) =>
          `  --attack ${attack.name.padEnd(24)} ${attack.summary} ${dim(attack.attack.join(', '))}${attack.byDefault ? '' : dim(' (only when asked for)')}`,
      ),
      ...simulator.parameters.map(
        (item) =>
          `  --${kebab(item.name).padEnd(31)} ${item.description} ${dim(`(${item.default}; ${item.minimum} to ${item.maximum})`)}`,
      ),
    ].join('\n'),
  );
  return `${[...kinds, `${bold('login')}  The lab's login attempts: simulate login DAYS START --help`].join('\n\n')}\n`;
};

const addKind = (program: Command, context: CommandContext, name: string): void => {
  const simulator = findSimulator(name);
  const command = program
    .command(name)
    .summary(simulator.title)
    .description(simulator.title)
    .copyInheritedSettings(program)
    .option('--seed <n>', 'seed; drawn and told when absent', number)
    .option('--start <time>', 'first moment of the log', DEFAULT_START)
    .option('--days <n>', 'length of the log in days', number, 1)
    .option('--attack <name>', 'plant this attack (may be repeated; "all" for every one)', repeated)
    .option('--no-attacks', 'ordinary traffic only')
    .option('--out <file>', `file for the log, e.g. ${simulator.fileName}; standard output when absent`)
    .option('--truth <file>', 'file for the truth; FILE.truth.json beside the log when absent');
  for (const item of simulator.parameters) {
    command.option(`--${kebab(item.name)} <n>`, `${item.description} (default ${item.default})`, number);
  }
  command.action(async (options: Record<string, unknown>) => {
    const seed = (options['seed'] as number | undefined) ?? drawSeed();
    const parameters = Object.fromEntries(
      simulator.parameters.flatMap(({ name: parameter }) =>
        typeof options[parameter] === 'number' ? [[parameter, options[parameter]]] : [],
      ),
    );
    const attacks = options['attacks'] === false ? [] : (options['attack'] as readonly string[] | undefined);
    const out = options['out'] === '-' ? undefined : (options['out'] as string | undefined);
    const { truth, truthFile } = await writeSimulation(
      simulator,
      {
        seed,
        start: String(options['start']),
        days: Number(options['days']),
        parameters,
        ...given({ attacks }),
      },
      {
        write: (text) => context.terminal.write(text),
        signal: context.signal,
        ...given({ out, truth: options['truth'] as string | undefined }),
      },
    );
    const planted = truth.attacks.map((attack) => attack.name).join(', ') || 'no attack';
    const where =
      truthFile === undefined ? 'the truth was not written (--truth FILE)' : `truth in ${truthFile}`;
    context.terminal.note(`seed ${seed}: ${truth.lines ?? 'all'} lines, ${planted}; ${where}`);
  });
};

const addLogin = (program: Command, context: CommandContext): void => {
  program
    .command('login')
    .summary("the lab's login attempts")
    .description('The login-attempt simulator of the rule-based anomaly detection lab, byte for byte.')
    .copyInheritedSettings(program)
    .argument('<days>', 'days to simulate from the start', number)
    .argument('<start>', 'YYYY-MM-DD or YYYY-MM-DD-HH')
    .option('-m, --make', 'make a new user base')
    .option('-s, --seed <n>', 'seed; drawn when absent', number)
    .option('-u, --userbase <file>', 'user base (user_data/user_base.txt)')
    .option('-i, --ip <file>', 'addresses of the users (user_data/user_ips.json)')
    .option('-l, --log <file>', 'attempts (logs/log.csv)')
    .option('--hacklog <file>', 'attacks, -hl for short (logs/attacks.csv)')
    .option('--event-truth <file>', 'truth for each attempt')
    .option('--attack-prob <p>', 'probability of an attack in an hour (0.1)', number)
    .option('--try-all-users-prob <p>', 'probability that an attack tries every user (0.2)', number)
    .option('--vary-ips', 'an address of its own for every attempt of an attacker')
    .option('--attacker-success-probs <list>', 'chance of each try of an attacker (.25,.45)', probabilities)
    .option(
      '--valid-user-success-probs <list>',
      'chance of each try of a valid user (.87,.93,.95)',
      probabilities,
    )
    .action(async (days: number, start: string, options: Record<string, unknown>) => {
      const messages = await writeLoginSimulation(
        {
          days,
          start,
          seed: (options['seed'] as number | undefined) ?? drawSeed(),
          ...given({
            make: options['make'] as boolean | undefined,
            attackProbability: options['attackProb'] as number | undefined,
            tryAllUsersProbability: options['tryAllUsersProb'] as number | undefined,
            varyAddresses: options['varyIps'] as boolean | undefined,
            attackerSuccess: options['attackerSuccessProbs'] as readonly number[] | undefined,
            validUserSuccess: options['validUserSuccessProbs'] as readonly number[] | undefined,
          }),
        },
        given({
          userBase: options['userbase'] as string | undefined,
          userIps: options['ip'] as string | undefined,
          log: options['log'] as string | undefined,
          attacks: options['hacklog'] as string | undefined,
          eventTruth: options['eventTruth'] as string | undefined,
        }),
      );
      for (const message of messages) context.terminal.note(message);
    });
};
