import ipaddr from 'ipaddr.js';
import { UsageError } from '../kernel/errors.ts';

/** A CIDR block as bounds: numbers for IPv4, 32 hexadecimal digits for IPv6 (they sort like the addresses). */
export type SubnetBounds =
  | { readonly family: 4; readonly low: number; readonly high: number }
  | { readonly family: 6; readonly low: string; readonly high: string };

/** Text pattern (RE2 and JavaScript) of a dotted IPv4 address without leading zeros. */
export const IPV4_PATTERN =
  '^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$';

/** Text pattern of an IPv6 address in hexadecimal groups; dotted tails are not covered. */
export const IPV6_PATTERN =
  '^(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,6})?::(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,6})?)$';

const hexadecimal = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Bounds of a CIDR block; a bare address is a block of one.
 * @throws UsageError when the text is neither.
 */
export const subnetBounds = (cidr: string): SubnetBounds => {
  const text = cidr.includes('/') ? cidr : `${cidr}/${cidr.includes(':') ? 128 : 32}`;
  let parsed: [ipaddr.IPv4 | ipaddr.IPv6, number];
  try {
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
