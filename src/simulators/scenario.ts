import { isNode, LineCounter, parseDocument } from 'yaml';
import { durationSeconds } from '../kernel/duration.ts';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import type { AttackRequest, SimulationOptions } from './simulator.ts';

/** One log of a scenario. What it leaves out is left to whoever runs it. */
export interface ScenarioLog {
  readonly simulator: string;
  /** File name for the log; the simulator's usual one when absent. */
  readonly file?: string;
  readonly options: Partial<SimulationOptions>;
}

const KEYS = {
  scenario: ['seed', 'start', 'days', 'logs', 'simulator', 'file', 'parameters', 'attacks'],
  log: ['simulator', 'file', 'seed', 'start', 'days', 'parameters', 'attacks'],
  attack: ['name', 'start', 'rate', 'duration'],
};

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a scenario (YAML or JSON): one log, or a list `logs` that shares seed, start
 * and days. Attacks are names, or have a name, `start`, `rate` (per second) and
 * `duration` (such as 10m). Attacks and parameters themselves are checked when run.
 * @throws UsageError with line and column of what cannot be read
 */
export const parseScenario = (text: string, file = 'scenario'): readonly ScenarioLog[] => {
  const reader = new Reader(text, file);
  const root = reader.fields(reader.value, [], KEYS.scenario);
  const shared = reader.options(root, []);
  const logs = root['logs'];
  if (logs === undefined) return [reader.log(root, [], {})];
  if (!Array.isArray(logs) || logs.length === 0)
    throw reader.problem(['logs'], 'logs must be a list with at least one log');
  if (root['simulator'] !== undefined)
    throw reader.problem(['simulator'], 'a scenario has either logs or one simulator');
  return logs.map((item, index) => {
    const path = ['logs', index];
    return reader.log(reader.fields(item, path, KEYS.log), path, shared);
  });
};

class Reader {
  readonly value: unknown;
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  constructor(text: string, file: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, stringKeys: true });
    const error = this.#document.errors[0];
    if (error !== undefined)
      throw new UsageError(`${this.#place(error.pos[0])}: ${error.message.replace(/\s+/g, ' ')}`, error);
    this.value = this.#document.toJS({ maxAliasCount: 20 });
  }

  problem(path: Path, what: string): UsageError {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return new UsageError(`${this.#place(isNode(node) ? (node.range?.[0] ?? 0) : 0)}: ${what}`);
  }

  fields(value: unknown, path: Path, known: readonly string[]): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.problem(path, `expected keys and values: ${known.join(', ')}`);
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const { message } = unknownName('key', key, known, `known are ${known.join(', ')}`);
      throw this.problem([...path, key], message);
    }
    return value as Fields;
  }

  log(fields: Fields, path: Path, shared: Partial<SimulationOptions>): ScenarioLog {
    const simulator = this.#text(fields, path, 'simulator');
    if (simulator === undefined) throw this.problem(path, 'which simulator? a log needs the key simulator');
    const file = this.#text(fields, path, 'file');
    const options = { ...shared, ...this.options(fields, path) };
    return { simulator, options, ...(file === undefined ? {} : { file }) };
  }

  options(fields: Fields, path: Path): Partial<SimulationOptions> {
    const seed = this.#number(fields, path, 'seed');
    const start = this.#text(fields, path, 'start');
    const days = this.#number(fields, path, 'days');
    const parameters = this.#parameters(fields, path);
    const attacks = this.#attacks(fields, path);
    return {
      ...(seed === undefined ? {} : { seed }),
      ...(start === undefined ? {} : { start }),
      ...(days === undefined ? {} : { days }),
      ...(parameters === undefined ? {} : { parameters }),
      ...(attacks === undefined ? {} : { attacks }),
    };
  }

  #parameters(fields: Fields, path: Path): Readonly<Record<string, number>> | undefined {
    const given = fields['parameters'];
    if (given === undefined) return undefined;
    const own = [...path, 'parameters'];
    const names = typeof given === 'object' && given !== null ? Object.keys(given) : [];
    const values = this.fields(given, own, names);
    return Object.fromEntries(names.map((name) => [name, this.#number(values, own, name) as number]));
  }

  #attacks(fields: Fields, path: Path): readonly (string | AttackRequest)[] | undefined {
    const given = fields['attacks'];
    if (given === undefined) return undefined;
    if (!Array.isArray(given)) throw this.problem([...path, 'attacks'], 'attacks must be a list');
    return given.map((item, index) => {
      const own = [...path, 'attacks', index];
      return typeof item === 'string' ? item : this.#attack(this.fields(item, own, KEYS.attack), own);
    });
  }

  #attack(fields: Fields, path: Path): AttackRequest {
    const name = this.#text(fields, path, 'name');
    if (name === undefined) throw this.problem(path, 'which attack? it needs the key name');
    const start = this.#text(fields, path, 'start');
    const rate = this.#number(fields, path, 'rate');
    const duration = this.#text(fields, path, 'duration');
    return {
      name,
      ...(start === undefined ? {} : { start }),
      ...(rate === undefined ? {} : { ratePerSecond: rate }),
      ...(duration === undefined ? {} : { durationSeconds: this.#seconds(duration, [...path, 'duration']) }),
    };
  }

  #seconds(text: string, path: Path): number {
    try {
      return durationSeconds(text);
    } catch (error) {
      throw this.problem(path, (error as Error).message);
    }
  }

  #text(fields: Fields, path: Path, key: string): string | undefined {
    const value = fields[key];
    if (value === undefined || typeof value === 'string') return value;
    throw this.problem([...path, key], `${key} must be a text`);
  }

  #number(fields: Fields, path: Path, key: string): number | undefined {
    const value = fields[key];
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw this.problem([...path, key], `${key} must be a number`);
  }

  #place(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}, line ${line}, column ${col}`;
  }
}
