import { raw, type Sql, sql } from './sql.ts';

const zoneLiteral = (timeZone: string): Sql => raw(`'${timeZone.replaceAll("'", "''")}'`);

/** A timestamp of the zone's wall clock as UTC; ICU's rules where a time occurs twice or never. */
const localToUtc = (local: Sql, timeZone: string): Sql =>
  timeZone === 'UTC' ? local : sql`cast(timezone(${zoneLiteral(timeZone)}, ${local}) as timestamp)`;

const ZONE_PATTERN = raw("'(?:Z|[+-][0-9]{2}:?[0-9]{2})$'");

/** See `Dialect.isoTime`. */
export const duckdbIsoTime = (text: Sql, timeZone: string): Sql => {
  // Only a text longer than a date can end in a zone; the day of "2018-11-01" looks like one.
  const zone = sql`case when strlen(${text}) > 10 then regexp_extract(substr(${text}, 11), ${ZONE_PATTERN}) else '' end`;
  const plain = sql`case when strlen(${text}) > 10 then concat(substr(${text}, 1, 10), regexp_replace(substr(${text}, 11), ${ZONE_PATTERN}, '')) else ${text} end`;
  const decimals = sql`replace(replace(${plain}, ',', '.'), 'T', ' ')`;
  const micro = sql`regexp_replace(${decimals}, '([.][0-9]{6})[0-9]+$', '\\1')`;
  const padded = sql`case when strlen(${plain}) = 16 then concat(${micro}, ':00') else ${micro} end`;
  const local = sql`try_cast(${padded} as timestamp)`;
  const digits = sql`replace(${zone}, ':', '')`;
  const minutes = sql`(cast(substr(${digits}, 2, 2) as bigint) * 60 + cast(substr(${digits}, 4, 2) as bigint)) * case when starts_with(${digits}, '-') then -1 else 1 end`;
  return sql`case when ${zone} = '' then ${localToUtc(local, timeZone)} when ${zone} = 'Z' then ${local} else make_timestamp(epoch_us(${local}) - ${minutes} * 60000000) end`;
};

/** See `Dialect.isoLocalTime`. Years of more than four digits could leave the range when the zone is applied. */
export const duckdbIsoLocalTime = (text: Sql, timeZone: string): Sql =>
  localToUtc(sql`case when substr(${text}, 5, 1) = '-' then try_cast(${text} as timestamp) end`, timeZone);

/**
 * See `Dialect.epochTime`; of any text something in range, or null. Ten digits and six, as most
 * logs have them, are one number without their point.
 */
export const duckdbEpochTime = (text: Sql): Sql => {
  const usual = sql`try_cast(replace(${text}, '.', '') as bigint)`;
  const [seconds, decimals] = [1, 2].map((part) => sql`string_split(${text}, '.')[${raw(String(part))}]`) as [
    Sql,
    Sql,
  ];
  const any = sql`cast(try_cast(${seconds} as decimal(10, 0)) as bigint) * 1000000 + try_cast(rpad(substr(coalesce(${decimals}, ''), 1, 6), 6, '0') as integer)`;
  return sql`make_timestamp(case when strlen(${text}) = 17 and substr(${text}, 11, 1) = '.' then ${usual} else ${any} end)`;
};

/** See `Dialect.syslogTime`. */
export const duckdbSyslogTime = (text: Sql, timeZone: string, newestMicros: bigint): Sql => {
  const year = new Date(Number(newestMicros / 1000n)).getUTCFullYear();
  const inYear = (candidate: number): Sql =>
    localToUtc(
      sql`try_strptime(concat(${raw(`'${candidate} '`)}, replace(${text}, '  ', ' 0')), '%Y %b %d %H:%M:%S')`,
      timeZone,
    );
  return sql`case when ${inYear(year)} <= make_timestamp(${newestMicros}) then ${inYear(year)} else ${inYear(year - 1)} end`;
};
