import type { RandomSource } from '../stats/random-source.ts';

/** First octets of unicast space that hold no reserved block in whole; the blocks inside are tested below. */
const isPublic = (a: number, b: number, c: number): boolean =>
  !(
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) ||
    (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
    (a === 203 && b === 0 && c === 113)
  );

/** A random public IPv4 address. */
export const publicAddress = (random: RandomSource): string => {
  for (;;) {
    const [a, b, c] = [random.integer(1, 223), random.below(256), random.below(256)];
    if (isPublic(a, b, c)) return `${a}.${b}.${c}.${random.integer(1, 254)}`;
  }
};

/** A random IPv6 address of an access provider, shortest form, letters small. */
export const publicAddress6 = (random: RandomSource): string => {
  const group = (): string => random.integer(0x1000, 0xffff).toString(16);
  return `2a0${random.integer(0, 9)}:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`;
};

/** `count` different public addresses. */
export const distinctAddresses = (random: RandomSource, count: number): string[] => {
  const found = new Set<string>();
  while (found.size < count) found.add(publicAddress(random));
  return [...found];
};
