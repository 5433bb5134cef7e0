import { metricArithmetic } from '../filter/metric-arithmetic.ts';
import { parseFilter } from '../filter/parse.ts';
import type { FilterTree } from '../filter/tree.ts';
import type { Dialect } from '../sql/dialect.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { LoadedDataset } from '../store/event-store.ts';

const FIELDS = ['event.action', 'event.reason'] as const;
/**
 * sshd says of one attempt that the user is unknown, or that the client left before it was logged in, and
 * beside that, where a password was tried, that it failed.
 */
const SAID_BESIDE =
  'event.action : invalid-user or event.reason : ("left before login" or "too many attempts")';

/** What tells lines beside a failure in a dataset: their fields and condition; undefined where there are none. */
export const saidBeside = ({
  fields,
}: Pick<LoadedDataset, 'fields'>):
  | { readonly fields: readonly string[]; readonly condition: FilterTree }
  | undefined =>
  FIELDS.every((name) => fields.some((field) => field.name === name))
    ? { fields: FIELDS, condition: parseFilter(SAID_BESIDE) }
    : undefined;

/** Attempts that failed in a group: the tries that failed, or what was said beside them where that is more. */
export const failuresOf = (dialect: Dialect, failed: Sql, beside: Sql | undefined): Sql => {
  if (beside === undefined) return dialect.countWhere(failed);
  const said = dialect.countWhere(sql`(${failed} and ${beside})`);
  const tried = dialect.countWhere(sql`(${failed} and not ${beside})`);
  return metricArithmetic(dialect, 'larger', tried, said);
};
