import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterAll, filterFor, formatFilter } from '../../src/filter/format.ts';
import { parseFilter } from '../../src/filter/parse.ts';
import { allOf, anyOf, type FilterTree, filterFields, noneOf } from '../../src/filter/tree.ts';
import { UsageError } from '../../src/kernel/errors.ts';

/** A tree without the positions of the text it came from. */
const bare = (tree: FilterTree): FilterTree => {
  if (tree.kind === 'and' || tree.kind === 'or') return { kind: tree.kind, items: tree.items.map(bare) };
  if (tree.kind === 'not') return { kind: 'not', item: bare(tree.item) };
  return Object.fromEntries(
    Object.entries(tree).filter(([key]) => key !== 'at' && key !== 'valueAt'),
  ) as FilterTree;
};
const parsed = (text: string): FilterTree => bare(parseFilter(text));
const compare = (field: string, value: string, operator = ':'): FilterTree =>
  ({ kind: 'compare', field, operator, value }) as FilterTree;

const problem = (text: string): UsageError => {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`"${text}" was taken`);
};

describe('reading a filter', () => {
  it('takes the example of the contract', () => {
    expect(
      parsed('http.response.status_code >= 400 and source.ip : "10.0.0.0/8" and not url.path : /static/*'),
    ).toEqual({
      kind: 'and',
      items: [
        compare('http.response.status_code', '400', '>='),
        compare('source.ip', '10.0.0.0/8'),
        { kind: 'not', item: { kind: 'match', field: 'url.path', pieces: ['/static/', ''] } },
      ],
    });
  });

  it('binds "and" before "or" and "not" before both', () => {
    expect(parsed('not a:1 and b:2 or c:3')).toEqual({
      kind: 'or',
      items: [
        { kind: 'and', items: [{ kind: 'not', item: compare('a', '1') }, compare('b', '2')] },
        compare('c', '3'),
      ],
    });
  });

  it('spreads a list of values over its field', () => {
    expect(parsed('a : (x or "y z" or not 3*)')).toEqual({
      kind: 'or',
      items: [
        compare('a', 'x'),
        compare('a', 'y z'),
        { kind: 'not', item: { kind: 'match', field: 'a', pieces: ['3', ''] } },
      ],
    });
  });

  it('takes keywords in any case and keeps words that only begin like one', () => {
    expect(parsed('a:android OR a:notes AND NOT a:orange')).toEqual(
      parsed('a : "android" or (a : "notes" and not a : "orange")'),
    );
  });

  it('takes a star as "exists" unquoted and as a character quoted or escaped', () => {
    expect(parsed('a : *')).toEqual({ kind: 'exists', field: 'a' });
    expect(parsed('a : **')).toEqual({ kind: 'exists', field: 'a' });
    expect(parsed('a : "*"')).toEqual(compare('a', '*'));
    expect(parsed('a : x\\*y*')).toEqual({ kind: 'match', field: 'a', pieces: ['x*y', ''] });
  });

  it('keeps blanks between unquoted words', () => {
    expect(parsed('agent : curl  7 and b:1')).toEqual(parsed('agent : "curl  7" and b : 1'));
  });

  it('takes unquoted IPv6 addresses and times', () => {
    expect(parsed('source.ip : 2001:db8::1 and t >= 2018-11-05T18:00Z')).toEqual(
      parsed('source.ip : "2001:db8::1" and t >= "2018-11-05T18:00Z"'),
    );
    expect(parsed('(ip : 2001:db8::) or b:1')).toEqual(parsed('ip : "2001:db8::" or b:1'));
  });

  it('reads escapes: named, Unicode and any special character', () => {
    expect(parsed('a : "x\\"\\\\\\n\\u0041\\/"')).toEqual(compare('a', 'x"\\\nA/'));
    expect(parsed('a : \\(x\\:y\\)\\ z')).toEqual(compare('a', '(x:y) z'));
  });

  it('takes derived fields with arguments', () => {
    expect(parsed('subnet(source.ip, 16) : "10.1.0.0/16" and not(a:1)')).toEqual(
      allOf([compare('subnet(source.ip,16)', '10.1.0.0/16'), noneOf(compare('a', '1'))]),
    );
  });

  it('names the fields once, in order', () => {
    expect(filterFields(parseFilter('b:1 or (a:2 and not b:* and c:x*)'))).toEqual(['b', 'a', 'c']);
  });
});

describe('a filter that cannot be read', () => {
  it.each([
    ['', 1, 'expected a condition'],
    ['a', 2, 'expected : < <= > or >= after the field a'],
    ['a :', 4, 'expected a value after ":"'],
    ['a = 3', 3, 'expected :'],
    ['a : 1 b : 2', 9, 'expected "and" or "or"'],
    ['a : "x', 5, 'never closed'],
    ['(a : 1', 1, 'never closed'],
    ['a : 1)', 6, 'closes nothing'],
    ['a : 1 and', 10, 'expected a field name'],
    ['a >= x*', 6, 'a wildcard goes with ":"'],
    ['a > (1 or 2)', 5, 'a list of values goes with ":"'],
    ['a* : 1', 1, 'cannot hold a wildcard'],
    ['a : or', 5, 'quote "or"'],
    ['é : "ü" b', 9, 'expected "and", "or" or the end'],
  ])('points at the column: %s', (text, column, words) => {
    const error = problem(text);
    expect(error.message).toContain(`filter, column ${column}: `);
    expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/\n|\.$/);
    expect(error.details[1]?.indexOf('^')).toBe(column - 1);
    expect(error.details[0]).toBe(text);
  });

  it('shows control characters of the text as replacement characters and cuts long texts around the column', () => {
    const error = problem(`a : "${'x'.repeat(500)}" and \u001b[31m`);
    expect(error.details[0]).not.toContain('\u001b');
    expect(error.details[0]?.length).toBeLessThanOrEqual(72);
    expect(error.details[1]?.indexOf('^')).toBeLessThanOrEqual(72);
  });

  it('refuses endless nesting instead of exhausting the stack', () => {
    expect(problem(`${'('.repeat(100_000)}a:1`).message).toContain('inside each other');
    expect(problem(`${'not '.repeat(100_000)}a:1`).message).toContain('inside each other');
  });
});

const anyText = fc.string({ unit: 'binary', maxLength: 12 });
const fieldName = fc.oneof(
  fc.constantFrom('source.ip', 'and', '@timestamp', 'a b', 'x*', 'size_class(a,1)'),
  anyText.filter((name) => name !== ''),
);
const leaf: fc.Arbitrary<FilterTree> = fc.oneof(
  fieldName.map((field): FilterTree => ({ kind: 'exists', field })),
  fc
    .tuple(
      fieldName,
      fc.constantFrom(':', '<', '<=', '>', '>='),
      fc.oneof(anyText, fc.constantFrom('or', '10.0.0.0/8', '1.5', 'true')),
    )
    .map(([field, operator, value]) => compare(field, value, operator)),
  fc
    .tuple(
      fieldName,
      anyText,
      fc.array(
        anyText.filter((piece) => piece !== ''),
        { maxLength: 2 },
      ),
      anyText,
    )
    .filter(([, first, middle, last]) => `${first}${middle.join('')}${last}` !== '')
    .map(
      ([field, first, middle, last]): FilterTree => ({
        kind: 'match',
        field,
        pieces: [first, ...middle, last],
      }),
    ),
  fieldName.map(
    (field): FilterTree => ({ kind: 'compare', field, operator: ':', value: '10.0.0.0/8', literal: true }),
  ),
);
const { tree: anyTree } = fc.letrec<{ tree: FilterTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map(allOf),
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map(anyOf),
    tie('tree').map(noneOf),
  ),
}));

describe('writing a filter', () => {
  it('is read back to the same tree', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(parsed(formatFilter(tree))).toEqual(bare(tree));
      }),
      { numRuns: 500 },
    );
  });

  it('never shows a control character, whatever the values hold', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(formatFilter(tree)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('asks for exactly one value, without seeing an address block in it', () => {
    expect(filterFor('user.name', 'a"b\\c\n')).toBe('user.name : "a\\"b\\\\c\\n"');
    expect(filterFor('http.response.status_code', 499)).toBe('http.response.status_code : 499');
    expect(filterFor('user.name', null)).toBe('not user.name : *');
    expect(parsed(filterFor('source.ip', '10.0.0.0/8'))).toEqual({
      ...compare('source.ip', '10.0.0.0/8'),
      literal: true,
    });
    expect(filterAll(['a:1 or b:2', 'c:3'])).toBe('(a:1 or b:2) and (c:3)');
  });

  it('builds a filter for any value that is read back to that value', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(parsed(filterFor('url.original', text))).toMatchObject(compare('url.original', text));
      }),
    );
  });
});
