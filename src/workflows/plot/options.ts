import type { PanelKind } from '../../charts/panels/panel.ts';
import { UsageError } from '../../kernel/errors.ts';
import { unknownName } from '../../kernel/nearest.ts';
import type { QuestionOptions } from '../../explore/answer.ts';

/** What one panel shows. `NAME=` before an expression names its axis. */
export interface PanelOptions {
  readonly kind: PanelKind;
  /** A field of events, or with `by` or `every` a metric. */
  readonly x?: string;
  /** Several draw a line, or a box, each. */
  readonly y?: readonly string[];
  /** One value per entity: the values of this field. */
  readonly by?: string;
  /** Width of a time bucket; of a line over time 1h when absent. */
  readonly every?: string;
  /** A field, or per entity also a metric. */
  readonly color?: string;
  /** Line: the mean number of events per entity of `by`, see `resample`. */
  readonly averageOverEntities?: boolean;
  readonly span?: 'own' | 'all';
  /** Bars; 20 when absent. */
  readonly top?: number;
  readonly bins?: number;
  /** 0 to 1. */
  readonly opacity?: number;
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** Such as `x=125:limit`. */
  readonly boundaries?: readonly string[];
  readonly title?: string;
}

export interface PlotOptions
  extends Pick<
    QuestionOptions,
    'where' | 'since' | 'until' | 'datasets' | 'weigh' | 'having' | 'sort' | 'signal'
  > {
  readonly panels: readonly PanelOptions[];
  readonly title?: string;
  /** What the events come from, for the line below the title. */
  readonly from?: string;
  /** Panels side by side. */
  readonly columns?: number;
  /** Pixels. */
  readonly width?: number;
  readonly panelHeight?: number;
  readonly theme?: 'light' | 'dark';
}

const PLOT_KINDS: readonly PanelKind[] = Object.freeze(['line', 'bar', 'box', 'histogram', 'scatter']);

type PanelOption = Exclude<keyof PanelOptions, 'kind'>;

const TAKES: Readonly<Record<PanelKind, readonly PanelOption[]>> = {
  line: [
    'x',
    'y',
    'by',
    'every',
    'color',
    'averageOverEntities',
    'span',
    'opacity',
    'logX',
    'logY',
    'boundaries',
  ],
  bar: ['x', 'y', 'color', 'top', 'opacity', 'logY'],
  box: ['x', 'y', 'by', 'every', 'opacity', 'logY', 'boundaries'],
  histogram: ['x', 'y', 'by', 'every', 'color', 'bins', 'opacity', 'logX', 'logY', 'boundaries'],
  scatter: ['x', 'y', 'by', 'every', 'color', 'opacity', 'logX', 'logY', 'boundaries'],
};

/** Kinds whose x, y and entities mean the same. */
const FAMILY: Readonly<Record<PanelKind, string>> = {
  line: 'series',
  bar: 'names',
  box: 'values',
  histogram: 'values',
  scatter: 'values',
};
const OF_FAMILY: ReadonlySet<PanelOption> = new Set(['x', 'y', 'by', 'color']);

/** How an option is spelled on the command line. */
const FLAGS: Readonly<Partial<Record<PanelOption, string>>> = {
  averageOverEntities: '--average-over-entities',
  logX: '--log-x',
  logY: '--log-y',
  boundaries: '--boundary',
};

/** @throws UsageError that names the kinds */
export const plotKind = (word: string): PanelKind => {
  const kind = PLOT_KINDS.find((each) => each === word);
  if (kind === undefined)
    throw unknownName('kind of plot', word, PLOT_KINDS, `there are ${PLOT_KINDS.join(', ')}`);
  return kind;
};

/**
 * The panel with the options of its own, and of `first` those that its kind takes.
 * @throws UsageError for an option of its own that its kind does not take
 */
export const completePanel = (own: PanelOptions, first?: PanelOptions): PanelOptions => {
  const takes = new Set<string>(['kind', 'title', ...TAKES[own.kind]]);
  const strange = Object.keys(own).find((name) => !takes.has(name)) as PanelOption | undefined;
  if (strange !== undefined) {
    const others = PLOT_KINDS.filter((kind) => TAKES[kind].includes(strange));
    throw new UsageError(
      `plot ${own.kind} takes no ${FLAGS[strange] ?? `--${strange}`}; ${others.join(', ')} do`,
    );
  }
  const alike = first !== undefined && FAMILY[first.kind] === FAMILY[own.kind];
  const { title: _title, ...inherited } = Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([name]) => takes.has(name) && (alike || !OF_FAMILY.has(name as PanelOption)),
    ),
  );
  return checkedNumbers({ ...inherited, ...own });
};

const checkedNumbers = (panel: PanelOptions): PanelOptions => {
  const { bins, opacity, top, kind, logY, color } = panel;
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 1 && bins <= 1000))
    throw new UsageError('--bins takes a whole number from 1 to 1000');
  if (opacity !== undefined && !(opacity > 0 && opacity <= 1))
    throw new UsageError('--opacity takes a number above 0 and up to 1, such as 0.25');
  if (top !== undefined && !(Number.isInteger(top) && top >= 1 && top <= 40))
    throw new UsageError('--top takes a whole number from 1 to 40: more bars cannot be read');
  if (kind === 'bar' && logY === true && color !== undefined)
    throw new UsageError('bars with --color add up, which a logarithmic axis cannot show; leave out --log-y');
  return panel;
};
