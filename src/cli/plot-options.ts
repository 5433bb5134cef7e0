import { Command, InvalidArgumentError, Option } from 'commander';

export const repeated = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];

export const wholeNumber = (text: string): number => {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError('it takes a whole number');
  return Number(text);
};

const share = (text: string): number => {
  if (!/^(?:[01]|[01]?[.][0-9]+)$/.test(text))
    throw new InvalidArgumentError('it takes a number such as 0.25');
  return Number(text);
};

/** What one panel shows; `--panel` takes the same. */
export const withPanel = (command: Command): Command =>
  command
    .option(
      '--x <expression>',
      "a field, or with --by or --every a metric; NAME=... names the axis, e.g. 'attempts=count()'",
    )
    .option('--y <expression>', 'likewise; several draw a line or box each', repeated)
    .option('--by <field>', 'one value per entity, e.g. source.ip')
    .option('--every <duration>', 'time bucket: 30s, 15m, 1h, 1d (1h for a line over time)')
    .option('--color <field>', 'color by a field, e.g. label.attack with --truth; a line: one per value')
    .option('--average-over-entities', 'line: mean per bucket over the entities of --by')
    .addOption(
      new Option('--span <which>', "zeros inside each entity's own span or the whole").choices([
        'own',
        'all',
      ]),
    )
    .option('--top <n>', 'bars at most (20)', wholeNumber)
    .option('--bins <n>', 'bins of a histogram (30)', wholeNumber)
    .option('--opacity <share>', 'of dots, bars, lines: above 0, up to 1', share)
    .option('--log-x', 'logarithmic horizontal axis')
    .option('--log-y', 'logarithmic vertical axis; of bars the axis of their lengths')
    .option(
      '--boundary <line>',
      'x=125, y=0.5 or y=2*x+1, with a name as in x=125:limit (may be repeated)',
      repeated,
    );

/** A parser for the words of one `--panel`. */
export const panelProgram = (): Command =>
  withPanel(new Command('panel').argument('<kind>'))
    .option('--title <text>', 'of this panel')
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
