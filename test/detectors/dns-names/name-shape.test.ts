import { describe, expect, it } from 'vitest';
import {
  entropy,
  looksGenerated,
  REGISTERED,
  registeredLabel,
} from '../../../src/detectors/dns-names/name-shape.ts';

describe('a registered domain', () => {
  it.each([
    ['www.shop.example', 'shop.example', 'shop'],
    ['a.b.shop.co.uk', 'shop.co.uk', 'shop'],
    ['shop.example.', 'shop.example', 'shop'],
    ['localhost', undefined, 'localhost'],
  ])('of %s is %s', (name, domain, label) => {
    expect(new RegExp(REGISTERED).exec(name)?.[1]).toBe(domain);
    expect(registeredLabel(name)).toBe(label);
  });
});

describe('entropy', () => {
  it('is that of the definition', () => {
    expect(entropy('')).toBe(0);
    expect(entropy('aaaa')).toBe(0);
    expect(entropy('abab')).toBe(1);
    expect(entropy('abcdefgh')).toBe(3);
    // scipy.stats.entropy([1, 2, 3], base=2)
    expect(entropy('abbccc')).toBeCloseTo(1.4591479170272448, 12);
  });
});

describe('letters', () => {
  it('drawn at random are told from those that people choose', () => {
    const drawn = ['xkqzjvwpfh', 'qmbxzkvjtw', 'x7k2q9z4vb', 'fjwpqxzkvm', 'gq8xj2vkz7w'];
    const chosen = [
      'wikipedia',
      'stackoverflow',
      'booking',
      'theguardian',
      'microsoft',
      'openstreetmap',
      'cdn',
      'b2b',
    ];
    expect(drawn.filter(looksGenerated)).toEqual(drawn);
    expect(chosen.filter(looksGenerated)).toEqual([]);
  });
});
