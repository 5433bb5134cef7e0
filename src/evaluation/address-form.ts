import ipaddr from 'ipaddr.js';

/**
 * One spelling per address, so that truth and log agree however they write it: IPv6
 * shortest and small, IPv4-mapped addresses as IPv4, without brackets and blanks.
 * Null for what is no address.
 * @example canonicalAddress('2001:DB8:0:0::1')  // '2001:db8::1'
 */
export const canonicalAddress = (text: string): string | null => {
  const bare = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (/^[0-9]+(\.[0-9]+){3}$/.test(bare)) return canonicalDotted(bare);
  if (!bare.includes(':') || !ipaddr.IPv6.isValid(bare)) return null;
  const parsed = ipaddr.IPv6.parse(bare);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return parsed.toRFC5952String();
};

/** Leading zeros are taken as decimal, as logs write them. */
const canonicalDotted = (text: string): string | null => {
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts.join('.') : null;
};

/** The value to compare by: an address in its one spelling, any other text as it is. */
export const comparable = (field: string, value: string): string =>
  field.endsWith('.ip') ? (canonicalAddress(value) ?? value) : value;
