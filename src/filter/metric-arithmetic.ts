import type { Dialect } from '../sql/dialect.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import type { MetricOperator } from './metric-tree.ts';

/** Two numbers of a metric put together; a quotient by 0 is null. */
export const metricArithmetic = (dialect: Dialect, operator: MetricOperator, left: Sql, right: Sql): Sql => {
  if (operator === '/') return sql`(${left} / nullif(${right}, 0))`;
  if (operator === 'larger') return dialect.ifThen(sql`(${left} >= ${right})`, left, right);
  return sql`(${left} ${raw(operator)} ${right})`;
};
