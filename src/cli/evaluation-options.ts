import { type Command, InvalidArgumentError, Option } from 'commander';
import { csvOption } from './option-groups.ts';
import { repeated, wholeNumber } from './plot-options.ts';

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('it takes a number');
  return value;
};

const TRUTH = "labels: JSON of a simulator, the lab's attacks.csv, or a list of addresses or event numbers";

/** What findings are held against, and how they are counted. */
const withJudging = (command: Command): Command =>
  command
    .option(
      '--least-severity <severity>',
      'findings below it do not count: 0..100, low, medium, high or critical',
    )
    .addOption(
      new Option('--by <unit>', 'what is counted (chosen from the truth when absent)').choices([
        'entity',
        'event',
        'window',
      ]),
    )
    .option('--entity-field <field>', 'field whose values are counted')
    .option('--window <duration>', 'width of a window (1h)')
    .option('--overlap <share>', 'share that must overlap for a hit (0.5)', number)
    .option('--train <period>', 'build baselines on this period, such as 2018-11-01..2018-11-20')
    .option('--test <period>', 'and judge this one (default: what lies after the training)')
    .addOption(csvOption('comma-separated values'));

export const withEvaluation = (command: Command): Command =>
  withJudging(command.requiredOption('--truth <file>', TRUTH))
    .addOption(new Option('--preset <name>', "the lab's four methods").choices(['lab']))
    .option('--rank <metric>', 'instead of detectors: how many entities with the highest metric are labelled')
    .option('--top <n>', 'with --rank: how many (default: as many as are labelled)', wholeNumber)
    .option('--plot <file>', 'draw the confusion matrices: .svg or .png');

export const withSweep = (command: Command): Command =>
  withJudging(command.option('--truth <file>', TRUTH))
    .option('--setting <name>', 'DETECTOR.SETTING to try (default: the least severity that counts)')
    .option('--values <list>', 'values to try, such as 10,20,40')
    .option('--from <n>', "smallest value (default: an eighth of the setting's own)", number)
    .option('--to <n>', "largest value (default: eight times the setting's own)", number)
    .option('--steps <n>', 'how many values (13)', wholeNumber)
    .addOption(new Option('--goal <rate>', 'what the best value is best at (f1)').choices(['f1', 'mcc']))
    .option('--max-fpr <rate>', 'goal: most recall with at most this false-positive rate', number)
    .option('--miss-cost <n>', 'goal: least cost, a miss costing so many false alarms', number)
    .option('--simulate <name>', 'judge simulated logs: a simulator, or a scenario file of one log')
    .option('--days <n>', 'with --simulate: length of a log', number)
    .option('--attack <name>', 'with --simulate: plant this attack (may be repeated)', repeated)
    .option('--seeds <list>', 'repeat over seeds of the simulator, or of a sampling rule: 1..5 or 3,8,21')
    .option('--plot <file>', 'draw ROC and precision-recall curves: .svg or .png')
    .option('--save <file>', 'write the best value as settings that analyze --config takes');
