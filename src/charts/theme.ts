/** The colours and letters of a drawing. `PAGE` follows the page's CSS variables, the others stand alone. */
export interface ChartTheme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** The usual: bars, peers, events. */
  readonly data: string;
  /** What stands out: this entity, values beyond the fence. */
  readonly mark: string;
  readonly fence: string;
  readonly baseline: string;
  /** Behind a window or the area beyond a fence. */
  readonly shade: string;
  readonly severity: Readonly<Record<'low' | 'medium' | 'high' | 'critical', string>>;
  /** Letters on a severity colour. */
  readonly onSeverity: string;
  /** Told apart by people with any kind of colour vision (Okabe and Ito 2008, adapted for contrast). */
  readonly categories: readonly string[];
  readonly fontFamily: string;
}

const variable = (name: string): string => `var(--chart-${name})`;

export const PAGE_THEME: ChartTheme = Object.freeze({
  background: 'none',
  text: variable('text'),
  muted: variable('muted'),
  grid: variable('grid'),
  data: variable('data'),
  mark: variable('mark'),
  fence: variable('fence'),
  baseline: variable('baseline'),
  shade: variable('shade'),
  severity: Object.freeze({
    low: variable('low'),
    medium: variable('medium'),
    high: variable('high'),
    critical: variable('critical'),
  }),
  onSeverity: variable('on-severity'),
  categories: Object.freeze(Array.from({ length: 8 }, (_, index) => variable(`category-${index + 1}`))),
  fontFamily: 'inherit',
});

export const LIGHT_THEME: ChartTheme = Object.freeze({
  background: '#ffffff',
  text: '#1b2530',
  muted: '#5a6774',
  grid: '#e3e8ed',
  data: '#7d9bb8',
  mark: '#c2410c',
  fence: '#1b2530',
  baseline: '#3f6c96',
  shade: '#fbe3d6',
  severity: Object.freeze({ low: '#5c7f9e', medium: '#8f6800', high: '#c2470a', critical: '#a8123e' }),
  onSeverity: '#ffffff',
  categories: Object.freeze([
    '#0072b2',
    '#d55e00',
    '#009e73',
    '#cc79a7',
    '#b98900',
    '#56b4e9',
    '#6b4fa0',
    '#5a6774',
  ]),
  fontFamily: 'Inter, system-ui, sans-serif',
});

export const DARK_THEME: ChartTheme = Object.freeze({
  background: '#141a21',
  text: '#e6ecf2',
  muted: '#9aa8b5',
  grid: '#2a343f',
  data: '#557797',
  mark: '#ff8f57',
  fence: '#e6ecf2',
  baseline: '#7fb4e3',
  shade: '#3a2820',
  severity: Object.freeze({ low: '#7fa3c3', medium: '#e0b23c', high: '#ff8a4a', critical: '#ff6088' }),
  onSeverity: '#10161c',
  categories: Object.freeze([
    '#4aa8e8',
    '#ff8a4a',
    '#2fc79b',
    '#e59ac4',
    '#e0b23c',
    '#9bd4f7',
    '#a98be0',
    '#9aa8b5',
  ]),
  fontFamily: 'Inter, system-ui, sans-serif',
});

const flat = (theme: ChartTheme): readonly (readonly [string, string])[] => [
  ...(['text', 'muted', 'grid', 'data', 'mark', 'fence', 'baseline', 'shade'] as const).map(
    (name) => [name, theme[name]] as const,
  ),
  ...(['low', 'medium', 'high', 'critical'] as const).map((name) => [name, theme.severity[name]] as const),
  ['on-severity', theme.onSeverity] as const,
  ...theme.categories.map((colour, index) => [`category-${index + 1}`, colour] as const),
];

/** The CSS variables that PAGE_THEME asks for, as declarations. */
export const themeVariables = (theme: ChartTheme): string =>
  flat(theme)
    .map(([name, colour]) => `--chart-${name}:${colour}`)
    .join(';');
