import type { Row } from '../../store/event-store.ts';
import { numberOf, textsOf, unitedTexts, windowOf } from '../windows.ts';
import { AS_DESTINATION, HOSTS_KEPT } from './aggregate.ts';

/** Where answers come from: a service or ICMP type of one victim. */
export interface AnswerSide {
  /** `tcp/80`, `icmp/3`. */
  readonly kind: string;
  readonly victim: string;
  /** Zeek turned the connection round: the victim stands as the destination. */
  readonly turned: boolean;
}

/** What victims sent in adjoining windows. */
export interface Answers {
  readonly sides: readonly AnswerSide[];
  readonly firstWindow: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly answers: number;
  readonly packets: number;
  readonly hosts: number;
  readonly atLeast: boolean;
}

const MOST_HOSTS = 20_000;

export const sideOf = (entity: string): AnswerSide => {
  const [orientation = '', kind = '', ...victim] = entity.split('|');
  return { kind, victim: victim.join('|'), turned: orientation === AS_DESTINATION };
};

/** Sums up rows of one or several sides; needs at least one row. */
export const answersOf = (sides: readonly AnswerSide[], rows: readonly Row[]): Answers => {
  const lists = rows.map((row) => textsOf(row, 'hosts'));
  const times = (name: 'first' | 'last'): readonly number[] =>
    rows.filter((row) => row[name] !== null).map((row) => numberOf(row, name));
  const sum = (name: string): number => rows.reduce((total, row) => total + numberOf(row, name), 0);
  const windows = rows.map(windowOf).filter((window) => window !== null);
  const hosts = unitedTexts(lists, MOST_HOSTS).length;
  return {
    sides,
    firstWindow: windows.length === 0 ? null : Math.min(...windows),
    first: times('first').length === 0 ? null : Math.min(...times('first')),
    last: times('last').length === 0 ? null : Math.max(...times('last')),
    answers: sum('answers'),
    packets: sum('packets'),
    hosts: Math.max(hosts, ...rows.map((row) => numberOf(row, 'hostCount'))),
    atLeast: rows.length > 1 && lists.some((list) => list.length >= HOSTS_KEPT),
  };
};

/** Share of answers to ports that have a service above which somebody asks. */
const SERVICE_SHARE = 0.1;

/** Answers go to the ports that asked: hardly ever to services, and to ever other ones. */
export const areAnswers = (rows: readonly Row[]): boolean => {
  const sum = (name: string): number => rows.reduce((total, row) => total + numberOf(row, name), 0);
  if (sum('toServices') > SERVICE_SHARE * sum('answers')) return false;
  return 2 * sum('portCount') >= sum('hostCount');
};
