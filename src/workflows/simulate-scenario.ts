import { readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { InputError, UsageError } from '../kernel/errors.ts';
import { parseScenario, type ScenarioLog } from '../simulators/scenario.ts';
import type { AttackRequest, SimulationOptions } from '../simulators/simulator.ts';
import { drawSeed, findSimulator, type SimulationFiles, writeSimulation } from './simulate.ts';
import { fileReason } from './file-reason.ts';

export type { AttackRequest };

/** First moment of a log that was told none. */
export const DEFAULT_START = '2026-03-02T00:00:00Z';

/** What a scenario is run with; what is given here wins over the file. */
export interface ScenarioRun {
  /** Folder that takes the logs, each with its truth beside it. */
  readonly folder: string;
  readonly seed?: number;
  readonly start?: string;
  readonly days?: number;
  readonly signal?: AbortSignal;
}

export interface WrittenLog {
  readonly simulator: string;
  readonly seed: number;
  readonly file: string;
  readonly truthFile: string;
  readonly lines: number;
  readonly attacks: readonly string[];
}

/**
 * Reads a scenario file.
 * @throws InputError when it cannot be read, UsageError with line and column of what is wrong
 */
export const readScenario = async (file: string): Promise<readonly ScenarioLog[]> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError(`cannot read the scenario ${file}: ${fileReason(cause)}`, cause);
  });
  const logs = parseScenario(text, file);
  for (const { simulator } of logs) {
    if (simulator === 'login')
      throw new UsageError(
        `${file}: the login simulator writes four files and has a command of its own: simulate login DAYS START`,
      );
    findSimulator(simulator);
  }
  return logs;
};

/**
 * Writes every log of a scenario. Logs that state no seed share one, so that web and
 * zeek-http show the same events.
 * @throws UsageError, InputError as `readScenario`
 */
export const writeScenario = async (file: string, run: ScenarioRun): Promise<readonly WrittenLog[]> => {
  const logs = await readScenario(file);
  const seed = run.seed ?? drawSeed();
  const names = logs.map((log) => log.file ?? findSimulator(log.simulator).fileName);
  names.forEach((name, index) => {
    const path = normalize(name);
    if (isAbsolute(path) || path.split(/[/\\]/).includes('..'))
      throw new UsageError(`${file}: "${name}" leaves the folder of --out; name a file inside it`);
    if (names.indexOf(name) !== index)
      throw new UsageError(`${file}: two logs are called ${name}; give one of them another file`);
  });
  const written: WrittenLog[] = [];
  for (const [index, log] of logs.entries()) {
    const simulator = findSimulator(log.simulator);
    const options = scenarioOptions(log, { ...run, seed: run.seed ?? log.options.seed ?? seed });
    const files: SimulationFiles = {
      out: join(run.folder, names[index] as string),
      write: async () => undefined,
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    };
    const { truth, truthFile } = await writeSimulation(simulator, options, files);
    written.push({
      simulator: simulator.name,
      seed: options.seed,
      file: files.out as string,
      truthFile: truthFile as string,
      lines: truth.lines ?? 0,
      attacks: truth.attacks.map((attack) => attack.name),
    });
  }
  return written;
};

/** A scenario's log with everything it needs. */
export const scenarioOptions = (
  { options }: ScenarioLog,
  { seed, start, days }: Pick<ScenarioRun, 'start' | 'days'> & { readonly seed: number },
): SimulationOptions => ({
  ...options,
  seed,
  start: start ?? options.start ?? DEFAULT_START,
  days: days ?? options.days ?? 1,
});
