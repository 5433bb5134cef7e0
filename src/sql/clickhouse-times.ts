import { partsToMicros } from '../kernel/time.ts';
import { zoneTable } from '../kernel/zone-table.ts';
import { join, raw, type Sql, sql } from './sql.ts';

const MONTHS = raw("['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']");
const MONTH_DAYS = raw('[31,28,31,30,31,30,31,31,30,31,30,31]');
/** The parsers refuse other years; a year more on either side for zones. */
const TABLE_FROM = partsToMicros({ year: 1900, month: 1, day: 1 }) as bigint;
const TABLE_TO = partsToMicros({ year: 2300, month: 1, day: 1 }) as bigint;

/** A number of ASCII digits at a place (from 1); 0 for what is none, for both branches of an `if` are computed. */
const number = (text: Sql, start: number, length: number): Sql =>
  sql`toInt64OrZero(substring(${text}, ${start}, ${length}))`;

/** Days since 1970 of a Gregorian date, null for a day that its month does not have; years from 1. */
const daysSinceEpoch = (year: Sql, month: Sql, day: Sql): Sql => {
  const leap = sql`(${year} % 4 = 0 and (${year} % 100 != 0 or ${year} % 400 = 0))`;
  const exists = sql`${month} between 1 and 12 and ${day} between 1 and ${MONTH_DAYS}[${month}] + (${month} = 2 and ${leap})`;
  // Years begin in March, so that the leap day is the last one.
  const shifted = sql`(${year} - (${month} < 3))`;
  const yearDay = sql`intDiv(153 * ((${month} + 9) % 12) + 2, 5) + ${day} - 1`;
  return sql`if(${exists}, 365 * ${shifted} + intDiv(${shifted}, 4) - intDiv(${shifted}, 100) + intDiv(${shifted}, 400) + ${yearDay} - 719468, null)`;
};

interface Clock {
  readonly hour: Sql;
  readonly minute: Sql;
  readonly second: Sql;
}

const localMicros = (days: Sql, { hour, minute, second }: Clock): Sql =>
  sql`((${days} * 86400 + ${hour} * 3600 + ${minute} * 60 + ${second}) * 1000000)`;

const clockAt = (text: Sql, start: number): Clock => ({
  hour: number(text, start, 2),
  minute: number(text, start + 3, 2),
  second: number(text, start + 6, 2),
});

const asTime = (micros: Sql): Sql => sql`fromUnixTimestamp64Micro(${micros}, 'UTC')`;
/** Computes an expression once and gives it a name. */
const bind = (name: string, expression: Sql, body: (bound: Sql) => Sql): Sql =>
  sql`arrayMap(${raw(name)} -> ${body(raw(name))}, [${expression}])[1]`;

/** Wall clock to UTC by the zone's steps, the same ones as in JavaScript. */
const toUtc = (local: Sql, timeZone: string): Sql => {
  if (timeZone === 'UTC') return local;
  const { starts, offsets } = zoneTable(timeZone, TABLE_FROM, TABLE_TO);
  if (offsets.length === 1) return sql`(${local} - ${offsets[0] as bigint})`;
  const list = (items: readonly bigint[]): Sql => sql`[${join(items.map((item) => sql`toInt64(${item})`))}]`;
  return bind(
    'wall',
    local,
    (wall) =>
      sql`${wall} - transform(roundDown(assumeNotNull(${wall}), ${list(starts)}), ${list(starts)}, ${list(offsets)})`,
  );
};

const offsetMinutes = (sign: Sql, hours: Sql, minutes: Sql): Sql =>
  sql`(if(${sign} = '-', -1, 1) * (${hours} * 60 + ${minutes}))`;

/** See `Dialect.clfTime`: dd/Mon/yyyy:HH:MM:SS +zzzz. */
export const clickhouseClfTime = (text: Sql): Sql => {
  const month = sql`toInt64(indexOf(${MONTHS}, ifNull(substring(${text}, 4, 3), '')))`;
  const days = daysSinceEpoch(number(text, 8, 4), month, number(text, 1, 2));
  const zone = offsetMinutes(sql`substring(${text}, 22, 1)`, number(text, 23, 2), number(text, 25, 2));
  return asTime(sql`${localMicros(days, clockAt(text, 13))} - ${zone} * 60000000`);
};

/** See `Dialect.epochTime`. */
export const clickhouseEpochTime = (text: Sql): Sql => {
  const parts = sql`splitByChar('.', ifNull(${text}, ''))`;
  const decimals = sql`toInt64OrZero(rightPad(substring(${parts}[2], 1, 6), 6, '0'))`;
  return sql`if(${text} is null, null, ${asTime(sql`toInt64OrZero(${parts}[1]) * 1000000 + ${decimals}`)})`;
};

const ISO_ZONE = raw("'(?:Z|[+-][0-9]{2}:?[0-9]{2})$'");

/** See `Dialect.isoTime`: every part stands at a fixed place, decimals and zone behind them. */
export const clickhouseIsoTime = (text: Sql, timeZone: string): Sql => {
  const days = daysSinceEpoch(number(text, 1, 4), number(text, 6, 2), number(text, 9, 2));
  const zone = sql`extract(substring(${text}, 11), ${ISO_ZONE})`;
  const timed = sql`(substring(${text}, 11, 1) in ('T', ' '))`;
  const part = (start: number): Sql => sql`if(${timed}, ${number(text, start, 2)}, 0)`;
  const second = sql`if(substring(${text}, 17, 1) = ':', ${part(18)}, 0)`;
  const decimals = sql`if(substring(${text}, 20, 1) in ('.', ','), toInt64OrZero(rightPad(extract(substring(${text}, 21), '^[0-9]{1,6}'), 6, '0')), 0)`;
  const local = sql`(${localMicros(days, { hour: part(12), minute: part(15), second })} + ${decimals})`;
  const minutes = offsetMinutes(
    sql`substring(${zone}, 1, 1)`,
    number(zone, 2, 2),
    sql`toInt64OrZero(right(${zone}, 2))`,
  );
  return asTime(
    sql`multiIf(${zone} = '', ${toUtc(local, timeZone)}, ${zone} = 'Z', ${local}, ${local} - ${minutes} * 60000000)`,
  );
};

/** See `Dialect.syslogTime`. */
export const clickhouseSyslogTime = (text: Sql, timeZone: string, newestMicros: bigint): Sql => {
  const newestYear = new Date(Number(newestMicros / 1000n)).getUTCFullYear();
  const month = sql`toInt64(indexOf(${MONTHS}, ifNull(substring(${text}, 1, 3), '')))`;
  const day = sql`toInt64OrZero(trimLeft(substring(${text}, 5, 2)))`;
  const inYear = (year: number): Sql =>
    toUtc(localMicros(daysSinceEpoch(sql`toInt64(${year})`, month, day), clockAt(text, 8)), timeZone);
  return asTime(
    sql`if(${inYear(newestYear)} <= ${newestMicros}, ${inYear(newestYear)}, ${inYear(newestYear - 1)})`,
  );
};
