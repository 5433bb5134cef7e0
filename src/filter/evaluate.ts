import ipaddr from 'ipaddr.js';
import { compareUtf8 } from '../kernel/text-order.ts';
import { isoToMicros } from '../kernel/time.ts';
import { IPV4_PATTERN, IPV6_PATTERN } from '../sql/addresses.ts';
import type { Condition, LeafCondition, RangeOperator } from './condition.ts';
import { matchesPieces } from './wildcard.ts';

/** A plain row: dates are ISO 8601 UTC, longs beyond 2^53 texts, lists arrays, missing is null or absent. */
export type PlainRow = Readonly<Record<string, unknown>>;

/**
 * A condition as a function of one plain row, with the same answers as its SQL.
 * Derived fields must be in the row under their names.
 */
export const rowPredicate = (condition: Condition): ((row: PlainRow) => boolean) => {
  switch (condition.kind) {
    case 'and': {
      const items = condition.items.map(rowPredicate);
      return (row) => items.every((item) => item(row));
    }
    case 'or': {
      const items = condition.items.map(rowPredicate);
      return (row) => items.some((item) => item(row));
    }
    case 'not': {
      const item = rowPredicate(condition.item);
      return (row) => !item(row);
    }
    case 'never':
      return () => false;
    default: {
      const holds = valuePredicate(condition);
      return (row) => {
        const value = row[condition.field];
        return value !== null && value !== undefined && holds(value);
      };
    }
  }
};

type ValuePredicate = (value: unknown) => boolean;

const valuePredicate = (condition: LeafCondition): ValuePredicate => {
  switch (condition.kind) {
    case 'exists':
      return (value) => !Array.isArray(value) || value.length > 0;
    case 'text':
      return someElement((value) => value === condition.value);
    case 'textRange':
      return (value) => compared(condition.operator, compareUtf8(String(value), condition.value));
    case 'match':
      return someElement((value) => matchesPieces(String(value), condition.pieces));
    case 'subnet':
      return inBlock(condition.block);
    case 'boolean':
      return (value) => value === condition.value;
    case 'number':
      return (value) => compared(condition.operator, compareNumbers(value, condition.value));
    case 'time':
      return (value) => {
        const micros = isoToMicros(String(value));
        if (micros === null) return false;
        return (
          (condition.from === undefined || micros >= condition.from) &&
          (condition.until === undefined || micros < condition.until)
        );
      };
  }
};

const someElement =
  (holds: ValuePredicate): ValuePredicate =>
  (value) =>
    Array.isArray(value) ? value.some(holds) : holds(value);

const compared = (operator: '=' | RangeOperator, order: number): boolean => {
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
};

/** Order of a row's number (or long written as text) and a bound; NaN when there is no order. */
const compareNumbers = (value: unknown, bound: number | bigint): number => {
  const left =
    typeof value === 'string' && /^-?[0-9]+$/.test(value) ? BigInt(value) : (value as number | bigint);
  if (typeof left !== 'number' && typeof left !== 'bigint') return Number.NaN;
  // JavaScript compares a number with a bigint exactly
  if (left < bound) return -1;
  return left > bound ? 1 : 0;
};

const IPV4 = new RegExp(IPV4_PATTERN);
const IPV6 = new RegExp(IPV6_PATTERN);

const inBlock = (block: string): ValuePredicate => {
  const [network, bits] = ipaddr.parseCIDR(block);
  return (value) => {
    if (typeof value !== 'string' || !(network.kind() === 'ipv4' ? IPV4 : IPV6).test(value)) return false;
    if (!ipaddr.isValid(value)) return false;
    const address = ipaddr.parse(value);
    return address.kind() === network.kind() && address.match(network, bits);
  };
};
