import type { RandomSource } from '../stats/random-source.ts';
import { distinctAddresses } from './addresses.ts';

/** Different addresses that share `count` probes, each at most `most` of them. */
export const crowdFor = (random: RandomSource, count: number, most: number): readonly string[] => {
  const each = random.uniform(2, most);
  return distinctAddresses(random, Math.max(12, Math.ceil(count / each)));
};

/** Whose turn it is: everybody once in random order, then anew, so that nobody does more than the others. */
export const turns = (random: RandomSource, sources: readonly string[]): ((number: number) => string) => {
  let order = random.shuffled(sources);
  return (number) => {
    const position = number % order.length;
    if (number > 0 && position === 0) order = random.shuffled(sources);
    return order[position] as string;
  };
};
