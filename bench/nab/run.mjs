// Scores the volume detector's monitor on the Numenta Anomaly Benchmark.
// usage: node bench/nab/run.mjs [FOLDER]   (FOLDER holds data/, labels/, profiles.json; default ../shared/data/nab)
import { fileURLToPath } from 'node:url';
import { SeriesMonitor } from '../../dist/detectors/volume/series-monitor.js';
import { readCorpus, readProfiles, valuesPerDay } from './corpus.mjs';
import { normalised, scoreSeries, weigh } from './score.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../../shared/data/nab', import.meta.url));
const corpus = readCorpus(folder);
const started = performance.now();
const alarms = corpus.map(({ times, values }) => {
  const monitor = new SeriesMonitor({ perDay: valuesPerDay(times) });
  return values.map((value) => monitor.next(value).alarm);
});
const seconds = (performance.now() - started) / 1000;
const values = corpus.reduce((total, series) => total + series.values.length, 0);
console.log(`${corpus.length} series, ${values} values in ${seconds.toFixed(1)} s`);
for (const [profile, costs] of Object.entries(readProfiles(folder))) {
  const results = corpus.map(({ times, windows }, index) =>
    scoreSeries(weigh(times, windows, costs), alarms[index], costs),
  );
  console.log(`${profile}: ${normalised(results, costs).toFixed(1)}`);
  if (profile !== 'standard') continue;
  const groups = [...new Set(corpus.map(({ name }) => name.split('/')[0]))];
  for (const group of groups) {
    const own = results.filter((_, index) => corpus[index].name.startsWith(`${group}/`));
    const total = (key) => own.reduce((sum, result) => sum + result[key], 0);
    const score = total('windows') === 0 ? '' : `${normalised(own, costs).toFixed(1)}, `;
    console.log(
      `  ${group}: ${score}${total('found')} of ${total('windows')} found, ${total('falseAlarms')} false alarms`,
    );
  }
}
