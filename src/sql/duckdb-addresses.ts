import { IPV4_PATTERN, IPV6_PATTERN, subnetBounds } from './addresses.ts';
import { raw, sql, type Sql } from './sql.ts';

const isIpv4 = (text: Sql): Sql => sql`regexp_matches(${text}, ${raw(`'${IPV4_PATTERN}'`)})`;
const isIpv6 = (text: Sql): Sql => sql`regexp_matches(${text}, ${raw(`'${IPV6_PATTERN}'`)})`;

/** The address as an integer; the text must be IPv4. */
const ipv4Number = (text: Sql): Sql => {
  const part = (index: number): Sql => sql`cast(string_split(${text}, '.')[${index}] as bigint)`;
  return sql`(${part(1)} * 16777216 + ${part(2)} * 65536 + ${part(3)} * 256 + ${part(4)})`;
};

/** The groups of an IPv6 text as a list of eight texts of four hexadecimal digits. */
const ipv6Groups = (text: Sql): Sql => {
  const side = (index: number): Sql =>
    sql`list_filter(string_split(coalesce(string_split(lower(${text}), '::')[${index}], ''), ':'), lambda g: g <> '')`;
  const head = side(1);
  const tail = side(2);
  return sql`list_transform(list_concat(list_concat(${head}, list_transform(range(8 - len(${head}) - len(${tail})), lambda z: '0')), ${tail}), lambda g: lpad(g, 4, '0'))`;
};

const ipv6Hexadecimal = (text: Sql): Sql => sql`array_to_string(${ipv6Groups(text)}, '')`;

/** Whether the text is an address inside the block; false for null and for what is no address. */
export const duckdbInSubnet = (address: Sql, cidr: string): Sql => {
  const bounds = subnetBounds(cidr);
  const check = bounds.family === 4 ? isIpv4(address) : isIpv6(address);
  const key = bounds.family === 4 ? ipv4Number(address) : ipv6Hexadecimal(address);
  const low = bounds.family === 4 ? sql`${bounds.low}` : raw(`'${bounds.low}'`);
  const high = bounds.family === 4 ? sql`${bounds.high}` : raw(`'${bounds.high}'`);
  return sql`coalesce(case when ${check} then ${key} between ${low} and ${high} else false end, false)`;
};

/** Network address with prefix; null for what is no address. `bits6` counts in steps of 16. */
export const duckdbSubnet = (address: Sql, bits4: number, bits6: number): Sql => {
  const size = 2 ** (32 - bits4);
  const base = sql`(${ipv4Number(address)} // ${size} * ${size})`;
  const octet = (shift: number): Sql => sql`(${base} // ${shift} % 256)`;
  const groups = Math.floor(bits6 / 16);
  const kept = sql`array_to_string(list_transform(list_slice(${ipv6Groups(address)}, 1, ${groups}), lambda g: case when ltrim(g, '0') = '' then '0' else ltrim(g, '0') end), ':')`;
  const trimmed = sql`regexp_replace(regexp_replace(${kept}, '(:0)+$', ''), '^0$', '')`;
  const suffix = groups === 8 ? raw(`''`) : raw(`'::'`);
  return sql`case when ${isIpv4(address)} then concat(${octet(16777216)}, '.', ${octet(65536)}, '.', ${octet(256)}, '.', ${octet(1)}, '/', ${bits4}) when ${isIpv6(address)} then concat(${trimmed}, ${suffix}, '/', ${groups * 16}) end`;
};
