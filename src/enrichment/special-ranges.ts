import { type AddressNumber, addressNumber } from './address.ts';
import { PrefixTable } from './prefix-table.ts';

/** Blocks of the IANA special-purpose address registries (RFC 6890 and what came after), multicast added. */
const RANGES: readonly (readonly [cidr: string, name: string])[] = [
  ['0.0.0.0/8', 'this-network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'cgnat'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'as112'],
  ['192.52.193.0/24', 'amt'],
  ['192.88.99.0/24', '6to4'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'as112'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['233.252.0.0/24', 'documentation'],
  ['240.0.0.0/4', 'reserved'],
  ['255.255.255.255/32', 'broadcast'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['64:ff9b::/96', 'nat64'],
  ['64:ff9b:1::/48', 'nat64'],
  ['100::/64', 'discard'],
  ['2001::/23', 'protocol'],
  ['2001::/32', 'teredo'],
  ['2001:2::/48', 'benchmarking'],
  ['2001:4:112::/48', 'as112'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['3fff::/20', 'documentation'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
];

/** Ranges that are used inside networks only: nobody else can answer for them. */
export const INTERNAL_RANGES: readonly string[] = Object.freeze([
  'private',
  'cgnat',
  'loopback',
  'link-local',
]);

const TABLE = new PrefixTable<string>();
for (const [cidr, name] of RANGES) TABLE.add(cidr, name);

/**
 * Name of the special range an address lies in, `public` for all others, undefined for what is no address.
 * @example specialRange('192.168.1.9') // 'private'
 */
export const specialRange = (address: string | AddressNumber): string | undefined => {
  const number = typeof address === 'string' ? addressNumber(address) : address;
  return number === undefined ? undefined : (TABLE.find(number) ?? 'public');
};
