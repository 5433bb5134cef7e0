import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError, InterruptedError, UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { isoToMicros } from '../kernel/time.ts';
import type { Truth } from '../schema/truth.ts';
import { LOGIN_PATHS, type LoginOptions, simulateLogin } from '../simulators/login/login.ts';
import { SIMULATORS } from '../simulators/registry.ts';
import type { SimulationOptions, Simulator } from '../simulators/simulator.ts';
import { isDatabaseName, ProbeDatabase } from './probe-database.ts';
import { fileReason } from './file-reason.ts';

export const simulatorNames = (): readonly string[] => [
  ...SIMULATORS.map((simulator) => simulator.name),
  'login',
];

/** @throws UsageError that names the nearest simulators. */
export const findSimulator = (name: string): Simulator => {
  const found = SIMULATORS.find((simulator) => simulator.name === name);
  if (found === undefined)
    throw unknownName('simulator', name, simulatorNames(), 'simulate --list shows them');
  return found;
};

export { SIMULATORS };

/** A seed for a run that was given none; it is told so that the run can be repeated. */
export const drawSeed = (): number => randomInt(0, 2 ** 31);

export interface SimulationFiles {
  /** File for the log; text blocks go to `write` when absent. */
  readonly out?: string;
  /** File for the truth; beside the log when absent. */
  readonly truth?: string;
  readonly write: (text: string) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Writes a simulated log block by block, then its truth. Gives the truth and where it was written. */
export const writeSimulation = async (
  simulator: Simulator,
  options: SimulationOptions,
  files: SimulationFiles,
): Promise<{ readonly truth: Truth; readonly truthFile: string | undefined }> => {
  const blocks = simulator.simulate(options);
  if (files.out !== undefined && isDatabaseName(files.out)) {
    return writeDatabase(simulator, options, { ...files, out: files.out });
  }
  const handle = files.out === undefined ? undefined : await openForWriting(files.out);
  let truth: Truth;
  try {
    for (;;) {
      if (files.signal?.aborted === true) throw new InterruptedError();
      const next = blocks.next();
      if (next.done === true) {
        truth = next.value;
        break;
      }
      if (handle === undefined) await files.write(next.value);
      else await handle.write(next.value);
    }
  } finally {
    await handle?.close();
  }
  return writeTruth(truth, files);
};

const writeTruth = async (
  truth: Truth,
  files: SimulationFiles,
): Promise<{ readonly truth: Truth; readonly truthFile: string | undefined }> => {
  // Beside a device such as /dev/null there is no place for a file.
  const beside = files.out?.startsWith('/dev/') === true ? undefined : files.out;
  const truthFile = files.truth ?? (beside === undefined ? undefined : `${beside}.truth.json`);
  if (truthFile !== undefined) await writeFile(truthFile, `${JSON.stringify(truth, null, 1)}\n`);
  return { truth, truthFile };
};

/** Denied packets as an SQLite file; a day behind the period's end leaves room for stamps without a year. */
const writeDatabase = async (
  simulator: Simulator,
  options: SimulationOptions,
  files: SimulationFiles & { readonly out: string },
): Promise<{ readonly truth: Truth; readonly truthFile: string | undefined }> => {
  if (simulator.name !== 'asa') {
    throw new UsageError(
      `simulate ${simulator.name} writes text; only simulate asa writes an SQLite file, so end the name of --out otherwise`,
    );
  }
  const start = isoToMicros(options.start ?? '') ?? 0n;
  const newest = start + BigInt(Math.ceil(((options.days ?? 1) + 1) * 86_400)) * 1_000_000n;
  await (await openForWriting(files.out)).close();
  const database = await ProbeDatabase.create(files.out, newest);
  try {
    const blocks = simulator.simulate(options);
    for (let next = blocks.next(); ; next = blocks.next()) {
      if (files.signal?.aborted === true) throw new InterruptedError();
      if (next.done === true) return await writeTruth(database.truthOf(next.value), files);
      database.write(next.value);
    }
  } finally {
    database.close();
  }
};

const openForWriting = async (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  return open(file, 'w').catch((cause: unknown) => {
    throw new InputError(`cannot write ${file}: ${fileReason(cause)}`, cause);
  });
};

export interface LoginFilePaths {
  readonly userBase?: string;
  readonly userIps?: string;
  readonly log?: string;
  readonly attacks?: string;
  readonly eventTruth?: string;
}

/** Runs the lab's login simulator on files, as its own driver does. Gives the driver's messages. */
export const writeLoginSimulation = async (
  options: LoginOptions,
  paths: LoginFilePaths,
): Promise<readonly string[]> => {
  const userIpsFile = paths.userIps ?? LOGIN_PATHS.userIps;
  const userIps = options.make === true ? undefined : await readUserIps(userIpsFile);
  const files = simulateLogin({ ...options, ...(userIps === undefined ? {} : { userIps }) });
  const write = async (file: string, text: string): Promise<void> => {
    mkdirSync(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  if (files.userBase !== undefined) await write(paths.userBase ?? LOGIN_PATHS.userBase, files.userBase);
  if (files.userIps !== undefined) await write(userIpsFile, files.userIps);
  await write(paths.log ?? LOGIN_PATHS.log, files.log);
  await write(paths.attacks ?? LOGIN_PATHS.attacks, files.attacks);
  if (paths.eventTruth !== undefined)
    await write(paths.eventTruth, `${JSON.stringify(files.truth, null, 1)}\n`);
  return files.messages;
};

const readUserIps = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `cannot read the user base ${file}; make one with --make (-m), or name one with --ip (-i)`,
      cause,
    );
  }
};
