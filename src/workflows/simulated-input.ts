import { join } from 'node:path';
import { UsageError } from '../kernel/errors.ts';
import { findSimulator, writeLoginSimulation, writeSimulation } from './simulate.ts';
import { DEFAULT_START, readScenario, scenarioOptions } from './simulate-scenario.ts';

/** A log to simulate: a simulator's name, or a scenario file with one log. */
export interface SimulatedInput {
  readonly what: string;
  readonly seed: number;
  readonly days?: number;
  /** Attacks to plant instead of the default mix. */
  readonly attacks?: readonly string[];
}

const LOGIN_DAYS = 30;
const LOGIN_START = '2018-11-01';

/**
 * Writes a simulated log and its truth into a folder.
 * @throws UsageError for an unknown simulator or attack, and for a scenario of several logs
 */
export const simulatedInput = async (
  folder: string,
  { what, seed, days, attacks }: SimulatedInput,
): Promise<{ readonly log: string; readonly truth: string }> => {
  const write = async (): Promise<void> => undefined;
  if (what === 'login') {
    if (attacks !== undefined)
      throw new UsageError('the login simulator has one kind of attack; leave --attack out');
    const paths = {
      userBase: join(folder, 'user_base.txt'),
      userIps: join(folder, 'user_ips.json'),
      log: join(folder, 'log.csv'),
      attacks: join(folder, 'attacks.csv'),
      eventTruth: join(folder, 'truth.json'),
    };
    await writeLoginSimulation({ days: days ?? LOGIN_DAYS, start: LOGIN_START, seed, make: true }, paths);
    return { log: paths.log, truth: paths.eventTruth };
  }
  if (/\.(ya?ml|json)$/i.test(what)) {
    const logs = await readScenario(what);
    const [log] = logs;
    if (log === undefined || logs.length > 1)
      throw new UsageError(`${what} holds ${logs.length} logs; a sweep takes a scenario of one`);
    const simulator = findSimulator(log.simulator);
    const options = scenarioOptions(log, { seed, ...(days === undefined ? {} : { days }) });
    const out = join(folder, simulator.fileName);
    const written = await writeSimulation(
      simulator,
      attacks === undefined ? options : { ...options, attacks },
      { out, write },
    );
    return { log: out, truth: String(written.truthFile) };
  }
  const simulator = findSimulator(what);
  const out = join(folder, simulator.fileName);
  const options = {
    seed,
    start: DEFAULT_START,
    days: days ?? 1,
    ...(attacks === undefined ? {} : { attacks }),
  };
  const written = await writeSimulation(simulator, options, { out, write });
  return { log: out, truth: String(written.truthFile) };
};
