import ipaddr from 'ipaddr.js';
import { UsageError } from '../kernel/errors.ts';

/** A CIDR block as bounds: numbers for IPv4, 32 hexadecimal digits for IPv6 (they sort like the addresses). */
export type SubnetBounds =
  | { readonly family: 4; readonly low: number; readonly high: number }
  | { readonly family: 6; readonly low: string; readonly high: string };

/** Text pattern (RE2 and JavaScript) of a dotted IPv4 address without leading zeros. */
export const IPV4_PATTERN =
  '^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$';

const GROUP = '[0-9a-fA-F]{1,4}';
const DOTTED = IPV4_PATTERN.slice(1, -1);
const LAST_32_BITS = `(?:${GROUP}:${GROUP}|${DOTTED})`;
/** Up to `count` more groups before a double colon. */
const before = (count: number): string => `(?:(?:${GROUP}:){0,${count}}${GROUP})?`;

/** Text pattern of an IPv6 address, dotted tails included, without zone: the grammar of RFC 3986. */
export const IPV6_PATTERN = `^(?:${[
  `(?:${GROUP}:){6}${LAST_32_BITS}`,
  `::(?:${GROUP}:){5}${LAST_32_BITS}`,
  ...[0, 1, 2, 3, 4].map((count) => `${before(count)}::(?:${GROUP}:){${4 - count}}${LAST_32_BITS}`),
  `${before(5)}::${GROUP}`,
  `${before(6)}::`,
].join('|')})$`;

/** @throws UsageError when a prefix length is out of range. */
export const checkBits = (bits4: number, bits6: number): void => {
  const fits = (bits: number, most: number): boolean => Number.isInteger(bits) && bits >= 0 && bits <= most;
  if (!fits(bits4, 32)) throw new UsageError(`${bits4} is no IPv4 prefix length; take 0 to 32`);
  if (!fits(bits6, 128)) throw new UsageError(`${bits6} is no IPv6 prefix length; take 0 to 128`);
};

const hexadecimal = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The parser alone would read 10/8 as 0.0.0.10/8 and 010.0.0.0 as octal. */
const BLOCK = new RegExp(`(?:${IPV4_PATTERN.slice(0, -1)}|${IPV6_PATTERN.slice(0, -1)})/[0-9]{1,3}$`);

/**
 * Bounds of a CIDR block; a bare address is a block of one.
 * @throws UsageError when the text is neither.
 */
export const subnetBounds = (cidr: string): SubnetBounds => {
  const text = cidr.includes('/') ? cidr : `${cidr}/${cidr.includes(':') ? 128 : 32}`;
  let parsed: [ipaddr.IPv4 | ipaddr.IPv6, number];
  try {
    if (!BLOCK.test(text)) throw new RangeError('neither dotted with four parts nor IPv6');
    parsed = ipaddr.parseCIDR(text);
  } catch (cause) {
    throw new UsageError(`"${cidr}" is no address block; write it like 10.0.0.0/8 or 2001:db8::/32`, cause);
  }
  const [address, bits] = parsed;
  const bytes = address.toByteArray();
  const low = bytes.map((byte, index) => byte & maskByte(bits, index));
  const high = bytes.map((byte, index) => (byte & maskByte(bits, index)) | (255 - maskByte(bits, index)));
  if (bytes.length === 16) return { family: 6, low: hexadecimal(low), high: hexadecimal(high) };
  const number = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
  return { family: 4, low: number(low), high: number(high) };
};

const maskByte = (bits: number, index: number): number => {
  const inByte = Math.min(8, Math.max(0, bits - index * 8));
  return (0xff << (8 - inByte)) & 0xff;
};
