import { EPOCH_TIME_SHAPE, ISO_TIME_SHAPE } from '../formats/time-shapes.ts';
import type { Dialect } from '../sql/dialect.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { PlannedColumn, TimeSpelling } from './row-plan.ts';

/** The value of a column from its text (or null); null where the text is no such value. */
export const rowValue = (dialect: Dialect, column: PlannedColumn, text: Sql, timeZone: string): Sql => {
  const onlyIf = (pattern: string, then: Sql): Sql =>
    dialect.ifThen(dialect.matches(text, `^(?:${pattern})$`), then, raw('null'));
  switch (column.type) {
    case 'boolean':
      return dialect.ifThen(
        dialect.matches(text, '^(?:true|t|1)$'),
        raw('true'),
        dialect.ifThen(dialect.matches(text, '^(?:false|f|0)$'), raw('false'), raw('null')),
      );
    case 'integer':
      return onlyIf('-?[0-9]{1,19}', dialect.castNumber(text, 'integer'));
    case 'long':
      return dialect.toLong(text);
    case 'double':
      return dialect.toDouble(text);
    case 'date':
      return momentValue(dialect, column.spelling ?? 'iso', text, onlyIf, timeZone);
    default:
      return text;
  }
};

const MICROS_PER: Readonly<Record<'milliseconds' | 'microseconds', number>> = {
  milliseconds: 1000,
  microseconds: 1,
};

const momentValue = (
  dialect: Dialect,
  spelling: TimeSpelling,
  text: Sql,
  onlyIf: (pattern: string, then: Sql) => Sql,
  timeZone: string,
): Sql => {
  if (spelling === 'iso') return onlyIf(ISO_TIME_SHAPE, dialect.isoTime(text, timeZone));
  if (spelling === 'seconds') return onlyIf(EPOCH_TIME_SHAPE, dialect.epochTime(text));
  const micros = sql`${dialect.toLong(text)} * ${MICROS_PER[spelling]}`;
  return onlyIf('[0-9]{1,16}', dialect.timeFromMicros(micros));
};
