// The scoring of the Numenta Anomaly Benchmark, written from its description (Lavin and Ahmad 2015):
// an alarm inside a labelled window earns the more the earlier it comes, only the best one counts; an alarm
// outside costs the more the further it lies behind the last window; a window without alarm costs a whole one.
// The first 15 % of a series (at most of 5000 values) are not scored. 0 is the detector that never speaks,
// 100 the one that speaks once, at the start of every window.

const PROBATION_SHARE = 0.15;
const PROBATION_OF_AT_MOST = 5000;

/** 1 far before the window's end, 0 at it, -1 far behind. */
const scaledSigmoid = (position) => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);
const EARLIEST = scaledSigmoid(-1);

const probationOf = (length) =>
  Math.min(Math.floor(PROBATION_SHARE * length), PROBATION_SHARE * PROBATION_OF_AT_MOST);

/**
 * What an alarm at each value of a series is worth, and in which window it lies
 * (-1 for none, -2 for values that are not scored).
 */
export const weigh = (times, windows, { tpWeight, fpWeight }) => {
  const worth = new Float64Array(times.length);
  const windowOf = new Int32Array(times.length).fill(-1);
  const ranges = windows.map(([start, end]) => ({ first: times.indexOf(start), last: times.indexOf(end) }));
  let next = 0;
  let previous;
  times.forEach((_, index) => {
    const range = ranges[next];
    if (range !== undefined && index >= range.first) {
      const width = range.last - range.first + 1;
      worth[index] = (scaledSigmoid(-(range.last - index + 1) / width) / EARLIEST) * tpWeight;
      windowOf[index] = next;
      if (index === range.last) {
        previous = { last: range.last, width };
        next += 1;
      }
    } else if (previous === undefined) worth[index] = -fpWeight;
    else worth[index] = scaledSigmoid((index - previous.last) / (previous.width - 1)) * fpWeight;
    if (index < probationOf(times.length)) windowOf[index] = -2;
  });
  return { worth, windowOf };
};

/** Sum of a series with these alarms, and how many windows it has. */
export const scoreSeries = ({ worth, windowOf }, alarms, { fnWeight }) => {
  const best = new Map();
  let outside = 0;
  let falseAlarms = 0;
  for (let index = 0; index < worth.length; index += 1) {
    const window = windowOf[index];
    if (window >= 0 && !best.has(window)) best.set(window, -fnWeight);
    if (!alarms[index] || window === -2) continue;
    if (window >= 0) best.set(window, Math.max(best.get(window), worth[index]));
    else {
      outside += worth[index];
      falseAlarms += 1;
    }
  }
  const inside = [...best.values()];
  const sum = inside.reduce((total, part) => total + part, 0) + outside;
  return {
    sum,
    windows: inside.length,
    found: inside.filter((part) => part > -fnWeight).length,
    falseAlarms,
  };
};

/** The score of a whole corpus, 0 for silence and 100 for perfection. */
export const normalised = (results, { tpWeight, fnWeight }) => {
  const sum = results.reduce((total, result) => total + result.sum, 0);
  const windows = results.reduce((total, result) => total + result.windows, 0);
  return (100 * (sum + fnWeight * windows)) / ((tpWeight + fnWeight) * windows);
};

/** The best score over all thresholds from `lowest` on of a detector that gives numbers: how the benchmark treats its baselines. */
export const bestThreshold = (series, scores, costs, lowest = Number.NEGATIVE_INFINITY) => {
  const points = [];
  series.forEach(({ windowOf }, number) => {
    scores[number].forEach((score, index) => {
      if (windowOf[index] !== -2 && score >= lowest) points.push([score, number, index]);
    });
  });
  points.sort((left, right) => right[0] - left[0]);
  const best = series.map(
    ({ windowOf }) =>
      new Map(
        [...new Set(windowOf)].filter((window) => window >= 0).map((window) => [window, -costs.fnWeight]),
      ),
  );
  const windows = best.reduce((total, found) => total + found.size, 0);
  let sum = -costs.fnWeight * windows;
  let top = { sum, threshold: Number.POSITIVE_INFINITY };
  points.forEach(([score, number, index], position) => {
    const { worth, windowOf } = series[number];
    const window = windowOf[index];
    if (window < 0) sum += worth[index];
    else if (worth[index] > best[number].get(window)) {
      sum += worth[index] - best[number].get(window);
      best[number].set(window, worth[index]);
    }
    if (points[position + 1]?.[0] !== score && sum > top.sum) top = { sum, threshold: score };
  });
  return { score: normalised([{ sum: top.sum, windows }], costs), threshold: top.threshold };
};
