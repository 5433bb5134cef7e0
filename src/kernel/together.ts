/**
 * Runs tasks side by side; their results in the order of the tasks. All of them have
 * ended when it returns or throws, and what failed first is thrown.
 * @example await together([async () => 1, async () => 2]) // [1, 2]
 */
export const together = async <Result>(
  tasks: readonly (() => Promise<Result>)[],
): Promise<readonly Result[]> => {
  const failures: unknown[] = [];
  const ended = tasks.map(async (task) => {
    try {
      return [await task()];
    } catch (error) {
      failures.push(error);
      return [];
    }
  });
  const results = await Promise.all(ended);
  if (failures.length > 0) throw failures[0];
  return results.flat();
};
