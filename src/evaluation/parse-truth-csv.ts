import { InputError } from '../kernel/errors.ts';
import { isoToMicros, microsToIso } from '../kernel/time.ts';
import type { TruthEntity } from '../schema/truth.ts';
import { canonicalAddress } from './address-form.ts';
import { type CsvRow, parseCsv } from './csv-text.ts';
import type { LabelledAttack, LoadedTruth } from './truth.ts';
import { withIds } from './truth.ts';

/** What a column means, by its head. Heads with a dot are taken as field names. */
const ROLES: Readonly<Record<string, string>> = {
  start: 'start',
  begin: 'start',
  from: 'start',
  end: 'end',
  until: 'end',
  to: 'end',
  source_ip: 'source.ip',
  ip: 'source.ip',
  address: 'source.ip',
  username: 'user.name',
  user: 'user.name',
  event: 'event',
  line: 'event',
  'log.line': 'event',
  name: 'name',
  attack: 'name',
};

type Row = Omit<LabelledAttack, 'id'>;

/** Moment of a text without zone, in the log's time zone. */
export type LocalTime = (text: string) => bigint | null;

/**
 * Reads labels from a table: with a head line (`start,end,source_ip` as the login lab
 * writes it, or any of its columns, or field names), or without one a list of
 * addresses or of line numbers.
 * @throws InputError naming the line that cannot be read
 */
export const parseTruthCsv = (text: string, local: LocalTime = isoToMicros): LoadedTruth => {
  const rows = parseCsv(text);
  const first = rows[0];
  if (first === undefined) return { description: 'no labels', attacks: [], lookalikes: [], notes: [] };
  const roles = first.cells.map((cell) => roleOf(cell.trim()));
  if (roles.every((role) => role === undefined)) return parseList(rows);
  const unknown = first.cells.filter((_, index) => roles[index] === undefined);
  const attacks = rows.slice(1).map((row) => readRow(row, roles, local));
  return {
    description: `${attacks.length} labels from a table`,
    attacks: withIds(joinEvents(attacks)),
    lookalikes: [],
    notes:
      unknown.length === 0
        ? []
        : [`the truth's columns ${unknown.join(', ')} mean nothing here and were not used`],
  };
};

const roleOf = (head: string): string | undefined =>
  ROLES[head.toLowerCase()] ?? (/^[@a-z_]+(\.[a-z_]+)+$/.test(head) ? head : undefined);

const readRow = (row: CsvRow, roles: readonly (string | undefined)[], local: LocalTime): Row => {
  const entities: TruthEntity[] = [];
  const found: Record<string, string> = {};
  roles.forEach((role, index) => {
    const cell = row.cells[index]?.trim() ?? '';
    if (role === undefined || cell === '') return;
    if (role.includes('.')) entities.push({ field: role, value: cell });
    else found[role] = cell;
  });
  const named = entities.map((entity) => entity.value).join(', ');
  return {
    name: found['name'] ?? (named === '' ? 'attack' : `attack from ${named}`),
    attack: [],
    start: moment(found['start'], row, local),
    end: moment(found['end'], row, local),
    entities,
    events: found['event'] === undefined ? null : [lineNumber(found['event'], row)],
    variedAddresses: false,
  };
};

const moment = (text: string | undefined, row: CsvRow, local: LocalTime): string | null => {
  if (text === undefined) return null;
  const micros = local(text);
  if (micros === null) {
    throw new InputError(
      `line ${row.line} of the truth: "${text}" is no time, write it like 2018-11-01 05:06:17`,
    );
  }
  return microsToIso(micros);
};

const lineNumber = (text: string, row: CsvRow): number => {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) {
    throw new InputError(
      `line ${row.line} of the truth: "${text}" is no event number, they count lines from 1`,
    );
  }
  return Number(text);
};

/** Rows that give an event number and nothing else but a name belong together. */
const joinEvents = (rows: readonly Row[]): Row[] => {
  const byName = new Map<string, number[]>();
  const rest: Row[] = [];
  for (const row of rows) {
    const only = row.events !== null && row.start === null && row.entities.length === 0;
    if (only) byName.set(row.name, [...(byName.get(row.name) ?? []), ...(row.events as number[])]);
    else rest.push(row);
  }
  return [...rest, ...[...byName].map(([name, events]) => eventsAttack(name, events))];
};

const eventsAttack = (name: string, events: readonly number[]): Row => ({
  name,
  attack: [],
  start: null,
  end: null,
  entities: [],
  events: [...new Set(events)].sort((left, right) => left - right),
  variedAddresses: false,
});

/** Lines that hold one address each, or one line number each. */
const parseList = (rows: readonly CsvRow[]): LoadedTruth => {
  const cells = rows.map((row) => (row.cells[0] as string).trim());
  if (cells.every((cell) => /^[1-9][0-9]{0,14}$/.test(cell))) {
    const attacks = withIds([eventsAttack('labelled events', cells.map(Number))]);
    return { description: `${cells.length} event numbers`, attacks, lookalikes: [], notes: [] };
  }
  const wrong = rows.find((_, index) => canonicalAddress(cells[index] as string) === null);
  if (wrong !== undefined) {
    throw new InputError(
      `line ${wrong.line} of the truth: "${wrong.cells.join(',')}" is neither an address nor a line number; a table needs a head such as start,end,source_ip`,
    );
  }
  const attacks = cells.map(
    (value): Row => ({
      ...eventsAttack(`attack from ${value}`, []),
      events: null,
      entities: [{ field: 'source.ip', value }],
    }),
  );
  return { description: `${cells.length} addresses`, attacks: withIds(attacks), lookalikes: [], notes: [] };
};
