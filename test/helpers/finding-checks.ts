import { expect } from 'vitest';
import { explainFinding } from '../../src/detectors/explain.ts';
import { type RunOptions, runDetectors } from '../../src/detectors/run.ts';
import { events } from '../../src/explore/events.ts';
import { LogfenceError } from '../../src/kernel/errors.ts';
import type { Finding } from '../../src/schema/finding.ts';
import type { EventStore, Row } from '../../src/store/event-store.ts';
import type { TestEngine } from './engines.ts';
import { type DatasetName, insertEvents, type PlainEvent } from './loaded-stores.ts';

/**
 * Holds a finding to its promises: its filter, asked as `events --where` does over the
 * whole store, selects as many events as it says, from its start to its end; the parts
 * of its score make its severity.
 */
const assertFilterSelectsExactly = async (store: EventStore, finding: Finding): Promise<readonly Row[]> => {
  const { rows } = await events(store, { where: finding.filter }).catch((error: unknown) => {
    if (error instanceof LogfenceError)
      throw new Error(`${finding.title}: ${error.message}: ${finding.filter}`);
    throw error;
  });
  expect(rows.length, `${finding.title}: ${finding.filter}`).toBe(finding.events);
  const times = rows.map((row) => row['@timestamp'] as string | null).filter((time) => time !== null);
  expect([times.at(0) ?? null, times.at(-1) ?? null], finding.title).toEqual([finding.start, finding.end]);
  const sum = finding.evidence.score.reduce((total, part) => total + part.value, 0);
  expect(Math.min(100, Math.max(1, Math.round(sum))), finding.title).toBe(finding.severity);
  return rows;
};

/** The events of each finding, all held to `assertFilterSelectsExactly`; ids must differ. */
export const eventsOfFindings = async (
  store: EventStore,
  findings: readonly Finding[],
): Promise<ReadonlyMap<Finding, readonly Row[]>> => {
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  const rows = new Map<Finding, readonly Row[]>();
  for (const finding of findings) rows.set(finding, await assertFilterSelectsExactly(store, finding));
  return rows;
};

/** Holds explanations to findings: recomputed from the store, nothing differs. Gives how many were held. */
export const assertExplained = async (
  store: EventStore,
  findings: readonly Finding[],
  options: RunOptions = {},
): Promise<number> => {
  for (const finding of findings) {
    const explanation = await explainFinding(store, finding, options);
    expect(explanation.changes, finding.title).toEqual([]);
    expect(explanation.current, finding.title).toEqual(finding);
    expect(explanation.steps.length, finding.title).toBeGreaterThan(2);
  }
  return findings.length;
};

/** What detectors find in these events of a store of their own, each finding held to its events and its explanation. */
export const findHeld = async (
  engine: TestEngine,
  dataset: DatasetName,
  plain: readonly PlainEvent[],
  options: RunOptions,
): Promise<readonly Finding[]> => {
  const store = await engine.open();
  await insertEvents(store, dataset, plain);
  const { findings } = await runDetectors(store, options);
  expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
  expect(await assertExplained(store, findings, options)).toBe(findings.length);
  return findings;
};
