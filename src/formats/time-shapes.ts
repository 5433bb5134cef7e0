/** Exact shapes of times, shared by JavaScript and the engines. Years are those of kernel/time.ts. */
const YEAR = '(?:190[1-9]|19[1-9][0-9]|2[01][0-9][0-9]|22[0-8][0-9]|229[0-8])';
const MONTH_NAME = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DAY = '(?:0[1-9]|[12][0-9]|3[01])';
const CLOCK = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';

export const CLF_TIME_SHAPE = `${DAY}/${MONTH_NAME}/${YEAR}:${CLOCK} [+-](?:0[0-9]|1[0-4])[0-5][0-9]`;
export const EPOCH_TIME_SHAPE = '[0-9]{1,10}(?:[.][0-9]{1,9})?';
/** Counts since 1970 that fit a signed 64-bit integer. */
export const EPOCH_COUNT_SHAPES = Object.freeze({
  milliseconds: '[0-9]{1,13}',
  microseconds: '[0-9]{1,16}',
  nanoseconds: '(?:[0-9]{1,18}|[1-8][0-9]{18})',
});
export const ISO_TIME_SHAPE = `${YEAR}-(?:0[1-9]|1[0-2])-${DAY}(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?)?(?:Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])?`;
/** Without zone: the fast path of CSV files. */
export const ISO_LOCAL_SHAPE = `${YEAR}-(?:0[1-9]|1[0-2])-${DAY} ${CLOCK}(?:[.][0-9]{1,6})?`;
export const SYSLOG_TIME_SHAPE = `${MONTH_NAME} (?: [1-9]|${DAY}) ${CLOCK}`;
/** With a year in it; where one stands, so does a zero before a day of one digit. */
export const DATED_SYSLOG_TIME_SHAPE = `${MONTH_NAME} ${DAY} ${YEAR} ${CLOCK}`;

export const MONTHS: readonly string[] = Object.freeze([
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
]);

/** A number that a sum takes: sums of some of them stay in 64 bits. */
export const SUMMAND_SHAPE = '[0-9]{1,17}';
