import { describe, expect, it } from 'vitest';
import { open } from '../../src/index.ts';
import { sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

const API = ['data/api-access/access.log', 'data/api-access/appended.log'];
const read = (...files: readonly string[]) => open(files.map(sharedPath));

describe.skipIf(sharedDataMissing !== undefined)(
  `published numbers through the library ${sharedDataMissing ?? ''}`,
  () => {
    it('counts the API access lesson as published', async () => {
      const data = await read(...API);
      try {
        const statuses = await data.counts({ field: 'http.response.status_code' });
        expect(statuses.map((row) => [row['value'], row['count']])).toEqual([
          [200, 13960],
          [499, 16],
          [301, 2],
        ]);
        const addresses = await data.counts({ field: 'source.ip', top: 4 });
        expect(addresses.map((row) => [row['value'], row['count']])).toEqual([
          ['97.105.19.58', 11999],
          ['173.173.113.51', 1059],
          ['72.181.113.170', 613],
          ['72.181.105.81', 246],
        ]);
      } finally {
        await data.close();
      }
    });

    it('finds each oddity of the lesson among the first twenty, and no ordinary page', async () => {
      const data = await read(...API);
      try {
        const findings = (await data.detect()).slice(0, 20);
        const oddities: readonly (readonly [string, (event: Record<string, unknown>) => boolean])[] = [
          ['499', (event) => event['http.response.status_code'] === 499],
          ['301', (event) => event['http.response.status_code'] === 301],
          ['1,153,005 bytes', (event) => event['http.response.body.bytes'] === 1_153_005],
          ['2,056,327 bytes', (event) => event['http.response.body.bytes'] === 2_056_327],
          ['HiZach!', (event) => String(event['url.original']).includes('HiZach!')],
          ['I_DIDNT_DO_IT', (event) => String(event['url.original']).includes('I_DIDNT_DO_IT!!!!')],
          ['next_page', (event) => String(event['url.original']).includes('next_page')],
          ['Python-urllib', (event) => String(event['user_agent.original']).startsWith('Python-urllib')],
        ];
        const chosen = new Map<string, string>();
        for (const finding of findings) {
          const events = [];
          for await (const event of data.events({ where: finding.filter })) events.push(event);
          expect(events).toHaveLength(finding.events);
          expect(finding.filter).not.toMatch(/[?&]page=[0-9]+"?$/);
          for (const [name, isOdd] of oddities) {
            const share =
              events.filter((event) => isOdd(event as Record<string, unknown>)).length / events.length;
            if (events.length <= 25 && share >= 0.5 && !chosen.has(name)) chosen.set(name, finding.id);
          }
        }
        expect(oddities.map(([name]) => name).filter((name) => !chosen.has(name))).toEqual([]);
      } finally {
        await data.close();
      }
    });

    it('accounts for every line of the reference logs', async () => {
      const expected = [
        ['data/apache/access.log', 10_000, 9_999, 1],
        ['data/zeek/http.log', 159, 150, 0],
        ['data/login-attempts/log.csv', 12_837, 12_836, 0],
      ] as const;
      for (const [file, lines, parsed, rejected] of expected) {
        const data = await read(file);
        const [account] = data.inputs;
        await data.close();
        expect(account).toMatchObject({ lines, parsed, rejected });
        expect(lines).toBe(parsed + rejected + (account?.skipped ?? -1));
      }
    });
  },
);
