import type { ListedInput } from '../sources/source.ts';
import type { DataOptions } from './open-data.ts';

/** What folders, buckets and databases hold. */
export const listAll = async (
  addresses: readonly string[],
  { effects, signal }: Pick<DataOptions, 'effects' | 'signal'>,
): Promise<readonly ListedInput[]> => {
  const { listInputs } = await import('../sources/list.ts');
  const options = { environment: effects.environment, ...(signal === undefined ? {} : { signal }) };
  const lists = await Promise.all(addresses.map((address) => listInputs(address, options)));
  return lists.flat();
};
