import type { FieldType } from '../../kernel/field-type.ts';

const ADDRESS_NAME =
  /(^|_)(ip|ipv4|ip4|ipaddr|addr|address|src|dst|source|destination|saddr|daddr|src_?ip|dst_?ip)(_|$)/i;
const OTHER_NAME = /port|count|bytes|size|length|packets|_type|(^|_)id$(?<!ip_id|ipv4_id)/i;
const SMALLEST = 0x01_00_00_00;

/**
 * An IPv4 address stored as an integer, as dotted text; negative ones are those of
 * signed 32-bit columns. Undefined for what is no such integer.
 * @example dottedAddress('3232242186') // '192.168.26.10'
 */
export const dottedAddress = (text: string): string | undefined => {
  if (!/^-?\d{1,10}$/.test(text)) return undefined;
  const number = Number(text);
  if (number < -(2 ** 31) || number >= 2 ** 32) return undefined;
  const bits = number >>> 0;
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
};

/**
 * True where an integer column holds addresses: its name says so, and every value of
 * the sample (at least one) is an address beyond 0.0.0.0/8.
 */
export const holdsAddresses = (
  name: string,
  type: FieldType,
  sample: readonly (string | null)[],
): boolean => {
  if (type !== 'long' && type !== 'integer') return false;
  if (!ADDRESS_NAME.test(name) || OTHER_NAME.test(name)) return false;
  const values = sample.filter((value) => value !== null);
  return values.length > 0 && values.every(isAddress);
};

const isAddress = (value: string): boolean =>
  dottedAddress(value) !== undefined && Number(value) >>> 0 >= SMALLEST;
