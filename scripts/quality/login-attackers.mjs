// The lab's simulator: attackers that keep their address, among everybody else.
import { simulateLogin } from '../../dist/simulators/login/login.js';
import { makeUserBase } from '../../dist/simulators/login/user-base.js';
import { findingsOf, namesAddress } from './detect.mjs';

const DAYS = 30;
const START = '2018-11-01';
/** Attackers with fewer attempts are told apart. */
export const FEW_ATTEMPTS = 10;

const SHARED = ['203.0.114.5', '198.52.100.7', '192.0.3.9'];

/** The user base with every second user behind one of three addresses. */
const sharedUserIps = (seed) => {
  const users = Object.entries(JSON.parse(makeUserBase(seed).userIps));
  const moved = users.map(([user, addresses], index) => [
    user,
    index % 2 === 0 ? [SHARED[(index / 2) % SHARED.length]] : addresses,
  ]);
  return JSON.stringify(Object.fromEntries(moved));
};

const withoutReason = (log) =>
  log
    .split('\n')
    .map((line) => line.split(',').slice(0, 4).join(','))
    .join('\n');

const ownBase = (seed) => ({ make: true, seed });

/** Each kind of data: the simulator's options by seed, and what is done to the log. */
const KINDS = [
  { name: 'as in the lab', options: ownBase },
  {
    name: 'half of the users behind three addresses',
    options: (seed) => ({ seed, userIps: sharedUserIps(seed) }),
  },
  {
    name: 'users fail half of their attempts, many lockouts',
    options: (seed) => ({ ...ownBase(seed), validUserSuccess: [0.5, 0.6, 0.7] }),
  },
  { name: 'without the reason of a failure', options: ownBase, edit: withoutReason },
];

export const measureLogins = async (seeds, progress) => {
  const results = [];
  for (const { name, options, edit = (log) => log } of KINDS) {
    const rows = {};
    const total = { name, attackers: 0, small: 0, others: 0, days: DAYS * seeds.length, rows };
    for (const seed of seeds) {
      const { log, attacks } = simulateLogin({ days: DAYS, start: START, ...options(seed) });
      const run = populationOf(log, attacks);
      total.attackers += run.attackers.size;
      total.small += run.small.size;
      total.others += run.others.size;
      countFindings(rows, await findingsOf(edit(log)), run);
    }
    progress(`logins, ${name}`);
    results.push(total);
  }
  return results;
};

const populationOf = (log, attacks) => {
  const attempts = new Map();
  for (const line of log.trimEnd().split('\n').slice(1)) {
    const address = line.split(',')[1];
    attempts.set(address, (attempts.get(address) ?? 0) + 1);
  }
  const attacking = new Set(
    attacks
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[2]),
  );
  const run = { attackers: new Set(), small: new Set(), others: new Set() };
  for (const [address, count] of attempts) {
    if (!attacking.has(address)) run.others.add(address);
    else if (count >= FEW_ATTEMPTS) run.attackers.add(address);
    else run.small.add(address);
  }
  return run;
};

const ALL = 'all together';

const countFindings = (rows, findings, run) => {
  const named = new Map([[ALL, new Set()]]);
  for (const finding of findings) {
    if (!namesAddress(finding)) continue;
    named.get(ALL).add(finding.entity.value);
    named.set(finding.detector, (named.get(finding.detector) ?? new Set()).add(finding.entity.value));
  }
  for (const [detector, addresses] of named) {
    rows[detector] ??= { found: 0, small: 0, wrong: 0 };
    const row = rows[detector];
    for (const address of addresses) {
      if (run.attackers.has(address)) row.found += 1;
      else if (run.small.has(address)) row.small += 1;
      else row.wrong += 1;
    }
  }
};
