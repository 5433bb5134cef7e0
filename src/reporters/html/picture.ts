import type { PlotOptions } from '@observablehq/plot';
import { type Caption, type Drawing, drawSvg } from '../../charts/draw.ts';
import { type FencesData, fencesPlot } from '../../charts/fences.ts';
import { matrixPlot } from '../../charts/matrix.ts';
import { activityPlot, baselinePlot } from '../../charts/over-time.ts';
import { peersPlot } from '../../charts/peers.ts';
import { sharePlot } from '../../charts/share.ts';
import { countText, durationText, numberText, percentText } from '../../kernel/number-text.ts';
import { clipped } from '../../kernel/visible-text.ts';
import type { Evidence } from '../../schema/finding.ts';
import type { Picture } from '../../schema/picture.ts';
import { html, logText, type Markup, trusted } from './markup.ts';

/** Pixels a picture of a finding is drawn for: near the width of a phone and half that of a desk. */
export const PICTURE_WIDTH = 390;

interface Described {
  readonly caption: Caption;
  /** What colours and lines mean, as class names of the style sheet and words. */
  readonly legend: readonly (readonly ['data' | 'mark' | 'fence' | 'baseline' | 'shade' | 'usual', string])[];
}

const withUnit = (value: number, unit: string | undefined): string =>
  `${numberText(value)}${unit === undefined || unit === '' ? '' : ` ${value === 1 ? unit.replace(/s$/, '') : unit}`}`;

const peersWords = (picture: Picture & { kind: 'peers' }): Described => {
  const { value, unit, baseline = null, threshold = null, peers, peersTotal, peersName, metric } = picture;
  const isBelow = threshold !== null && value < threshold;
  const beyond =
    threshold === null ? 0 : peers.filter((peer) => (isBelow ? peer < threshold : peer > threshold)).length;
  const bounds = [
    ...(baseline === null ? [] : [`usual is ${withUnit(baseline, unit)}`]),
    ...(threshold === null ? [] : [`the fence stands at ${withUnit(threshold, unit)}`]),
  ];
  const others =
    peers.length < peersTotal
      ? ` ${numberText(peers.length)} of the others are drawn.`
      : threshold === null
        ? ''
        : ` ${beyond === 0 ? 'No other is' : `${countText(beyond, 'other is', 'others are')}`} beyond it.`;
  return {
    caption: {
      title: `${metric}, beside ${numberText(peersTotal)} ${peersName}`,
      description: `Here ${withUnit(value, unit)}${bounds.length === 0 ? '' : `; ${bounds.join(' and ')}`}.${others}`,
    },
    legend: [
      ['mark', 'this one'],
      ['data', peersName],
      ...(baseline === null ? [] : [['baseline', 'usual'] as const]),
      ...(threshold === null ? [] : [['fence', 'fence'] as const]),
    ],
  };
};

const baselineWords = (picture: Picture & { kind: 'baseline' }): Described => {
  const { points, metric, unit, windowSeconds } = picture;
  const beyond = points.filter(
    (point) => point.value !== null && point.threshold !== null && point.value > point.threshold,
  );
  const highest = Math.max(0, ...points.map((point) => point.value ?? 0));
  const has = (level: 'baseline' | 'threshold'): boolean => points.some((point) => point[level] !== null);
  return {
    caption: {
      title: `${metric} beside its baseline`,
      description: `${countText(beyond.length, 'window')} of ${durationText(windowSeconds)} of ${numberText(points.length)} beyond the fence; the highest value is ${withUnit(highest, unit)}.`,
    },
    legend: [
      ['mark', 'beyond the fence'],
      ['data', 'within'],
      ...(has('baseline') ? [['baseline', 'baseline'] as const] : []),
      ...(has('threshold') ? [['fence', 'fence'] as const] : []),
    ],
  };
};

const shareWords = (picture: Picture & { kind: 'share' }): Described => {
  const rare = picture.bars.filter((bar) => bar.rare);
  const count = rare.reduce((sum, bar) => sum + bar.count, 0);
  const share = picture.total === 0 ? 0 : count / picture.total;
  const given =
    picture.given === undefined ? '' : ` where ${picture.given.field} is ${clipped(picture.given.value, 60)}`;
  return {
    caption: {
      title: `Values of ${picture.field}${given}`,
      description: `${numberText(count)} of ${countText(picture.total, 'event')} (${percentText(share)}) ${count === 1 ? 'has' : 'have'} the rare ${rare.length === 1 ? 'value' : 'values'}. Bars grow with the logarithm of the count.`,
    },
    legend: [
      ['mark', 'rare'],
      ['data', 'common'],
    ],
  };
};

const timelineWords = (picture: Picture & { kind: 'timeline' }): Described => {
  const total = picture.points.reduce((sum, point) => sum + point.value, 0);
  const busiest = Math.max(0, ...picture.points.map((point) => point.value));
  return {
    caption: {
      title: `${picture.metric} over time`,
      description: `${numberText(total)} in all, at most ${numberText(busiest)} in ${durationText(picture.bucketSeconds)}.`,
    },
    legend: [
      ['mark', `per ${durationText(picture.bucketSeconds)}`],
      ...(picture.windows.length === 0 ? [] : [['shade', 'time of the finding'] as const]),
    ],
  };
};

const matrixWords = (picture: Picture & { kind: 'matrix' }): Described => {
  const { rowsTotal, columnsTotal, rowName, columnName } = picture;
  return {
    caption: {
      title: `${rowName} by ${columnName}`,
      description: `${numberText(rowsTotal)} ${rowName}, ${numberText(columnsTotal)} ${columnName}. A darker cell was met more often.`,
    },
    legend: [['mark', 'met']],
  };
};

/** A detector's picture, or the numbers of the evidence beside their fences where it gave none. */
export type Drawable = Picture | ({ readonly kind: 'fences' } & FencesData);

const MOST_BOUNDS = 8;

/** The evidence as a picture: every value that has a fence, in units of it; null when none has. */
export const fencesPicture = ({ metrics }: Evidence): Drawable | null => {
  const bounds = metrics.flatMap(({ name, value, threshold, baseline = null }) =>
    typeof value === 'number' && value >= 0 && typeof threshold === 'number' && threshold > 0
      ? [{ name, value, threshold, baseline }]
      : [],
  );
  return bounds.length === 0 ? null : { kind: 'fences', bounds: bounds.slice(0, MOST_BOUNDS) };
};

const fencesWords = ({ bounds }: FencesData): Described => {
  const beyond = bounds.filter((bound) => bound.value >= bound.threshold);
  const ratio = Math.max(...bounds.map((bound) => bound.value / bound.threshold));
  return {
    caption: {
      title: 'Values beside their fences',
      description: `${numberText(beyond.length)} of ${countText(bounds.length, 'value')} reach the fence, the furthest ${numberText(Number(ratio.toPrecision(3)))} times over. Bars grow with the logarithm.`,
    },
    legend: [
      ['mark', 'at or beyond the fence'],
      ...(beyond.length < bounds.length ? [['data', 'below'] as const] : []),
      ...(bounds.some((bound) => (bound.baseline ?? 0) > 0) ? [['usual', 'usual'] as const] : []),
      ['fence', 'fence'],
    ],
  };
};

const described = (picture: Drawable): Described => {
  switch (picture.kind) {
    case 'peers':
      return peersWords(picture);
    case 'baseline':
      return baselineWords(picture);
    case 'share':
      return shareWords(picture);
    case 'timeline':
      return timelineWords(picture);
    case 'matrix':
      return matrixWords(picture);
    case 'fences':
      return fencesWords(picture);
  }
};

const plotted = (picture: Drawable, { width, theme }: Drawing): PlotOptions => {
  switch (picture.kind) {
    case 'peers':
      return peersPlot(picture, width, theme);
    case 'baseline':
      return baselinePlot(picture, width, theme);
    case 'share':
      return sharePlot(picture, width, theme);
    case 'timeline':
      return activityPlot(picture, width, theme);
    case 'matrix':
      return matrixPlot(picture, width, theme);
    case 'fences':
      return fencesPlot(picture, width, theme);
  }
};

/** A picture of a finding with its words and the meaning of its colours. */
export const pictureFigure = (picture: Drawable, drawing: Drawing): Markup => {
  const { caption, legend } = described(picture);
  const drawn = trusted(drawSvg(plotted(picture, drawing), drawing, caption));
  const keys = legend.map(
    ([tone, words]) => html`<span class="key"><i class="k-${tone}"></i>${logText(words, 80)}</span>`,
  );
  return html`<figure class="picture"><figcaption><b>${logText(caption.title, 160)}</b> ${logText(caption.description, 400)}</figcaption>
${drawn}<p class="keys" aria-hidden="true">${keys}</p></figure>`;
};
