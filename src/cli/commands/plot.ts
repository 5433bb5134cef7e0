import { CommanderError } from 'commander';
import { UsageError } from '../../kernel/errors.ts';
import { shellWords } from '../../kernel/shell-words.ts';
import { withoutPassword } from '../../kernel/without-password.ts';
import { openData } from '../../workflows/open-data.ts';
import { askPlot, pictureFormat, plotText, writePlot } from '../../workflows/plot.ts';
import { type PanelOptions, plotKind } from '../../workflows/plot/options.ts';
import type { CommandContext, Options } from '../command-context.ts';
import { printRows } from '../output/print-rows.ts';
import { panelProgram } from '../plot-options.ts';
import { dataOptions, given, narrowing } from './data-options.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const panelOf = (kind: string, options: Options, title: string | undefined): PanelOptions => ({
  kind: plotKind(kind),
  ...given({
    x: text(options['x']),
    y: options['y'] as readonly string[] | undefined,
    by: text(options['by']),
    every: text(options['every']),
    color: text(options['color']),
    averageOverEntities: options['averageOverEntities'] as boolean | undefined,
    span: options['span'] as 'own' | 'all' | undefined,
    top: number(options['top']),
    bins: number(options['bins']),
    opacity: number(options['opacity']),
    logX: options['logX'] as boolean | undefined,
    logY: options['logY'] as boolean | undefined,
    boundaries: options['boundary'] as readonly string[] | undefined,
    title,
  }),
});

/** A further panel from its words, such as `histogram --bins 50`. */
const furtherPanel = (words: string): PanelOptions => {
  const parted = shellWords(words);
  if (parted === undefined) throw new UsageError(`--panel ${words}: a quote is not closed`);
  const program = panelProgram();
  try {
    program.parse([...parted], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(
      `--panel '${words}': ${error.message
        .replace(/^error: /, '')
        .replace(/\.$/, '')
        .replaceAll('\n', ' ')}; write it like 'histogram --bins 50'`,
      error,
    );
  }
  const options: Options = program.opts();
  return panelOf(program.args[0] ?? '', options, text(options['title']));
};

const inputName = (inputs: readonly string[], options: Options): string | undefined => {
  const shown = inputs.map(withoutPassword);
  if (shown.length > 3) return `${shown.length} inputs`;
  if (shown.length > 0) return shown.join(', ');
  const store = text(options['store']);
  return store === undefined ? undefined : withoutPassword(store);
};

const pixels = (name: string, value: unknown): number | undefined => {
  const size = number(value);
  if (size !== undefined && (size < 200 || size > 10_000))
    throw new UsageError(`--${name} takes 200 to 10000 pixels`);
  return size;
};

/** `plot KIND`: a figure to an SVG or PNG file, in block characters to the terminal, or its rows. */
export const plotCommand = async (
  context: CommandContext,
  [kind = '', ...inputs]: readonly string[],
  options: Options,
): Promise<void> => {
  const file = text(options['to']);
  const wantsRows = options['json'] === true || options['csv'] === true;
  if (file !== undefined) pictureFormat(file);
  const further = (options['panel'] as readonly string[] | undefined) ?? [];
  const panels = [panelOf(kind, options, undefined), ...further.map(furtherPanel)];
  const drawing = given({
    width: pixels('width', options['width']),
    theme: options['theme'] as 'light' | 'dark' | undefined,
  });
  if (file === undefined && panels.some((panel) => panel.kind === 'scatter') && !wantsRows)
    throw new UsageError('a scatter plot needs a file: --to picture.svg or --to picture.png');
  const asked = {
    ...narrowing(options),
    ...given({
      title: text(options['title']),
      from: inputName(inputs, options),
      columns: number(options['columns']),
      panelHeight: pixels('height', options['height']),
      having: text(options['having']),
      sort: text(options['sort']),
    }),
  };
  const { finishProgress, ...data } = dataOptions(context, inputs, options);
  const opened = await openData(data);
  finishProgress();
  try {
    const answer = await askPlot(opened.store, { panels, ...asked });
    if (file !== undefined) await writePlot(file, answer.figure, drawing);
    const printed = { command: 'plot', accounts: opened.accounts, notes: answer.notes };
    if (wantsRows) {
      await printRows(context, options, { ...printed, rows: answer.rows, total: answer.rows.length });
    } else if (file === undefined) {
      if (options['quiet'] !== true) for (const note of answer.notes) context.terminal.note(`note: ${note}`);
      await context.terminal.write(await plotText(answer.figure, context.terminal.columns));
    } else {
      const row = { file, panels: panels.length, values: valuesOf(answer.rows) };
      await printRows(context, options, { ...printed, rows: [row], total: 1 });
    }
  } finally {
    await opened.close();
  }
};

const valuesOf = (rows: readonly Readonly<Record<string, unknown>>[]): number =>
  rows.reduce((sum, row) => sum + (typeof row['count'] === 'number' ? row['count'] : 1), 0);
