import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formBits, formMarks, learnForm, oddMarks } from '../../../src/detectors/rarity/odd-form.ts';
import { markSpellings, PLAIN_TARGET, requestMarks } from '../../../src/detectors/rarity/request-marks.ts';

const paths = Array.from({ length: 20 }, (_, index) => ({ value: `/shop/item-${index}`, count: 100 }));

describe('the form of a value', () => {
  it('is its marks, escapes decoded, doubles apart', () => {
    expect([...formMarks('/a//b%27')]).toEqual(['/', '//', "'"]);
  });

  it('names classes for what has no shape of its own', () => {
    expect([...formMarks('caf\u00e9\u0007')]).toEqual(['non-ASCII', 'control']);
  });

  it('is odd by marks that hardly any event and hardly any value has', () => {
    const model = learnForm([...paths, { value: '/shop/oops!', count: 1 }]);
    expect(oddMarks(model, '/shop/oops!').map(({ mark, events }) => [mark, events])).toEqual([['!', 1]]);
    expect(formBits(model, '/shop/item-7')).toBe(0);
  });

  it('is ordinary when many rare values share it', () => {
    const names = Array.from({ length: 5 }, (_, index) => ({ value: `tool (${index})`, count: 1 }));
    const model = learnForm([{ value: 'browser', count: 5000 }, ...names]);
    expect(formBits(model, 'tool (3)')).toBe(0);
  });

  it('of an empty model and text is ordinary', () => {
    expect(formBits(learnForm([]), '')).toBe(0);
  });
});

describe('the marks of a request', () => {
  it('leave out the structure of a URL', () => {
    expect(requestMarks('/a/b.c?d=e&f=g+h')).toEqual([]);
    expect([...requestMarks('/a?id=1%27%20or(1)')].sort()).toEqual([' ', "'", '(', ')']);
  });

  it('are none in a plain target', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9_~-][A-Za-z0-9_~.-]{0,5}$/);
    const target = fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(part, part), { maxLength: 3 }))
      .map(
        ([segments, pairs]) =>
          `/${segments.join('/')}?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`,
      );
    fc.assert(
      fc.property(target, (text) => {
        if (new RegExp(PLAIN_TARGET, 'u').test(text)) expect(requestMarks(text)).toEqual([]);
      }),
    );
  });

  it('make every target with one of them no plain target', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        if (requestMarks(text).length > 0) expect(new RegExp(PLAIN_TARGET, 'u').test(text)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('keep the spellings that a log holds', () => {
    const spellings = markSpellings("/a?b='x%27y%2c//c");
    expect([...(spellings.get("'") ?? [])].sort()).toEqual(['%27', "'"]);
    expect([...(spellings.get(',') ?? [])]).toEqual(['%2c']);
    expect([...(spellings.get('//') ?? [])]).toEqual(['//']);
  });

  it('have no spelling for a bare percent sign, which begins every escape', () => {
    expect(markSpellings('/a?b=100%').get('%')).toBeUndefined();
    expect([...(markSpellings('/a?b=100%25').get('%') ?? [])]).toEqual(['%25']);
  });
});
