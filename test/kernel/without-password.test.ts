import { expect, it } from 'vitest';
import { withoutPassword } from '../../src/kernel/without-password.ts';

it('cuts the password out of an address and keeps everything else', () => {
  expect(withoutPassword('clickhouse://ana:secret@db.example:8123/logs?secure=1')).toBe(
    'clickhouse://ana@db.example:8123/logs?secure=1',
  );
  expect(withoutPassword('mysql://u:a/b?c#d:e@f@host/db')).toBe('mysql://u@host/db');
  expect(withoutPassword('postgres://:secret@host/db')).toBe('postgres://@host/db');
  expect(withoutPassword('https://host/a.log?part=1&X-Amz-Signature=abc&sv=2#x')).toBe(
    'https://host/a.log?part=1&X-Amz-Signature=***&sv=2#x',
  );
});

it('leaves addresses without password, paths and plain words as they are', () => {
  for (const text of [
    'clickhouse://ana@db/logs',
    'https://example.org:443/a',
    './a:b@c.log',
    'store.duckdb',
    '-',
  ]) {
    expect(withoutPassword(text)).toBe(text);
  }
});
