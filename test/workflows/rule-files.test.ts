import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDetectors } from '../../src/detectors/run.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { allDetectors } from '../../src/workflows/rule-detectors.ts';
import {
  checkRules,
  listRules,
  loadRule,
  ruleBaseline,
  ruleDetectors,
  testRule,
} from '../../src/workflows/rule-files.ts';
import { november } from '../detectors/baseline-rule/login-events.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';

describe('rule files', () => {
  let folder: string;
  let store: EventStore;
  let own: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'logfence-rules-'));
    own = join(folder, 'own.yaml');
    writeFileSync(
      own,
      'name: own\ntitle: many tries\ndataset: auth\nentity: source.ip\nmetrics: { tries: count() }\ntests: { tries: { value: 200 } }\n',
    );
    writeFileSync(join(folder, 'wrong.yaml'), 'name: wrong\ntitel: x\n');
    store = await openDuckdbStore();
    await insertEvents(store, 'auth', november().events, 'november.csv');
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('are listed by name, the ones that run by themselves marked', async () => {
    const rules = await listRules();
    expect(rules.map((rule) => rule.name)).toEqual([...rules.map((rule) => rule.name)].sort());
    expect(rules.filter((rule) => rule.default).map((rule) => rule.name)).toEqual([
      'login-many-failures',
      'login-many-users',
    ]);
    expect((await listRules([own])).map(({ name, default: isDefault }) => [name, isDefault])).toEqual([
      ['own', false],
    ]);
    await expect(listRules([join(folder, 'nowhere')])).rejects.toThrow('no rules at');
  });

  it('are checked without a log, every problem told', async () => {
    const [good, wrong, missing] = await checkRules([own, join(folder, 'wrong.yaml'), 'lab-medain']);
    expect(good).toMatchObject({ name: 'own', valid: true, problems: [] });
    expect(wrong?.problems[0]).toMatch(
      /wrong.yaml, line 2, column 1: unknown key "titel": did you mean title\?$/,
    );
    expect(wrong?.problems.length).toBeGreaterThan(1);
    expect(missing?.problems).toEqual(['unknown rule "lab-medain": did you mean lab-median or lab-mean?']);
  });

  it('are found by the name of a shipped rule or by path', async () => {
    expect((await loadRule('lab-median')).name).toBe('lab-median');
    expect((await loadRule(own)).name).toBe('own');
    await expect(ruleDetectors([own, own])).rejects.toThrow('two rule files have the name own');
  });

  it('are tried on a store, with findings and the baseline they were judged by', async () => {
    const trial = await testRule('lab-mean-trimmed', { store });
    expect(trial.findings).toHaveLength(73);
    expect(trial.baseline).toHaveLength(24);
    const narrowed = await testRule(own, { store, where: 'event.outcome : success' });
    expect(narrowed.findings).toEqual([]);
    expect((await testRule(own, { store })).findings.length).toBeGreaterThan(0);
  });

  it('tell the baseline alone, and refuse data of another kind', async () => {
    const rows = await ruleBaseline('lab-median', { store });
    expect(Object.keys(rows[0] ?? {}).slice(0, 5)).toEqual(['hour', 'rows', 'kept', 'sample', 'usernames']);
    const empty = await openDuckdbStore();
    await expect(ruleBaseline('lab-median', { store: empty })).rejects.toThrow(
      'rule lab-median is about the dataset auth, and the data holds no events',
    );
    await empty.close();
  });

  it('become detectors beside the built-in ones: defaults, named ones and files', async () => {
    const names = (detectors: readonly { readonly name: string }[]): readonly string[] =>
      detectors.map((item) => item.name);
    expect(names(await allDetectors([]))).toContain('login-many-users');
    expect(names(await allDetectors([]))).not.toContain('lab-median');
    expect(names(await allDetectors([own], ['lab-median']))).toEqual(
      expect.arrayContaining(['own', 'lab-median']),
    );
  });

  it('take the place of a shipped rule of their name', async () => {
    const shipped = readFileSync(new URL('../../rules/login-many-users.yaml', import.meta.url), 'utf8');
    const changed = join(folder, 'changed.yaml');
    writeFileSync(changed, shipped.replace('severity: 55', 'severity: 33'));
    for (const wanted of [[], ['login-many-users']]) {
      const found = (await allDetectors([changed], wanted)).filter(({ name }) => name === 'login-many-users');
      expect(found).toHaveLength(1);
    }
    const { findings } = await runDetectors(store, { available: await allDetectors([changed]) });
    const severities = findings
      .filter(({ detector }) => detector === 'login-many-users')
      .map((item) => item.evidence.score[0]?.value);
    expect(new Set(severities)).toEqual(new Set([33]));
  });
});
