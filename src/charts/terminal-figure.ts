import { displayWidth, fittedColumns, paddedColumns } from '../kernel/display-width.ts';
import { compactNumber, countText, numberText } from '../kernel/number-text.ts';
import { textBar } from '../kernel/text-bar.ts';
import { clipped, visibleText } from '../kernel/visible-text.ts';
import type { Figure } from './figure.ts';
import { barsOf } from './panels/bar.ts';
import { boxesOf, type NamedBox } from './panels/box.ts';
import { DEFAULT_BINS, histogramBins } from './panels/histogram.ts';
import { NO_VALUE, type Panel, type PanelKind } from './panels/panel.ts';
import { columns, sparkline } from './terminal.ts';

/** Signs of a name before a bar. */
const NAME_WIDTH = 44;
const LINE_HEIGHT = 8;
/** More lines than this are not drawn one by one in a terminal. */
const MOST_SERIES = 8;

/** Signs of a text that are looked at, for a name or a title. */
const LONGEST = 400;

/** Text of a log in at most so many columns. */
const fittedText = (text: string, width: number): string =>
  fittedColumns(visibleText(clipped(text, LONGEST, { middle: true })), width);

/** A name before a bar, which leaves the larger part of a narrow terminal to the bars. */
const name = (text: string, width: number): string =>
  fittedText(text, Math.min(NAME_WIDTH, Math.max(12, Math.floor(width / 2))));

interface NamedNumber {
  readonly name: string;
  readonly value: number;
}

/** Names, numbers and bars in three columns. */
const barLines = (rows: readonly NamedNumber[], width: number): readonly string[] => {
  const names = Math.max(0, ...rows.map((row) => displayWidth(row.name)));
  const numbers = Math.max(0, ...rows.map((row) => numberText(row.value).length));
  const largest = rows.reduce((most, row) => Math.max(most, row.value), 0);
  const room = Math.max(8, width - names - numbers - 4);
  return rows.map((row) =>
    [
      paddedColumns(row.name, names),
      numberText(row.value).padStart(numbers),
      largest > 0 ? textBar(row.value / largest, room) : '',
    ]
      .join('  ')
      .trimEnd(),
  );
};

const barText = (panel: Panel, width: number): readonly string[] =>
  barLines(
    barsOf(panel).map((each) => ({ name: name(each.name, width), value: each.value })),
    width,
  );

const edge = (value: number): string => numberText(Number(value.toPrecision(4)));

const histogramText = (panel: Panel, width: number): readonly string[] => {
  const rows = panel.rows.flatMap((row) =>
    typeof row.x === 'number' ? [{ value: row.x, count: row.count ?? 1 }] : [],
  );
  const isLogarithmic = panel.logX === true && rows.every((row) => row.value > 0);
  const bins = histogramBins(
    rows.map((row) => ({ ...row, colour: NO_VALUE })),
    panel.bins ?? DEFAULT_BINS,
    isLogarithmic,
    true,
  );
  const [from, to] = [bins.map((bin) => edge(bin.from)), bins.map((bin) => edge(bin.to))];
  const [low, high] = [from, to].map((texts) => Math.max(0, ...texts.map((text) => text.length))) as [
    number,
    number,
  ];
  return barLines(
    bins.map((bin, index) => ({
      name: `${(from[index] ?? '').padStart(low)} to ${(to[index] ?? '').padStart(high)}`,
      value: bin.count,
    })),
    width,
  );
};

const position = (value: number, box: NamedBox, room: number): number =>
  box.max === box.min ? 0 : Math.round(((value - box.min) / (box.max - box.min)) * (room - 1));

/** A box on one line, from its smallest to its largest value: `├──▒▒│▒▒▒──┤  · ··`. */
const boxLine = (box: NamedBox, room: number): string => {
  const signs = new Array<string>(room).fill(' ');
  const put = (from: number, to: number, sign: string): void => {
    for (let at = position(from, box, room); at <= position(to, box, room); at += 1) signs[at] = sign;
  };
  for (const value of box.beyond) put(value, value, '·');
  put(box.lowWhisker, box.highWhisker, '─');
  put(box.lowWhisker, box.lowWhisker, '├');
  put(box.highWhisker, box.highWhisker, '┤');
  put(box.p25, box.p75, '▒');
  put(box.p50, box.p50, '│');
  return signs.join('').trimEnd();
};

/** Name and numbers of a box, in two lines where one is too narrow. */
const boxHead = (box: NamedBox, width: number): readonly string[] => {
  const numbers = `${countText(box.count, 'value')}, min ${numberText(box.min)}, quartiles ${numberText(box.p25)}, ${numberText(box.p50)}, ${numberText(box.p75)}, max ${numberText(box.max)}`;
  const title = fittedText(box.name, Math.min(NAME_WIDTH, width - 2));
  const line = `${title}: ${numbers}`;
  return displayWidth(line) <= width ? [line] : [`${title}:`, `  ${numbers}`];
};

const boxText = (panel: Panel, width: number): readonly string[] =>
  boxesOf(panel).flatMap((box) => [...boxHead(box, width), `  ${boxLine(box, Math.max(20, width - 4))}`]);

interface Series {
  readonly name: string | undefined;
  readonly points: readonly { readonly x: string | number; readonly y: number }[];
}

const seriesOf = (panel: Panel): readonly Series[] => {
  const series = new Map<string | undefined, { x: string | number; y: number }[]>();
  for (const row of panel.rows) {
    if (row.x === null) continue;
    const key = row.colour === undefined ? undefined : (row.colour ?? NO_VALUE);
    const own = series.get(key) ?? [];
    series.set(key, own);
    own.push({ x: row.x, y: row.y ?? Number.NaN });
  }
  return [...series].map(([key, points]) => ({ name: key, points }));
};

const place = (x: string | number): string =>
  typeof x === 'number' ? numberText(x) : x.replace('T', ' ').replace(/(:00)?\.000000Z$/, '');

const seriesText = ({ name: title, points }: Series, width: number): readonly string[] => {
  const values = points.map((point) => point.y);
  const largest = values.filter(Number.isFinite).reduce((most, value) => Math.max(most, value), 0);
  const label = compactNumber(largest);
  const room = Math.max(10, width - label.length - 3);
  const drawn = columns(values, { width: room, height: LINE_HEIGHT });
  const [from, to] = [place(points[0]?.x ?? ''), place(points.at(-1)?.x ?? '')];
  const length = Math.max(...drawn.map((line) => line.length), from.length + to.length + 3);
  const shares =
    values.length > room ? `, ${numberText(Math.ceil(values.length / room))} values a column` : '';
  return [
    ...(title === undefined ? [] : [fittedText(title, width)]),
    ...drawn.map((line, index) => {
      const tick = index === 0 ? label : index === drawn.length - 1 ? '0' : '';
      return `${tick.padStart(label.length)} ${index === 0 || index === drawn.length - 1 ? '┤' : '│'}${line}`.trimEnd();
    }),
    `${' '.repeat(label.length + 2)}${from}${' '.repeat(Math.max(3, length - from.length - to.length))}${to}`,
    ...(shares === ''
      ? []
      : [
          `${' '.repeat(label.length + 2)}${countText(values.length, 'value')}${shares}; the largest is drawn`,
        ]),
  ];
};

/** Several lines share a terminal as one row of blocks each, every one up to its own largest value. */
const sparklines = (series: readonly Series[], width: number): readonly string[] => {
  const rows = series.map(({ name: title = NO_VALUE, points }) => {
    const values = points.map((point) => point.y);
    const largest = values.filter(Number.isFinite).reduce((most, value) => Math.max(most, value), 0);
    return { title: name(title, width), largest: compactNumber(largest), values };
  });
  const names = Math.max(...rows.map((row) => displayWidth(row.title)));
  const numbers = Math.max(...rows.map((row) => row.largest.length));
  const room = Math.max(10, width - names - numbers - 12);
  const [from, to] = [place(series[0]?.points[0]?.x ?? ''), place(series[0]?.points.at(-1)?.x ?? '')];
  return [
    ...rows.map(({ title, largest, values }) =>
      `${paddedColumns(title, names)}  up to ${largest.padStart(numbers)}  ${sparkline(values, { width: room })}`.trimEnd(),
    ),
    `${' '.repeat(names + numbers + 10)}${from} to ${to}`,
  ];
};

const lineText = (panel: Panel, width: number): readonly string[] => {
  const series = seriesOf(panel);
  const [only] = series;
  if (only !== undefined && series.length === 1) return seriesText(only, width);
  const more = series.length - MOST_SERIES;
  return [
    ...(series.length === 0 ? [] : sparklines(series.slice(0, MOST_SERIES), width)),
    ...(more > 0 ? [`and ${countText(more, 'more line')}`] : []),
  ];
};

const TEXTS: Readonly<Partial<Record<PanelKind, (panel: Panel, width: number) => readonly string[]>>> = {
  line: lineText,
  bar: barText,
  box: boxText,
  histogram: histogramText,
};

/** Kinds of panels that a terminal can show. */
export const isTerminalKind = (kind: PanelKind): boolean => TEXTS[kind] !== undefined;

/** A figure in block characters for a terminal of so many columns. */
export const figureText = (figure: Figure, width: number): string => {
  const panels = figure.panels.map((panel) => {
    const drawn = TEXTS[panel.kind]?.(panel, width) ?? [];
    return [visibleText(clipped(panel.title, 200)), ...(drawn.length === 0 ? ['no values'] : drawn)].join(
      '\n',
    );
  });
  const below = figure.subtitle === undefined ? [] : [visibleText(clipped(figure.subtitle, 400))];
  return `${[...panels, ...below].join('\n\n')}\n`;
};
