import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds } from '../../src/kernel/duration.ts';
import { normalFieldName, parseFieldCall, splitFieldList } from '../../src/kernel/field-call.ts';
import { compareUtf8 } from '../../src/kernel/text-order.ts';

describe('the order of texts', () => {
  it('is that of their UTF-8 bytes, also where UTF-16 units order otherwise', () => {
    expect(compareUtf8('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        expect(Math.sign(compareUtf8(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
    );
  });
});

describe('a duration', () => {
  it.each([
    ['30s', 30],
    ['15m', 900],
    ['15min', 900],
    ['1h', 3600],
    ['7d', 604800],
    [' 2H ', 7200],
  ])('%s is %i seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
  it.each(['', '1', 'h', '0s', '1.5h', '1w', '1 h', '-1h', '99999999d'])('is not "%s"', (text) => {
    expect(() => durationSeconds(text)).toThrow('is no duration');
  });
});

describe('a field written as a call', () => {
  it('is taken apart and has one spelling', () => {
    expect(parseFieldCall('subnet( source.ip , 24,64 )')).toEqual({
      name: 'subnet',
      arguments: ['source.ip', '24', '64'],
    });
    expect(normalFieldName(' subnet( source.ip , 24 )')).toBe('subnet(source.ip,24)');
    expect(parseFieldCall('source.ip')).toBeUndefined();
    expect(normalFieldName('source.ip')).toBe('source.ip');
  });

  it('keeps its commas in a list of fields', () => {
    expect(splitFieldList('a, subnet(source.ip,24,64) ,b')).toEqual(['a', 'subnet(source.ip,24,64)', 'b']);
  });
});
