import { Command, InvalidArgumentError } from 'commander';
import { durationSeconds } from '../../kernel/duration.ts';
import { UsageError } from '../../kernel/errors.ts';
import { writeDistributions } from '../../workflows/distributions-figure.ts';
import { pictureFormat } from '../../workflows/plot.ts';
import {
  drawSeed,
  findSimulator,
  SIMULATORS,
  simulatorNames,
  writeLoginSimulation,
  writeSimulation,
} from '../../workflows/simulate.ts';
import { type AttackRequest, DEFAULT_START, writeScenario } from '../../workflows/simulate-scenario.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { answerJson } from '../output/json.ts';
import { styleFor } from '../output/style.ts';
import { given } from './data-options.ts';

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
    .enablePositionalOptions()
    .option('--list', 'what can be simulated, with attacks and parameters')
    .option('--json', 'the list as one JSON object')
    .option('--scenario <file>', 'write the logs of a scenario file (YAML or JSON) into the folder of --out')
    .option('--out <folder>', 'folder for the logs of a scenario (default: this one)')
    .option('--seed <n>', "seed for a scenario, instead of the file's", number)
    .option('--start <time>', "first moment of a scenario, instead of the file's")
    .option('--days <n>', "length of a scenario in days, instead of the file's", number)
    .exitOverride((error) => {
      if (error.exitCode === 0) process.exit(0);
      throw new UsageError(error.message.replace(/^error: /, '').replace(/\.$/, ''));
    })
    .configureOutput({ writeErr: () => undefined })
    .action(async (options: Options, command: Command) => {
      const [word] = command.args;
      if (word !== undefined) findSimulator(word);
      if (typeof options['scenario'] === 'string') return scenario(context, options['scenario'], options);
      const foreign = ['out', 'seed', 'start', 'days'].find((name) => options[name] !== undefined);
      if (foreign !== undefined || options['list'] !== true) {
        throw new UsageError(
          `simulate what? ${simulatorNames().join(', ')}; options stand behind the name; simulate --list tells more`,
        );
      }
      await context.terminal.write(options['json'] === true ? listJson() : listText(context));
    });
  program.allowExcessArguments(true);
  for (const { name } of SIMULATORS) addKind(program, context, name);
  addLogin(program, context);
  return program;
};

const scenario = async (context: CommandContext, file: string, options: Options): Promise<void> => {
  const written = await writeScenario(file, {
    folder: (options['out'] as string | undefined) ?? '.',
    signal: context.signal,
    ...given({
      seed: options['seed'] as number | undefined,
      start: options['start'] as string | undefined,
      days: options['days'] as number | undefined,
    }),
  });
  for (const log of written) {
    const planted = log.attacks.join(', ') || 'no attack';
    context.terminal.note(
      `${log.file}: seed ${log.seed}, ${log.lines} lines, ${planted}; truth in ${log.truthFile}`,
    );
  }
};

const listJson = (): string =>
  answerJson('simulate', [], {
    rows: SIMULATORS.map(({ name, title, fileName, attacks, parameters }) => ({
      ...{ name, title, fileName, attacks, parameters },
    })),
  });

/** Attacks as they were asked for; rate, duration and moment hold for each that was named. */
const attacksOf = (options: Options): readonly (string | AttackRequest)[] | undefined => {
  const detail = given({
    ratePerSecond: options['rate'] as number | undefined,
    durationSeconds: options['duration'] as number | undefined,
    start: options['at'] as string | undefined,
  });
  const names = options['attack'] as readonly string[] | undefined;
  if (Object.keys(detail).length > 0 && (names === undefined || options['attacks'] === false))
    throw new UsageError('--rate, --duration and --at say how an attack runs: name it with --attack');
  if (options['attacks'] === false) {
    if (names !== undefined) throw new UsageError('--attack and --no-attacks exclude each other');
    return [];
  }
  return names?.map((name) => ({ name, ...detail }));
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
    .option('--rate <n>', 'events per second of the attacks named; drawn when absent', number)
    .option('--duration <time>', 'how long they run: 30s, 10m, 2h; drawn when absent', durationSeconds)
    .option('--at <time>', 'when they start; drawn when absent')
    .option('--no-attacks', 'ordinary traffic only')
    .option(
      '--out <file>',
      `file for the log, e.g. ${simulator.fileName}; standard output when absent${name === 'asa' ? '; one that ends in .db becomes an SQLite file of log_records and hosts' : ''}`,
    )
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
    const attacks = attacksOf(options);
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
    .argument('[days]', 'days to simulate from the start', number)
    .argument('[start]', 'YYYY-MM-DD or YYYY-MM-DD-HH')
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
    .option('--distributions <file>', 'draw what the simulator draws from: .svg or .png')
    .action(async (days: number | undefined, start: string | undefined, options: Record<string, unknown>) => {
      const picture = options['distributions'] as string | undefined;
      if (picture !== undefined) {
        pictureFormat(picture, '--distributions');
        await writeDistributions(picture);
        context.terminal.note(`distributions in ${picture}`);
        if (days === undefined) return;
      }
      if (days === undefined || start === undefined)
        throw new UsageError(
          `missing required argument '${days === undefined ? 'days' : 'start'}': simulate login DAYS START, such as 30 2018-11-01`,
        );
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
