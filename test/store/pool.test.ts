import { expect, it } from 'vitest';
import { Pool } from '../../src/store/pool.ts';

it('lends each thing to one piece of work at a time and makes no more than it has places', async () => {
  const pool = new Pool(2, async () => ({ inUse: false }));
  const order: number[] = [];
  const work = (index: number) =>
    pool.use(async (item) => {
      expect(item.inUse).toBe(false);
      item.inUse = true;
      await new Promise((resolve) => setImmediate(resolve));
      order.push(index);
      item.inUse = false;
      if (index === 3) throw new Error('third');
      return index;
    });
  const ended = await Promise.allSettled([1, 2, 3, 4, 5].map(work));
  expect(ended.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(pool.items).toHaveLength(2);
  expect(await work(6)).toBe(6);
});

it('gives the place back when a thing cannot be made', async () => {
  let tries = 0;
  const pool = new Pool(1, async () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return tries;
  });
  const [first, second] = await Promise.allSettled([1, 2].map(() => pool.use(async (item) => item)));
  expect(first).toMatchObject({ status: 'rejected' });
  expect(second).toMatchObject({ status: 'fulfilled', value: 2 });
});
