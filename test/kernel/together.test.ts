import { expect, it } from 'vitest';
import { together } from '../../src/kernel/together.ts';

const after = async <Value>(turns: number, work: () => Value): Promise<Value> => {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  return work();
};

it('gives results in the order of the tasks, whichever ends first', async () => {
  const tasks = [9, 1, 5].map((turns) => () => after(turns, () => [turns]));
  expect(await together(tasks)).toEqual([[9], [1], [5]]);
  expect(await together([])).toEqual([]);
  expect(await together([async () => undefined])).toEqual([undefined]);
});

it('throws what failed first, when all have ended', async () => {
  const ended: string[] = [];
  const failing = (name: string, turns: number) => () =>
    after(turns, () => {
      ended.push(name);
      throw new Error(name);
    });
  const tasks = [failing('late', 30), failing('early', 3), () => after(60, () => ended.push('fine'))];
  await expect(together(tasks)).rejects.toThrow('early');
  expect(ended).toEqual(['early', 'late', 'fine']);
});
