import { isMap, isNode, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import type { Setting, SettingValues } from '../schema/settings.ts';

/** A detector as far as its settings go. */
export interface TunableDetector {
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** A settings file that was read; what it sets is known once the detectors are. */
export interface SettingsFile {
  /** Rule files to run, too, as written. */
  readonly rules: readonly string[];
  /** Names of the detectors it sets something of, as written. */
  readonly detectors: readonly string[];
  /** @throws UsageError with file, line and column for an unknown detector or setting, or a value out of range */
  valuesFor(known: readonly TunableDetector[]): Readonly<Record<string, SettingValues>>;
}

const KEYS = ['rules', 'detectors'];
const MAXIMUM_LENGTH = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/**
 * Reads a settings file (YAML or JSON): `detectors: { NAME: { setting: number } }` and `rules: [FILE]`.
 * @throws UsageError with file, line and column of what cannot be read
 * @example parseSettingsFile('detectors: { rarity: { minimumBits: 8 } }', 'logfence.yaml').detectors  // ['rarity']
 */
export const parseSettingsFile = (text: string, file: string): SettingsFile => {
  const places = new Places(text, file);
  const root = places.fields(places.value ?? {}, []);
  for (const key of Object.keys(root)) {
    if (!KEYS.includes(key))
      throw places.problem([key], unknownName('key', key, KEYS, `known are ${KEYS.join(', ')}`).message);
  }
  const rules = root['rules'] ?? [];
  if (!Array.isArray(rules) || rules.some((rule) => typeof rule !== 'string'))
    throw places.problem(['rules'], 'rules is a list of rule files, or names of shipped rules');
  const detectors = places.fields(root['detectors'] ?? {}, ['detectors']);
  return {
    rules,
    detectors: Object.keys(detectors),
    valuesFor: (known) =>
      Object.fromEntries(
        Object.keys(detectors).map((name) => [name, valuesOf(places, name, detectors[name], known)]),
      ),
  };
};

const valuesOf = (
  places: Places,
  name: string,
  written: unknown,
  known: readonly TunableDetector[],
): SettingValues => {
  const detector = known.find((item) => item.name === name);
  if (detector === undefined) {
    const names = known.map((item) => item.name);
    const { message } = unknownName('detector', name, names, 'the command detectors lists them');
    throw places.problem(['detectors', name], message);
  }
  const fields = places.fields(written ?? {}, ['detectors', name]);
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const path = ['detectors', name, key];
      const setting = detector.settings.find((item) => item.name === key);
      if (setting === undefined) {
        const names = detector.settings.map((item) => item.name);
        const hint = `${name} has ${names.join(', ') || 'no settings'}`;
        throw places.problem(path, unknownName(`setting of ${name}`, key, names, hint).message);
      }
      return [key, checked(places, path, setting, value)];
    }),
  );
};

const checked = (places: Places, path: Path, setting: Setting, value: unknown): number => {
  const { minimum, maximum, unit } = setting;
  const range = `a number from ${minimum} to ${maximum} ${unit}`.trimEnd();
  if (typeof value !== 'number') throw places.problem(path, `${setting.name} is ${range}`, 'value');
  if (value >= minimum && value <= maximum) return value;
  throw places.problem(path, `${setting.name} is ${value} but takes ${range}`, 'value');
};

/** A document that knows where everything stands. */
class Places {
  readonly value: unknown;
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  constructor(text: string, file: string) {
    if (text.length > MAXIMUM_LENGTH) throw new UsageError(`${file}: a settings file holds at most 1 MB`);
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, stringKeys: true });
    const wrong = this.#document.errors[0] ?? this.#document.warnings[0];
    if (wrong !== undefined)
      throw new UsageError(`${this.#at(wrong.pos[0])}: ${wrong.message.replace(/\s+/g, ' ')}`, wrong);
    this.value = this.#document.toJS({ maxAliasCount: 20 });
  }

  /** @throws UsageError when it is no object */
  fields(value: unknown, path: Path): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    throw this.problem(path, 'expected names with values below them');
  }

  /** An error at a key, or at its value. */
  problem(path: Path, what: string, side: 'key' | 'value' = 'key'): UsageError {
    return new UsageError(`${this.#at(this.#offset(path, side))}: ${what}`);
  }

  #offset(path: Path, side: 'key' | 'value'): number {
    const parent = path.length < 2 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
      const node = side === 'key' ? pair?.key : pair?.value;
      if (isNode(node)) return node.range?.[0] ?? 0;
    }
    return isNode(parent) ? (parent.range?.[0] ?? 0) : 0;
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}, line ${line}, column ${col}`;
  }
}

/** A settings file's text; `remarks` stand above it as comments. */
export const settingsFileText = (
  settings: {
    readonly rules?: readonly string[];
    readonly detectors: Readonly<Record<string, SettingValues>>;
  },
  remarks: readonly string[] = [],
): string => {
  const { rules = [], detectors } = settings;
  const head = remarks.map((remark) => `# ${remark.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')}\n`).join('');
  return `${head}${stringify({ ...(rules.length === 0 ? {} : { rules }), detectors })}`;
};
