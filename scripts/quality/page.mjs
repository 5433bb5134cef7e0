import { inOrder, rate, share, table } from './figures.mjs';
import { FEW_ATTEMPTS } from './login-attackers.mjs';

const ALL = 'all together';

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

const attacksPart = (results) =>
  table(
    ['log', 'attack', 'detector meant for it', 'found', 'recall'],
    results.flatMap(({ simulator, attack, planted, found }) =>
      found.map(({ detector, count }) => [
        simulator,
        attack,
        detector,
        `${count} of ${planted}`,
        share(count, planted),
      ]),
    ),
  );

const logsPart = ({ name, days, methods }) => `### ${name}, ${days} days

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
`;

const sum = (findings, key) => Object.values(findings).reduce((total, own) => total + own[key], 0);

const ordinaryPart = (results) =>
  table(
    ['log', 'detector', 'of 30 and more a day', 'of 50 and more a day'],
    results.flatMap(({ name, days, findings }) => [
      [name, ALL, rate(sum(findings, 'medium'), days), rate(sum(findings, 'high'), days)],
      ...inOrder(findings)
        .filter(([, { medium }]) => medium > 0)
        .map(([detector, { medium, high }]) => [name, detector, rate(medium, days), rate(high, days)]),
    ]),
  );

const budgetPart = ({ days }) =>
  table(
    ['seed', 'lines', 'of 50 and more', 'of 30 to 49', 'lower', 'hidden by the allow-list'],
    days.map(({ seed, lines, high, medium, low, hidden }) => [seed, lines, high, medium - high, low, hidden]),
  );

const part = (title, text, results, show) =>
  results === undefined ? '' : `\n## ${title}\n\n${text}\n\n${show(results).trimEnd()}\n`;

/** The whole page from what was measured; parts that were not are left out. */
export const qualityPage = ({ seeds, logins, addresses, attacks, logs, ordinary, budget }) => `# Quality

Written by \`npm run quality\`; edits are lost. Every number is of the default settings, without labels, on simulated logs of
the seeds ${seeds}. Bounds were chosen on other seeds (1 to 22, 100 to 119 and 300 to 319). Behind a share or a rate
stands its 95 % interval: Wilson's of a share, the score interval of a Poisson number.

Simulated logs are tidier than yours. What is false here is false there; what is found here may hide better there.
${part(
  'Every attack by the detector meant for it',
  `Two days of ordinary events for each seed and one attack in them. Found means: a finding of severity 30 or more of that very
detector, at least half of whose events are the attack's; of a silence, which has no events, half of its time. Broken links and
backscatter, which harm nobody here, are told below 30, so a finding of any severity counts.`,
  attacks,
  attacksPart,
)}${part(
  'The noise budget',
  `A day of a million web requests on which nobody attacks, with an own scanner that is allow-listed
([the scenario](simulators.md#an-ordinary-day)): findings by severity, and what the allow-list hid. The budget is 10 findings of
50 and more.`,
  budget,
  budgetPart,
)}${part(
  'Ordinary days',
  `The same logs with no attack in them: every finding is false, also one about an ordinary oddity such as a job with an outdated
password or a flash sale. Detectors that are not listed had none of 30 and more.`,
  ordinary,
  ordinaryPart,
)}${part(
  'Days with attacks',
  `Two days for each seed with the simulator's default attacks; findings of severity 30 or more. A finding is true when at least
half of its events are the attack's. Ordinary oddities count as false here, too.`,
  logs,
  (results) => results.map(logsPart).join('\n'),
)}${part(
  'Logins by attackers that keep their address',
  `Months of the login lab's simulator. An address counts as flagged when a finding of severity 50 or more has it as its
entity; attackers are the simulator's own.`,
  logins,
  (results) => results.map(loginsPart).join('\n'),
)}${part(
  'Logins with an address for every attempt',
  `Attacks of 20, 60 and 133 attempts, a new address for each, planted every three and a half days into ordinary logins of 2, 12
and 68 companies of the lab's size. Findings of severity 50 or more about anything but an address are the windows; one is true
when at least half of it overlaps an attack, give or take 15 minutes. Judged by what came before alone.`,
  addresses,
  addressesPart,
)}`;
