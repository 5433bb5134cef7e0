import { wilsonInterval } from '../../dist/stats/wilson-interval.js';
import { FEW_ATTEMPTS } from './login-attackers.mjs';

const Z = 1.959963984540054;

const figure = (value) => (value === 0 ? '0' : String(Number(value.toPrecision(2))));

/** A share near 1 told by as many digits as what it lacks. */
const shareFigure = (value) =>
  value > 0.5 ? String(Number((1 - Number((1 - value).toPrecision(2))).toFixed(6))) : figure(value);

/** A share with its 95 % score interval (Wilson). */
const share = (part, all) => {
  if (all === 0) return '';
  const { lower, upper } = wilsonInterval(part, all);
  return `${shareFigure(part / all)} (${shareFigure(lower)} to ${shareFigure(upper)})`;
};

/** Counts per unit with the score interval of a Poisson number. */
const rate = (count, units) => {
  const reach = Z * Math.sqrt(count + (Z * Z) / 4);
  const bound = (sign) => Math.max(0, (count + (Z * Z) / 2 + sign * reach) / units);
  return `${figure(count / units)} (${figure(count === 0 ? 0 : bound(-1))} to ${figure(bound(1))})`;
};

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const inOrder = (rows) => [...rows].sort(([left], [right]) => (left < right ? -1 : 1));

const loginsPart = ({ name, attackers, small, others, days, rows }) => `### Logins, ${name}

${attackers} attackers with ${FEW_ATTEMPTS} attempts or more, ${small} with fewer, ${others} other addresses, ${days} days.

${table(
  [
    'detector',
    'missed',
    'recall',
    'precision',
    'false-positive rate',
    'false a day',
    'smaller attackers found',
  ],
  inOrder(rows).map(([detector, { found, small: few, wrong }]) => [
    detector,
    attackers - found,
    share(found, attackers),
    share(found + few, found + few + wrong),
    share(wrong, others),
    rate(wrong, days),
    `${few} of ${small}`,
  ]),
)}
`;

const addressesPart = (results) => `${table(
  ['ordinary logins an hour', 'seconds between attempts', 'attacks found', 'recall', 'false windows a week'],
  results.map(({ perHour, gap, attacks, found, falseWindows, weeks }) => [
    perHour.toFixed(0),
    gap,
    `${found} of ${attacks}`,
    share(found, attacks),
    rate(falseWindows, weeks),
  ]),
)}
`;

const logsPart = ({ name, days, methods, kinds }) => `### ${name}, ${days} days

${table(
  ['detector', 'findings', 'precision', 'false a day', 'attacks shown'],
  inOrder(methods)
    .filter(([, { findings }]) => findings > 0)
    .map(([detector, { findings, right, attacks, shown }]) => [
      detector,
      findings,
      share(right, findings),
      rate(findings - right, days),
      share(shown, attacks),
    ]),
)}

Attacks that no detector shows: ${missedKinds(kinds)}.
`;

const missedKinds = (kinds) => {
  const missed = inOrder(kinds).filter(([, own]) => own.missed > 0);
  return missed.length === 0
    ? 'none'
    : missed.map(([kind, own]) => `${kind} ${own.missed} of ${own.attacks}`).join(', ');
};

/** The whole page from what was measured. */
export const qualityPage = ({ seeds, logins, addresses, logs }) => `# Quality

Written by \`npm run quality\`; edits are lost. Every number is of the default settings, without labels, on simulated logs of
the seeds ${seeds}. Bounds were chosen on other seeds (1 to 22, 100 to 119 and 300 to 319). Behind a share or a rate
stands its 95 % interval: Wilson's of a share, the score interval of a Poisson number.

Simulated logs are tidier than yours. What is false here is false there; what is found here may hide better there.

## Logins by attackers that keep their address

Months of the login lab's simulator. An address counts as flagged when a finding of severity 50 or more has it as its
entity; attackers are the simulator's own.

${logins.map(loginsPart).join('\n')}
## Logins with an address for every attempt

Attacks of 20, 60 and 133 attempts, a new address for each, planted every three and a half days into ordinary logins of 2, 12
and 68 companies of the lab's size. Findings of severity 50 or more about anything but an address are the windows; one is true
when at least half of it overlaps an attack, give or take 15 minutes. Judged by what came before alone.

${addressesPart(addresses)}
## Other logs

Two days for each seed with the simulator's default attacks; findings of severity 30 or more. A finding is true when at least
half of its events are the attack's. Ordinary oddities, such as a flash sale, count as false here.

${logs.map(logsPart).join('\n')}`;
