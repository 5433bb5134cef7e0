import { describe, expect, it } from 'vitest';
import { raw } from '../../src/sql/sql.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { temporaryFolder } from '../ingest/temporary-folder.ts';

describe('temporary files that outgrow the disk', () => {
  it('are told as a disk without room, not as a query that was refused', async () => {
    const store = await openDuckdbStore({
      memoryLimitBytes: 60e6,
      temporaryDirectory: temporaryFolder(),
      threads: 1,
    });
    try {
      await store.execute(raw("set max_temp_directory_size = '1MB'"));
      const large = raw(
        'create temp table large as select i, md5(i::varchar) as t from range(5000000) as r(i) order by t',
      );
      await expect(store.execute(large)).rejects.toThrow(
        /^no disk space left for temporary files; free some/,
      );
    } finally {
      await store.close();
    }
  });
});
