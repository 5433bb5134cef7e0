import { beforeAll, describe, expect, it } from 'vitest';
import { askBaseline } from '../../../src/detectors/baseline-rule/ask-baseline.ts';
import { ruleDetector } from '../../../src/detectors/baseline-rule/detector.ts';
import { countFindingEvents, explainFinding } from '../../../src/detectors/explain.ts';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { BaselineRule } from '../../../src/rules/baseline/rule.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { sql } from '../../../src/sql/sql.ts';
import type { EventStore, LoadedDataset, Row } from '../../../src/store/event-store.ts';
import { eventTable } from '../../../src/store/tables.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { readShared, sharedDataMissing } from '../../helpers/shared-data.ts';
import { type LoginRun, november, shippedRule } from './login-events.ts';

const SHARED = 'data/login-attempts/reference/';

interface Rates {
  readonly flagged: number;
  readonly truePositives: number;
  readonly FPR: number;
  readonly FDR: number;
  readonly FNR: number;
  readonly FOR: number;
}

/** The lab's table (published; recomputed with pandas). */
const TABLE: Readonly<Record<string, Rates>> = {
  'lab-mean-trimmed': {
    flagged: 73,
    truePositives: 72,
    FPR: 0.00392156862745098,
    FDR: 0.0136986301369863,
    FNR: 0,
    FOR: 0,
  },
  'lab-median': {
    flagged: 74,
    truePositives: 72,
    FPR: 0.00784313725490196,
    FDR: 0.02702702702702703,
    FNR: 0,
    FOR: 0,
  },
  'lab-tukey': {
    flagged: 83,
    truePositives: 63,
    FPR: 0.0784313725490196,
    FDR: 0.24096385542168675,
    FNR: 0.125,
    FOR: 0.036885245901639344,
  },
  'lab-z-score': {
    flagged: 62,
    truePositives: 62,
    FPR: 0,
    FDR: 0,
    FNR: 0.1388888888888889,
    FOR: 0.03773584905660377,
  },
};

const ADDRESSES = 327;

const ratesOf = (findings: readonly Finding[], { attackers }: LoginRun): Rates => {
  const flagged = new Set(findings.map((finding) => finding.entity.value));
  const tp = [...flagged].filter((address) => attackers.has(address)).length;
  const fp = flagged.size - tp;
  const fn = attackers.size - tp;
  const tn = ADDRESSES - attackers.size - fp;
  return {
    flagged: flagged.size,
    truePositives: tp,
    FPR: fp / (fp + tn),
    FDR: fp / (fp + tp),
    FNR: fn / (fn + tp),
    FOR: fn / (fn + tn),
  };
};

const METRICS = ['usernames', 'successes', 'failures', 'attempts', 'success_rate', 'failure_rate'];

const itself = (metric: string): string => metric;
const untrimmed = (rule: BaselineRule): BaselineRule => ({
  ...rule,
  baseline: { ...rule.baseline, trim: null },
});

const TABLES = [
  { file: 'nov_mean_trimmed.csv', rule: 'lab-mean-trimmed', column: itself },
  { file: 'nov_mean_untrimmed.csv', rule: 'lab-mean-trimmed', column: itself, changes: untrimmed },
  { file: 'nov_median_untrimmed.csv', rule: 'lab-median', column: itself },
  { file: 'nov_q1_trimmed.csv', rule: 'lab-tukey', column: (metric: string) => `${metric}.q1` },
  { file: 'nov_q3_trimmed.csv', rule: 'lab-tukey', column: (metric: string) => `${metric}.q3` },
  { file: 'nov_tukey_upper_k3.csv', rule: 'lab-tukey', column: (metric: string) => `${metric}.upper_fence` },
  { file: 'nov_std_trimmed.csv', rule: 'lab-z-score', column: (metric: string) => `${metric}.std` },
];

const FLAGGED = [
  { file: 'nov_flagged_means.csv', rule: 'lab-mean-trimmed' },
  { file: 'nov_flagged_medians.csv', rule: 'lab-median' },
  { file: 'nov_flagged_Tukey_fence.csv', rule: 'lab-tukey' },
  { file: 'nov_flagged_Z_scores.csv', rule: 'lab-z-score' },
];

const csv = (text: string): readonly (readonly string[])[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

const baselineOf = async (
  store: EventStore,
  name: string,
  changes: (rule: BaselineRule) => BaselineRule = (rule) => rule,
): Promise<readonly Row[]> => {
  const [dataset] = (await store.datasets()) as [LoadedDataset];
  return askBaseline(changes(shippedRule(name)), { store, dataset });
};

interface Hour {
  readonly hour: number;
  users: number;
  failures: number;
  attempts: number;
}

/** The lab's hourly table, counted event by event: a second way to the same numbers. */
const hourlyTable = (events: readonly PlainEvent[]): ReadonlyMap<string, Hour> => {
  const hours = new Map<string, Hour>();
  const users = new Map<string, Set<unknown>>();
  for (const event of events) {
    const time = String(event['@timestamp']);
    const key = `${String(event['source.ip'])} ${time.slice(0, 13)}`;
    const row = hours.get(key) ?? { hour: Number(time.slice(11, 13)), users: 0, failures: 0, attempts: 0 };
    const names = users.get(key) ?? new Set();
    names.add(event['user.name']);
    users.set(key, names);
    row.users = names.size;
    row.attempts += 1;
    if (event['event.outcome'] === 'failure') row.failures += 1;
    hours.set(key, row);
  }
  return hours;
};

forEachEngine((engine) => {
  describe('the login lab through rule files', () => {
    let store: EventStore;
    const run = november();
    const detect = async (name: string): Promise<readonly Finding[]> => {
      const detector = ruleDetector(shippedRule(name));
      return (await runDetectors(store, { available: [detector] })).findings;
    };

    beforeAll(async () => {
      store = await engine.open();
      await insertEvents(store, 'auth', run.events, 'november.csv');
    });

    it.each(Object.keys(TABLE))('gives the published rates of %s to all digits', async (name) => {
      expect(ratesOf(await detect(name), run)).toEqual(TABLE[name]);
    });

    it('finds the same with exercise 4 as the formula written out over its own baseline', async () => {
      // (failures >= 5 x median and attempts >= 5 x median) or usernames >= 5 x median
      const medians = new Map((await baselineOf(store, 'lab-exercise-4')).map((row) => [row['hour'], row]));
      const flagged = new Set<string>();
      for (const [key, { hour, users, failures, attempts }] of hourlyTable(run.events)) {
        const usual = medians.get(hour) ?? {};
        const reaches = (value: number, name: string): boolean => 5 * Number(usual[name]) <= value;
        const many = reaches(failures, 'failures') && reaches(attempts, 'attempts');
        if (many || reaches(users, 'usernames')) flagged.add(key.split(' ')[0] as string);
      }
      const found = (await detect('lab-exercise-4')).map((finding) => finding.entity.value);
      expect(new Set(found)).toEqual(flagged);
      expect(flagged.size).toBeGreaterThan(60);
    });

    it('flags the same whatever the order of the events, and explain sees a deleted one', async () => {
      const other = await engine.open();
      const events = [...run.events].reverse();
      await insertEvents(other, 'auth', events, 'reversed.csv');
      const available = [ruleDetector(shippedRule('lab-mean-trimmed'))];
      const { findings } = await runDetectors(other, { available });
      const summary = (list: readonly Finding[]): unknown =>
        list.map(({ id, entity, events, severity, filter }) => ({ id, entity, events, severity, filter }));
      expect(summary(findings)).toEqual(summary(await detect('lab-mean-trimmed')));
      const [finding] = findings as [Finding];
      expect((await explainFinding(other, finding, { available })).changes).toEqual([]);
      const line =
        1 +
        events.findIndex(
          (event) => event['source.ip'] === finding.entity.value && event['@timestamp'] === finding.start,
        );
      const { dialect } = other;
      await other.execute(
        sql`delete from ${dialect.identifier(eventTable('auth'))} where ${dialect.identifier('log.line')} = ${line}`,
      );
      const after = await explainFinding(other, finding, { available });
      expect(after.changes).toContain(`events was ${finding.events} and is ${finding.events - 1} now`);
    });

    it('gives every finding a filter that shows exactly its events, and evidence that explain can tell', async () => {
      const rule = shippedRule('lab-mean-trimmed');
      const detector = ruleDetector(rule);
      const findings = await detect('lab-mean-trimmed');
      for (const finding of findings) {
        expect(await countFindingEvents(store, finding)).toBe(finding.events);
        const steps = detector.steps(finding);
        expect(steps.filter((step) => step.endsWith(': reached'))).toHaveLength(3);
        expect(finding.explanation).toContain(`"${finding.entity.value}" had usernames`);
        expect(finding.picture?.kind).toBe('baseline');
        for (const metric of finding.evidence.metrics.slice(0, 3)) {
          expect(Number(metric.value)).toBeGreaterThanOrEqual(Number(metric.threshold));
          expect(Number(metric.threshold)).toBeCloseTo(1.25 * Number(metric.baseline), 12);
          expect(metric.sampleSize).toBe(10);
        }
      }
    });

    describe.skipIf(sharedDataMissing)(
      `beside the tables that pandas computed${sharedDataMissing ? ` (${sharedDataMissing})` : ''}`,
      () => {
        it.each(TABLES)('gives $file to 12 digits', async ({ file, rule, column, changes }) => {
          const rows = await baselineOf(store, rule, changes);
          const expected = csv(readShared(`${SHARED}${file}`));
          expect(rows).toHaveLength(24);
          expected.forEach((cells, hour) => {
            METRICS.forEach((metric, index) => {
              const actual = Number(rows[hour]?.[column(metric)]);
              expect(
                Math.abs(actual - Number(cells[index + 1])),
                `${file}, hour ${hour}, ${metric}`,
              ).toBeLessThan(1e-12);
            });
          });
        });

        it.each(FLAGGED)('flags exactly the addresses of $file', async ({ file, rule }) => {
          const flagged = (await detect(rule)).map((finding) => finding.entity.value);
          expect([...flagged].sort()).toEqual(
            csv(readShared(`${SHARED}${file}`))
              .map(([address]) => address)
              .sort(),
          );
        });

        it('trims the rows that pandas trims', async () => {
          const kept = (await baselineOf(store, 'lab-mean-trimmed')).map((row) => row['kept']);
          const reference = JSON.parse(readShared(`${SHARED}reference.json`)) as Record<
            string,
            Record<string, number>
          >;
          expect(kept).toEqual(Object.values(reference['trimmed_rows_per_hour'] ?? {}));
        });
      },
    );
  });
});
