// Attacks with a new address for every attempt, planted into ordinary logins of the lab's simulator.
import { RandomState } from '../../dist/stats/mersenne-twister-numpy.js';
import { simulateLogin } from '../../dist/simulators/login/login.js';
import { findingsOf } from './detect.mjs';

const START_MICROS = Date.UTC(2018, 10, 1) * 1000;
const DAY = 86_400;
const DAYS_BETWEEN = 3.5;
const ATTEMPTS = [20, 60, 133];
/** An attacker's chance to get in, as in the lab. */
const SUCCESS_SHARE = 0.17;
/** A finding may begin earlier and end later by so much. */
const TOLERANCE_SECONDS = 900;

/** How many companies of the lab's size log in, on how many days. */
const SIZES = [
  { companies: 2, days: 28 },
  { companies: 12, days: 28 },
  { companies: 68, days: 14 },
];
const GAPS = [1, 60, 600];

/** Ordinary logins as [microseconds since the start, rest of the line]. */
const ordinary = (seed, companies, days) =>
  Array.from({ length: companies }, (_, company) => {
    const { log } = simulateLogin({
      make: true,
      seed: seed * 100 + company,
      days,
      start: '2018-11-01',
      attackProbability: 0,
    });
    return log.trimEnd().split('\n').slice(1);
  })
    .flat()
    .map((line) => {
      const comma = line.indexOf(',');
      const [whole, fraction = ''] = line.slice(0, comma).replace(' ', 'T').split('.');
      return [
        Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0')) - START_MICROS,
        line.slice(comma),
      ];
    });

const address = (random) =>
  Array.from({ length: 4 }, () => 1 + Math.floor(random.randomSample() * 222)).join('.');

const planted = (random, days, gap) => {
  const lines = [];
  const attacks = [];
  for (let number = 0; (number + 1) * DAYS_BETWEEN < days; number += 1) {
    const attempts = ATTEMPTS[number % ATTEMPTS.length];
    let seconds = Math.floor((number * DAYS_BETWEEN + 0.3 + random.randomSample()) * DAY);
    const attack = { start: seconds, end: seconds };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const isIn = random.randomSample() < SUCCESS_SHARE;
      const outcome = isIn ? 'True,' : 'False,error_wrong_password';
      lines.push([seconds * 1e6, `,${address(random)},user${attempt},${outcome}`]);
      attack.end = seconds;
      // gaps of a second are regular, longer ones vary by half
      seconds += gap === 1 ? 1 : gap * (0.5 + random.randomSample());
    }
    attacks.push(attack);
  }
  return { lines, attacks };
};

const logText = (lines) => {
  const rows = lines
    .sort(([left], [right]) => left - right)
    .map(([micros, rest]) => {
      const at = new Date(Math.floor((START_MICROS + micros) / 1000)).toISOString();
      const digits = String(Math.floor(micros) % 1000).padStart(3, '0');
      return `${at.slice(0, 10)} ${at.slice(11, 23)}${digits}${rest}\n`;
    });
  return `datetime,source_ip,username,success,failure_reason\n${rows.join('')}`;
};

export const measureChangingAddresses = async (seeds, progress) => {
  const results = [];
  for (const { companies, days } of SIZES) {
    for (const gap of GAPS) {
      const result = { companies, gap, perHour: 0, attacks: 0, found: 0, falseWindows: 0, weeks: 0 };
      // large logs cost time: a quarter of the seeds
      const some = companies > 12 ? seeds.slice(0, Math.ceil(seeds.length / 4)) : seeds;
      for (const seed of some) {
        const lines = ordinary(seed, companies, days);
        result.perHour += lines.length / days / 24 / some.length;
        const { lines: attempts, attacks } = planted(new RandomState(seed * 1000 + gap), days, gap);
        const findings = await findingsOf(logText([...lines, ...attempts]));
        count(result, attacks, findings, days);
      }
      progress(`an address per attempt, ${companies} companies, gaps of ${gap} s`);
      results.push(result);
    }
  }
  return results;
};

/** Windows are findings of medium severity and more that are about no single address. */
const count = (result, attacks, findings, days) => {
  const windows = findings
    .filter(({ severity, entity, start }) => severity >= 50 && entity.field !== 'source.ip' && start !== null)
    .map(({ start, end }) => [start, end].map((time) => (Date.parse(time) * 1000 - START_MICROS) / 1e6));
  const overlaps = ([start, end], attack) => {
    const common =
      Math.min(end, attack.end + TOLERANCE_SECONDS) - Math.max(start, attack.start - TOLERANCE_SECONDS);
    return common >= 0 && 2 * common >= end - start;
  };
  result.attacks += attacks.length;
  result.found += attacks.filter((attack) => windows.some((window) => overlaps(window, attack))).length;
  result.falseWindows += windows.filter(
    (window) => !attacks.some((attack) => overlaps(window, attack)),
  ).length;
  result.weeks += days / 7;
};
