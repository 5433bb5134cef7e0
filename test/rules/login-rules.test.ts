import { describe, expect, it } from 'vitest';
import { judgeWindows } from '../../src/detectors/baseline-rule/judge-windows.ts';
import type { WindowRow } from '../../src/detectors/baseline-rule/window-row.ts';
import { loginRun, shippedRule } from '../detectors/baseline-rule/login-events.ts';

interface Tally {
  readonly users: Set<string>;
  readonly failed: Set<string>;
  readonly admitted: Set<string>;
  attempts: number;
  failures: number;
}

/** The rules' metrics per address and hour, counted without an engine. */
const windowsOf = (run: ReturnType<typeof loginRun>): readonly WindowRow[] => {
  const tallies = new Map<string, Tally>();
  for (const event of run.events) {
    const key = `${String(event['source.ip'])} ${String(event['@timestamp']).slice(0, 13)}:00:00Z`;
    const tally = tallies.get(key) ?? {
      users: new Set(),
      failed: new Set(),
      admitted: new Set(),
      attempts: 0,
      failures: 0,
    };
    tallies.set(key, tally);
    const user = String(event['user.name']);
    tally.users.add(user);
    tally.attempts += 1;
    if (event['event.outcome'] === 'success') {
      tally.admitted.add(user);
      continue;
    }
    tally.failures += 1;
    tally.failed.add(user);
  }
  return [...tallies].map(([key, { users, failed, admitted, attempts, failures }]) => {
    const [entity = '', time = ''] = key.split(' ');
    const values = {
      usernames: users.size,
      failed_users: failed.size,
      failures,
      attempts,
      failure_rate: failures / attempts,
      failed_share: failed.size / users.size,
      admitted_share: admitted.size / users.size,
    };
    return {
      entity,
      windowMicros: Date.parse(time) * 1000,
      peer: null,
      events: attempts,
      start: null,
      end: null,
      values,
    };
  });
};

const flagged = (rule: string, rows: readonly WindowRow[]): ReadonlySet<string> =>
  new Set(judgeWindows(rows, shippedRule(rule)).flagged.map((window) => window.row.entity));

describe('the login rules that run by themselves', () => {
  it('find all attackers of November 2018 and no one else', () => {
    const run = loginRun({ make: true, seed: 0, days: 30, start: '2018-11-01' });
    expect(flagged('login-many-users', windowsOf(run))).toEqual(run.attackers);
    expect(flagged('login-many-failures', windowsOf(run)).size).toBe(0);
  });

  it.each([
    ['as in the lab', {}],
    ['with many lockouts', { validUserSuccess: [0.5, 0.6, 0.7] }],
  ])('miss no attacker of ten attempts over seeds that nothing was tuned on, %s', (_, options) => {
    const totals = { attackers: 0, missed: 0, others: 0, wrong: 0 };
    for (const seed of [500, 501, 502]) {
      const run = loginRun({ make: true, seed, days: 30, start: '2018-11-01', ...options });
      const rows = windowsOf(run);
      const found = flagged('login-many-users', rows);
      const attempts = new Map<string, number>();
      for (const row of rows) attempts.set(row.entity, (attempts.get(row.entity) ?? 0) + row.events);
      for (const [address, count] of attempts) {
        if (!run.attackers.has(address)) {
          totals.others += 1;
          if (found.has(address)) totals.wrong += 1;
        } else if (count >= 10) {
          totals.attackers += 1;
          if (!found.has(address)) totals.missed += 1;
        }
      }
    }
    expect(totals.attackers).toBeGreaterThan(150);
    expect(totals.missed / totals.attackers).toBeLessThanOrEqual(0.002);
    expect(totals.wrong / totals.others).toBeLessThanOrEqual(0.002);
  });

  const calm = Array.from(
    { length: 200 },
    (_, index): WindowRow => ({
      entity: `10.0.0.${index % 20}`,
      windowMicros: index * 3_600_000_000,
      peer: null,
      events: 3,
      start: null,
      end: null,
      values: {
        usernames: 1,
        failed_users: 0,
        failures: 0,
        attempts: 3,
        failure_rate: 0,
        failed_share: 0,
        admitted_share: 1,
      },
    }),
  );

  it('leave single-account guessing to the rule about failures', () => {
    const values = {
      usernames: 1,
      failed_users: 1,
      failures: 200,
      attempts: 200,
      failure_rate: 1,
      failed_share: 1,
      admitted_share: 0,
    };
    const guesser = { ...(calm[0] as WindowRow), entity: '192.0.2.7', windowMicros: 7, values };
    expect([...flagged('login-many-failures', [...calm, guesser])]).toEqual(['192.0.2.7']);
    expect(flagged('login-many-users', [...calm, guesser]).size).toBe(0);
  });

  it.each([
    ['do not flag an office on the Monday after its passwords expired', 0.96, false],
    ['flag an address that fails as often and gets in as few', 0.4, true],
  ])('%s', (_, admittedShare, isFlagged) => {
    const values = {
      usernames: 25,
      failed_users: 20,
      failures: 60,
      attempts: 85,
      failure_rate: 60 / 85,
      failed_share: 0.8,
      admitted_share: admittedShare,
    };
    const office = { ...(calm[0] as WindowRow), entity: '192.0.2.9', windowMicros: 7, values };
    expect(flagged('login-many-users', [...calm, office]).has('192.0.2.9')).toBe(isFlagged);
  });
});
