import type { FieldType } from '../kernel/field-type.ts';
import type { Condition } from './condition.ts';
import type { ComparisonOperator } from './tree.ts';

const INTEGER_BOUNDS: Readonly<Record<'integer' | 'long', readonly [bigint, bigint]>> = {
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
};

/**
 * A comparison with a number. Integer fields are compared with integers: a bound with
 * decimals or beyond the type's range is turned into the integer bound that means the
 * same, so that no engine has to compare a long with a double. Undefined when the text
 * is no number.
 */
export const numberCondition = (
  field: string,
  type: FieldType,
  operator: ComparisonOperator,
  text: string,
): Condition | undefined => {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(text.trim());
  if (match === null || `${match[2] ?? ''}${match[3] ?? ''}` === '') return undefined;
  if (type === 'double') {
    const value = Number(text);
    return Number.isFinite(value)
      ? { kind: 'number', field, operator: operator === ':' ? '=' : operator, value }
      : undefined;
  }
  const { floor, whole } = exactFloor(match);
  return integerCondition(field, type === 'long' ? 'long' : 'integer', operator, floor, whole);
};

/** The largest integer not above a decimal text, and whether the text is that integer. */
const exactFloor = (match: RegExpExecArray): { readonly floor: bigint; readonly whole: boolean } => {
  const decimals = match[3] ?? '';
  const exponent = Number(match[4] ?? '0') - decimals.length;
  const digits = BigInt(`${match[2] ?? ''}${decimals}`) * (match[1] === '-' ? -1n : 1n);
  if (exponent >= 0) return { floor: digits * 10n ** BigInt(exponent), whole: true };
  const scale = 10n ** BigInt(-exponent);
  const rest = ((digits % scale) + scale) % scale;
  return { floor: (digits - rest) / scale, whole: rest === 0n };
};

const integerCondition = (
  field: string,
  type: 'integer' | 'long',
  operator: ComparisonOperator,
  floor: bigint,
  whole: boolean,
): Condition => {
  const [lowest, highest] = INTEGER_BOUNDS[type];
  const always: Condition = { kind: 'exists', field, type };
  const never: Condition = { kind: 'never' };
  if (operator === ':') {
    if (!whole || floor < lowest || floor > highest) return never;
    return { kind: 'number', field, operator: '=', value: floor };
  }
  // x >= 1.5 and x > 1.5 both mean x > 1; x >= 2 means x > 1
  if (operator === '>' || operator === '>=') {
    const above = operator === '>=' && whole ? floor - 1n : floor;
    if (above < lowest) return always;
    return above >= highest ? never : { kind: 'number', field, operator: '>', value: above };
  }
  const upTo = operator === '<' && whole ? floor - 1n : floor;
  if (upTo < lowest) return never;
  return upTo >= highest ? always : { kind: 'number', field, operator: '<=', value: upTo };
};
