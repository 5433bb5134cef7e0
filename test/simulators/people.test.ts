import { describe, expect, it } from 'vitest';
import { drawPeople } from '../../src/simulators/web/people.ts';
import { RandomSource } from '../../src/stats/random-source.ts';

describe('the people of a site, kept as bytes', () => {
  const people = drawPeople(RandomSource.fromSeed(5), 9000);

  it('keep their address and browser, whoever came in between', () => {
    const first = Array.from({ length: people.count }, (_, position) => people.client(position));
    for (const position of [0, 1, 4500, 8999]) {
      expect(people.client(position)).toEqual(first[position]);
    }
    const six = first.filter(({ address }) => /^2a0[0-9](:[0-9a-f]{4}){7}$/.test(address)).length;
    const four = first.filter(({ address }) => /^([0-9]{1,3}\.){3}[0-9]{1,3}$/.test(address)).length;
    expect([six + four, six > 1000, four > 7000]).toEqual([9000, true, true]);
  });

  it('are the same client when they come back soon', () => {
    expect(people.client(17)).toBe(people.client(17));
  });

  it('appear under one address and state their own where a proxy says so', () => {
    const proxied = drawPeople(RandomSource.fromSeed(5), 3, '198.51.100.7', true);
    const own = drawPeople(RandomSource.fromSeed(5), 3);
    for (const position of [0, 1, 2]) {
      expect(proxied.client(position)).toMatchObject({
        address: '198.51.100.7',
        forwardedFor: own.client(position).address,
        version: 'HTTP/1.1',
      });
    }
  });
});
