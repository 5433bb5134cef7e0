import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A time of the benchmark's files, which have no zone, in milliseconds. */
const parseTime = (text) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);

/** Every series under a folder of the benchmark that has labels: name, times, values, windows. */
export const readCorpus = (folder) => {
  const windows = JSON.parse(readFileSync(join(folder, 'labels/combined_windows.json'), 'utf8'));
  const present = new Set(
    readdirSync(join(folder, 'data')).flatMap((group) =>
      readdirSync(join(folder, 'data', group)).map((file) => `${group}/${file}`),
    ),
  );
  return Object.keys(windows)
    .filter((name) => present.has(name))
    .map((name) => {
      const rows = readFileSync(join(folder, 'data', name), 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1);
      const times = rows.map((row) => parseTime(row.split(',')[0]));
      const values = rows.map((row) => Number(row.split(',')[1]));
      return {
        name,
        times,
        values,
        windows: windows[name].map(([start, end]) => [parseTime(start), parseTime(end)]),
      };
    });
};

/** The cost profiles: standard, and those that punish false alarms or misses more. */
export const readProfiles = (folder) =>
  Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(join(folder, 'profiles.json'), 'utf8'))).map(([name, profile]) => [
      name,
      profile.CostMatrix,
    ]),
  );

/** Values per day, by the middle of the first ten steps: known before anything is judged. */
export const valuesPerDay = (times) => {
  const steps = times
    .slice(1, 11)
    .map((time, index) => time - times[index])
    .sort((left, right) => left - right);
  return 86_400_000 / steps[Math.floor(steps.length / 2)];
};
