import { describe, expect, it } from 'vitest';
import { readShared, sharedDataMissing } from '../helpers/shared-data.ts';
import { loadRules } from './planted-project.ts';

const rules = await loadRules();

describe.skipIf(sharedDataMissing !== undefined)('the table of the architecture page', () => {
  /** Rows such as `| sources/NAME.ts | charter | kernel schema |`, by room. */
  const rows = (): Readonly<Record<string, readonly string[]>> => {
    const page = readShared('design/architecture.md');
    const table = page.slice(
      page.indexOf('## Rooms'),
      page.indexOf('`dependency-rules.mjs` beside this page'),
    );
    const cells = table.matchAll(/^\| ([a-z]+)[^|]*\|[^|]*\| ([a-z -]+) \|$/gm);
    const found = [...cells].map(([, room, may]): [string, string[]] => [room ?? '', (may ?? '').split(' ')]);
    return Object.fromEntries(found.filter(([room]) => room !== 'folder' && room !== 'web'));
  };

  it('lists the rooms that the rules list', () => {
    expect(Object.keys(rows()).sort()).toEqual(Object.keys(rules.may).sort());
  });

  it.each(Object.keys(rules.may).filter((room) => room !== 'workflows'))(
    'gives %s the row of the rules',
    (room) => {
      const row = rows()[room]?.filter((other) => other !== '-') ?? [];
      expect(row.sort()).toEqual([...(rules.may[room] ?? [])].sort());
    },
  );

  it('gives workflows everything above it', () => {
    const above = Object.keys(rows());
    const expected = above.slice(0, above.indexOf('workflows')).filter((room) => room !== 'protocol');
    expect([...(rules.may['workflows'] ?? [])].sort()).toEqual(expected.sort());
  });

  it('calls the same rooms pure', () => {
    const line = /Pure rooms \(([a-z ]+)\)/.exec(readShared('design/architecture.md'))?.[1] ?? '';
    expect(Object.keys(rules.purePackages).sort()).toEqual(line.split(' ').sort());
  });
});
