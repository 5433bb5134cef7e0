import { UsageError } from '../kernel/errors.ts';
import { RandomSource } from '../stats/random-source.ts';
import { SILENT_SENSOR } from './silent-sensor.ts';
import type { AttackRequest, SimulationOptions, Simulator } from './simulator.ts';
import { DAY, isoOf, microsOf, SECOND } from './time.ts';

/** Checked options: times in microseconds, every parameter present, attacks in full. */
export interface Plan {
  readonly seed: number;
  readonly random: RandomSource;
  readonly start: number;
  readonly end: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly requests: readonly AttackRequest[];
}

type Offer = Pick<Simulator, 'name' | 'attacks' | 'parameters'>;

/**
 * Checks what was asked of a simulator and fills in the defaults.
 * @throws UsageError for what is unknown, out of range or outside the period
 */
export const planOf = (simulator: Offer, options: SimulationOptions): Plan => {
  if (!Number.isSafeInteger(options.seed)) {
    throw new UsageError(`the seed must be a whole number, not ${options.seed}`);
  }
  if (!(options.days > 0 && options.days <= 3660)) {
    throw new UsageError(`the length must be above 0 and at most 3660 days, not ${options.days}`);
  }
  const start = microsOf(options.start);
  const end = start + Math.ceil((options.days * DAY) / SECOND) * SECOND;
  const requests = requestsOf(simulator, options.attacks);
  for (const request of requests) checkRequest(request, start, end);
  return {
    seed: options.seed,
    random: RandomSource.fromSeed(options.seed),
    start,
    end,
    parameters: parametersOf(simulator, options.parameters ?? {}),
    requests,
  };
};

const requestsOf = (
  simulator: Offer,
  asked: readonly (string | AttackRequest)[] | undefined,
): readonly AttackRequest[] => {
  if (asked === undefined) {
    return simulator.attacks.filter((attack) => attack.byDefault).map(({ name }) => ({ name }));
  }
  return asked.flatMap((item) => {
    const request = typeof item === 'string' ? { name: item } : item;
    if (request.name === 'all') return simulator.attacks.map(({ name }) => detailed(request, name));
    const names = simulator.attacks.map((attack) => attack.name);
    if (!names.includes(request.name)) throw unknown('attack', request.name, simulator.name, names);
    return [request];
  });
};

/** What was asked of all attacks, for one of them; silence has no rate. */
const detailed = ({ ratePerSecond, ...rest }: AttackRequest, name: string): AttackRequest =>
  ratePerSecond === undefined || name === SILENT_SENSOR.name
    ? { ...rest, name }
    : { ...rest, name, ratePerSecond };

const unknown = (what: string, given: string, simulator: string, names: readonly string[]): UsageError =>
  new UsageError(
    `the simulator "${simulator}" has no ${what} "${given}", it has: ${names.length === 0 ? 'none' : names.join(', ')}`,
  );

const checkRequest = (request: AttackRequest, start: number, end: number): void => {
  const { name, ratePerSecond, durationSeconds } = request;
  if (ratePerSecond !== undefined && name === SILENT_SENSOR.name) {
    throw new UsageError(`${name} has no rate: nothing is written while it lasts`);
  }
  if (ratePerSecond !== undefined && !(ratePerSecond > 0 && ratePerSecond <= 100_000)) {
    throw new UsageError(
      `the rate of ${name} must be above 0 and at most 100000 per second, not ${ratePerSecond}`,
    );
  }
  if (durationSeconds !== undefined && !(durationSeconds > 0 && durationSeconds * SECOND <= end - start)) {
    throw new UsageError(
      `the duration of ${name} must be above 0 and fit into the log, which lasts ${(end - start) / SECOND} seconds, not ${durationSeconds}`,
    );
  }
  if (request.start === undefined) return;
  const moment = microsOf(request.start);
  if (moment < start || moment >= end) {
    throw new UsageError(
      `${name} cannot start at ${request.start}: the log runs from ${isoOf(start)} to ${isoOf(end)}`,
    );
  }
};

const parametersOf = (
  simulator: Offer,
  given: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const names = simulator.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) throw unknown('parameter', name, simulator.name, names);
  }
  const entries = simulator.parameters.map(({ name, minimum, maximum, default: usual }) => {
    const value = given[name] ?? usual;
    if (!(value >= minimum && value <= maximum)) {
      throw new UsageError(`${name} must lie between ${minimum} and ${maximum}, not ${value}`);
    }
    return [name, value] as const;
  });
  return Object.freeze(Object.fromEntries(entries));
};
