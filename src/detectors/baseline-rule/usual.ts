import type { BaselineRule } from '../../rules/baseline/rule.ts';
import {
  baselineTable,
  type GroupBaseline,
  groupBaseline,
  towardsWhole,
  wholeBaseline,
} from './group-baseline.ts';
import { groupKey, inPeriod, type WindowRow, windowsIn } from './window-row.ts';

/** A window with what was usual for it; null where no baseline fits it. */
export interface JudgedAgainst {
  readonly row: WindowRow;
  readonly usual: GroupBaseline | null;
}

/** Every window to judge with its baseline; `lacking` says what is missing when there can be none. */
export interface Usual {
  readonly windows: readonly JudgedAgainst[];
  readonly lacking: string | null;
}

/** How many different entities and windows there are, where rows with copies do not tell. */
export interface Spread {
  readonly entities: number;
  readonly windows: number;
}

/** Finds each judged window's baseline. Rows must come sorted (see `compareRows`). */
export const usualOf = (
  rows: readonly WindowRow[],
  rule: BaselineRule,
  spread: Spread | null = null,
): Usual => {
  const training = rows.filter((row) => inPeriod(row, rule.train));
  const lacking = lackingIn(training, rule, spread);
  if (lacking !== null) return { windows: [], lacking };
  if (rule.baseline.by.kind === 'own past') {
    return { windows: againstOwnPast(rows, rule, rule.baseline.by.windows), lacking: null };
  }
  const groups = new Map(baselineTable(training, rule).map((group) => [group.key, group]));
  const elsewhere = rule.baseline.shrink === 0 ? null : wholeBaseline(training, rule);
  const windows = rows
    .filter((row) => row.copies === undefined && inPeriod(row, rule.test))
    .map((row) => ({ row, usual: groups.get(groupKey(row, rule.baseline.by)) ?? elsewhere }));
  return { windows, lacking: null };
};

interface Amount {
  readonly rows: number;
  readonly entities: number;
  readonly windows: number;
}

const lackingIn = (
  training: readonly WindowRow[],
  rule: BaselineRule,
  spread: Spread | null,
): string | null => {
  const has: Amount = {
    rows: windowsIn(training),
    entities: spread?.entities ?? new Set(training.map((row) => row.entity)).size,
    windows: spread?.windows ?? new Set(training.map((row) => row.windowMicros)).size,
  };
  const { minimum } = rule.baseline;
  if (enough(has, minimum)) return null;
  const amount = ({ rows, entities, windows }: Amount): string =>
    `${rows} rows (one per ${rule.entity} and window) from ${entities} values of ${rule.entity} in ${windows} windows`;
  return `not enough data to judge, needs ${amount(minimum)}, has ${amount(has)}`;
};

const enough = (has: Amount, needs: Amount): boolean =>
  has.rows >= needs.rows && has.entities >= needs.entities && has.windows >= needs.windows;

/** How much the rows must grow before the whole's baseline is computed again. */
const REFRESH_GROWTH = 1.1;

/**
 * Each window against the same entity's earlier ones, drawn towards everything earlier.
 * Only what came strictly before a window counts, so that later events change nothing.
 */
const againstOwnPast = (
  rows: readonly WindowRow[],
  rule: BaselineRule,
  most: number,
): readonly JudgedAgainst[] => {
  const past = new Past(rule, most);
  const judged: JudgedAgainst[] = [];
  for (const together of sameWindow(rows)) {
    for (const row of together) {
      if (inPeriod(row, rule.test)) judged.push({ row, usual: past.usualFor(row) });
    }
    for (const row of together) if (inPeriod(row, rule.train)) past.add(row);
  }
  return judged;
};

/** Rows in order of time, those of one window together. */
const sameWindow = (rows: readonly WindowRow[]): readonly (readonly WindowRow[])[] => {
  const windows = new Map<number, WindowRow[]>();
  for (const row of rows) {
    const members = windows.get(row.windowMicros);
    if (members === undefined) windows.set(row.windowMicros, [row]);
    else members.push(row);
  }
  return [...windows].sort(([left], [right]) => left - right).map(([, members]) => members);
};

class Past {
  readonly #rule: BaselineRule;
  readonly #most: number;
  readonly #all: WindowRow[] = [];
  readonly #windows = new Set<number>();
  readonly #own = new Map<string, WindowRow[]>();
  #whole: GroupBaseline | null = null;
  #wholeRows = 0;

  constructor(rule: BaselineRule, most: number) {
    this.#rule = rule;
    this.#most = most;
  }

  add(row: WindowRow): void {
    this.#all.push(row);
    this.#windows.add(row.windowMicros);
    const own = this.#own.get(row.entity) ?? [];
    own.push(row);
    if (own.length > this.#most) own.shift();
    this.#own.set(row.entity, own);
  }

  usualFor(row: WindowRow): GroupBaseline | null {
    const { shrink, minimum } = this.#rule.baseline;
    const own = this.#own.get(row.entity) ?? [];
    if (shrink === 0) {
      return own.length < minimum.rows ? null : groupBaseline(row.entity, own, this.#rule);
    }
    const has = { rows: this.#all.length, entities: this.#own.size, windows: this.#windows.size };
    if (!enough(has, minimum)) return null;
    return towardsWhole(groupBaseline(row.entity, own, this.#rule), this.#refreshed(), shrink);
  }

  #refreshed(): GroupBaseline {
    if (this.#whole === null || this.#all.length > this.#wholeRows * REFRESH_GROWTH) {
      this.#whole = wholeBaseline(this.#all, this.#rule);
      this.#wholeRows = this.#all.length;
    }
    return this.#whole;
  }
}
