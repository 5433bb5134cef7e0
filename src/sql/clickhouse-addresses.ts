import { type HexSpelling, ipv6Text } from './address-text.ts';
import { checkBits, IPV6_PATTERN, subnetBounds } from './addresses.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** `toIPv4OrNull` alone would take 010.0.0.1. */
const isIpv4 = (text: Sql): Sql => sql`ifNull(isIPv4String(${text}), 0)`;
const isIpv6 = (text: Sql): Sql => sql`ifNull(match(${text}, ${raw(`'${IPV6_PATTERN}'`)}), 0)`;
const hexadecimal = (address: Sql): Sql => sql`lower(hex(${address}))`;

const SPELLING: HexSpelling = {
  group: (digits, index) => sql`replaceRegexpOne(substring(${digits}, ${index * 4 + 1}, 4), '^0{1,3}', '')`,
  concat: (items) => sql`concat(${join(items)})`,
  contains: (text, needle) => sql`position(${text}, ${raw(`'${needle}'`)}) > 0`,
  replaceFirst: (text, pattern, replacement) =>
    sql`replaceRegexpOne(${text}, ${raw(`'${pattern}'`)}, ${raw(`'${replacement.replace('\\', '\\\\')}'`)})`,
  bind: (name, expression, body) => sql`arrayMap(${raw(name)} -> ${body(raw(name))}, [${expression}])[1]`,
};

/** Whether the text is an address inside the block; false for null and for what is no address. */
export const clickhouseInSubnet = (address: Sql, cidr: string): Sql => {
  const bounds = subnetBounds(cidr);
  if (bounds.family === 4) {
    const key = sql`toUInt32(toIPv4OrDefault(ifNull(${address}, '')))`;
    return sql`(${isIpv4(address)} and ${key} between ${bounds.low} and ${bounds.high})`;
  }
  const key = hexadecimal(sql`toIPv6OrDefault(ifNull(${address}, ''))`);
  return sql`(${isIpv6(address)} and ${key} between ${raw(`'${bounds.low}'`)} and ${raw(`'${bounds.high}'`)})`;
};

/** Network address with prefix; null for what is no address. */
export const clickhouseSubnet = (address: Sql, bits4: number, bits6: number): Sql => {
  checkBits(bits4, bits6);
  const network4 = sql`toString(IPv4CIDRToRange(toIPv4OrDefault(ifNull(${address}, '')), ${bits4}).1)`;
  const network6 = sql`IPv6CIDRToRange(toIPv6OrDefault(ifNull(${address}, '')), ${bits6}).1`;
  const text6 = ipv6Text(hexadecimal(network6), SPELLING);
  return sql`multiIf(${isIpv4(address)}, concat(${network4}, ${`/${bits4}`}), ${isIpv6(address)}, concat(${text6}, ${`/${bits6}`}), null)`;
};
