import ipaddr from 'ipaddr.js';

/** An address as a number; IPv4 in IPv6 notation (::ffff:1.2.3.4) counts as IPv4. */
export type AddressNumber =
  | { readonly family: 4; readonly value: number }
  | { readonly family: 6; readonly value: bigint };

const IPV4 = /^(\d{1,3})[.](\d{1,3})[.](\d{1,3})[.](\d{1,3})$/;
const MAPPED_PREFIX = 0xffffn;

/**
 * Reads an address; undefined for what is none. A zone (`%eth0`) is passed over.
 * @example addressNumber('10.0.0.1') // { family: 4, value: 167772161 }
 */
export const addressNumber = (text: string): AddressNumber | undefined => {
  const dotted = IPV4.exec(text);
  if (dotted !== null) return ipv4Number(dotted.slice(1));
  if (!text.includes(':')) return undefined;
  const plain = text.split('%', 1)[0] ?? '';
  if (!ipaddr.IPv6.isValid(plain)) return undefined;
  const value = ipaddr.IPv6.parse(plain)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (value >> 32n === MAPPED_PREFIX) return { family: 4, value: Number(value & 0xffffffffn) };
  return { family: 6, value };
};

const ipv4Number = (parts: readonly string[]): AddressNumber | undefined => {
  let value = 0;
  for (const part of parts) {
    const byte = Number(part);
    if (byte > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + byte;
  }
  return { family: 4, value };
};

/** An IPv4 number in dotted form. */
export const dottedText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
