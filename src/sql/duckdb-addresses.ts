import { type HexSpelling, ipv6Text } from './address-text.ts';
import { checkBits, IPV4_PATTERN, IPV6_PATTERN, subnetBounds } from './addresses.ts';
import { join, raw, type Sql, sql } from './sql.ts';

const isIpv4 = (text: Sql): Sql => sql`regexp_matches(${text}, ${raw(`'${IPV4_PATTERN}'`)})`;
const isIpv6 = (text: Sql): Sql => sql`regexp_matches(${text}, ${raw(`'${IPV6_PATTERN}'`)})`;

/** A part of a dotted address as a number; `try_cast`, for the engine may look at texts that are none. */
const octet = (dotted: Sql, index: number): Sql =>
  sql`try_cast(string_split(${dotted}, '.')[${index}] as bigint)`;

/** The address as an integer; the text must be IPv4. */
const ipv4Number = (text: Sql): Sql =>
  sql`(${octet(text, 1)} * 16777216 + ${octet(text, 2)} * 65536 + ${octet(text, 3)} * 256 + ${octet(text, 4)})`;

/** A dotted tail rewritten as two groups. */
const withoutDots = (text: Sql): Sql => {
  const tail = sql`regexp_extract(${text}, '[0-9.]+$')`;
  const group = (first: number): Sql => sql`to_hex(${octet(tail, first)} * 256 + ${octet(tail, first + 1)})`;
  return sql`case when contains(${text}, '.') then concat(regexp_extract(${text}, '^(.*:)', 1), ${group(1)}, ':', ${group(3)}) else ${text} end`;
};

/** 32 hexadecimal digits in lower case; the text must be IPv6. */
const ipv6Hexadecimal = (text: Sql): Sql => {
  const digits = (plain: Sql, index: number): Sql =>
    sql`array_to_string(list_transform(list_filter(string_split(coalesce(string_split(${plain}, '::')[${index}], ''), ':'), lambda g: g <> ''), lambda g: lpad(g, 4, '0')), '')`;
  const padded = (plain: Sql): Sql =>
    sql`concat(rpad(${digits(plain, 1)}, cast(32 - strlen(${digits(plain, 2)}) as integer), '0'), ${digits(plain, 2)})`;
  return SPELLING.bind('plain', sql`lower(${withoutDots(text)})`, padded);
};

const SPELLING: HexSpelling = {
  group: (digits, index) => sql`regexp_replace(substr(${digits}, ${index * 4 + 1}, 4), '^0{1,3}', '')`,
  concat: (items) => sql`concat(${join(items)})`,
  contains: (text, needle) => sql`contains(${text}, ${raw(`'${needle}'`)})`,
  replaceFirst: (text, pattern, replacement) =>
    sql`regexp_replace(${text}, ${raw(`'${pattern}'`)}, ${raw(`'${replacement}'`)})`,
  bind: (name, expression, body) =>
    sql`list_transform([${expression}], lambda ${raw(name)}: ${body(raw(name))})[1]`,
};

const HEX_DIGITS = '0123456789abcdef';

/** The first `bits` bits of 32 hexadecimal digits, the rest zeros. */
const masked = (digits: Sql, bits: number): Sql => {
  const whole = Math.floor(bits / 4);
  if (whole === 32) return digits;
  const kept = bits % 4;
  const cut = [...HEX_DIGITS].map((_, digit) => HEX_DIGITS[digit & ((0xf << (4 - kept)) & 0xf)]).join('');
  const next = sql`translate(substr(${digits}, ${whole + 1}, 1), ${raw(`'${HEX_DIGITS}'`)}, ${raw(`'${cut}'`)})`;
  return sql`rpad(concat(substr(${digits}, 1, ${whole}), ${next}), 32, '0')`;
};

/** Whether the text is an address inside the block; false for null and for what is no address. */
export const duckdbInSubnet = (address: Sql, cidr: string): Sql => {
  const bounds = subnetBounds(cidr);
  const check = bounds.family === 4 ? isIpv4(address) : isIpv6(address);
  const key = bounds.family === 4 ? ipv4Number(address) : ipv6Hexadecimal(address);
  const low = bounds.family === 4 ? sql`${bounds.low}` : raw(`'${bounds.low}'`);
  const high = bounds.family === 4 ? sql`${bounds.high}` : raw(`'${bounds.high}'`);
  return sql`coalesce(case when ${check} then ${key} between ${low} and ${high} else false end, false)`;
};

/** Network address with prefix; null for what is no address. */
export const duckdbSubnet = (address: Sql, bits4: number, bits6: number): Sql => {
  checkBits(bits4, bits6);
  const size = 2 ** (32 - bits4);
  const base = sql`(${ipv4Number(address)} // ${size} * ${size})`;
  const part = (shift: number): Sql => sql`(${base} // ${shift} % 256)`;
  const text6 = SPELLING.bind('hexadecimal', ipv6Hexadecimal(address), (digits) =>
    ipv6Text(masked(digits, bits6), SPELLING),
  );
  return sql`case when ${isIpv4(address)} then concat(${part(16777216)}, '.', ${part(65536)}, '.', ${part(256)}, '.', ${part(1)}, '/', ${bits4}) when ${isIpv6(address)} then concat(${text6}, '/', ${bits6}) end`;
};
