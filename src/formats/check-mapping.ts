import { unknownName } from '../kernel/nearest.ts';
import { ecsNames } from '../schema/ecs-fields.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { NO_COLUMN } from './own-columns.ts';

const DATASET_NAME = /^[a-z][a-z0-9_]{0,39}$/;
const RESERVED = new Set(['inputs', 'rejects', 'originals', 'findings', 'store_meta', 'facts']);

/**
 * Checks what a mapping file says.
 * @throws UsageError with the place and what is wrong in it.
 */
export const checkMapping = (
  place: string,
  value: { readonly dataset?: unknown; readonly fields?: unknown },
  fail: (message: string) => Error,
): ColumnMapping => {
  const { dataset, fields } = value;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw fail(`${place}: it needs fields, a table of column: ECS name`);
  }
  if (
    dataset !== undefined &&
    (typeof dataset !== 'string' || !DATASET_NAME.test(dataset) || RESERVED.has(dataset))
  ) {
    throw fail(
      `${place}: dataset must be a name of small letters, digits and underscores, such as web or my_log`,
    );
  }
  const names = ecsNames().filter((name) => !NO_COLUMN.has(name));
  const checked: Record<string, string> = {};
  const seen = new Map<string, string>();
  for (const [column, field] of Object.entries(fields as Record<string, unknown>)) {
    if (typeof field !== 'string') throw fail(`${place}: fields.${column} must be the name of an ECS field`);
    if (!names.includes(field) && !/^labels\.[A-Za-z0-9_]+$/.test(field)) {
      throw unknownName(
        `ECS field in ${place}`,
        field,
        names,
        `a name of your own begins with labels., such as labels.${column.replace(/[^A-Za-z0-9_]+/g, '_')}`,
      );
    }
    const before = seen.get(field);
    if (before !== undefined)
      throw fail(`${place}: ${before} and ${column} are both mapped to ${field}; name one of them`);
    seen.set(field, column);
    checked[column] = field;
  }
  return { place, fields: checked, ...(dataset === undefined ? {} : { dataset }) };
};
