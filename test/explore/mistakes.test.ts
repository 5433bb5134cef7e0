import { beforeAll, describe, expect, it } from 'vitest';
import { counts } from '../../src/explore/counts.ts';
import { crosstab } from '../../src/explore/crosstab.ts';
import { describe as describeNumbers } from '../../src/explore/describe.ts';
import { pivot } from '../../src/explore/pivot.ts';
import { resample } from '../../src/explore/resample.ts';
import { UsageError } from '../../src/kernel/errors.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { insertEvents } from '../helpers/loaded-stores.ts';
import { LOGINS } from './small-log.ts';

describe('a question that cannot be answered', () => {
  let store: EventStore;
  beforeAll(async () => {
    store = await openDuckdbStore();
    await insertEvents(store, 'auth', LOGINS);
    return () => store.close();
  });

  const cases: readonly (readonly [string, (store: EventStore) => Promise<unknown>, string])[] = [
    [
      'unknown field',
      (of) => counts(of, { field: 'user.nam' }),
      'unknown field "user.nam": did you mean user.name',
    ],
    ['part of a name', (of) => counts(of, { field: 'outcome' }), 'did you mean event.outcome'],
    [
      'unknown field beside',
      (of) => counts(of, { field: 'user.name', given: 'source.pi' }),
      'did you mean source.ip',
    ],
    [
      'unknown field in a filter',
      (of) => counts(of, { field: 'user.name', where: 'user.name : x and usr.name : y' }),
      'filter, column 19: unknown field "usr.name"',
    ],
    [
      'unknown derivation',
      (of) => counts(of, { field: 'subnt(source.ip)' }),
      'unknown derivation "subnt": did you mean subnet',
    ],
    [
      'wrong argument',
      (of) => counts(of, { field: 'subnet(source.ip,99)' }),
      'write it like subnet(source.ip,24,64)',
    ],
    [
      'derivation of a wrong type',
      (of) => counts(of, { field: 'hour(user.name)' }),
      'hour takes a time field',
    ],
    [
      'prefix of no address',
      (of) => counts(of, { field: 'user.name', byPrefix: 24 }),
      '--by-prefix takes an address field',
    ],
    [
      'prefix out of range',
      (of) => counts(of, { field: 'source.ip', byPrefix: 200 }),
      '--by-prefix takes 0 to 32',
    ],
    [
      'unknown sort column',
      (of) => counts(of, { field: 'user.name', sort: 'cuont:desc' }),
      'unknown column "cuont": did you mean count',
    ],
    [
      'unknown result column',
      (of) => counts(of, { field: 'user.name', having: 'shar > 1' }),
      'having, column 1: unknown column "shar"',
    ],
    ['wrong limit', (of) => counts(of, { field: 'user.name', limit: -1 }), '--limit takes a whole number'],
    [
      'unknown dataset',
      (of) => counts(of, { field: 'user.name', datasets: ['web'] }),
      'unknown dataset "web": loaded are auth',
    ],
    ['wrong time', (of) => counts(of, { field: 'user.name', since: 'noon' }), '--since "noon" is no time'],
    [
      'swapped times',
      (of) => counts(of, { field: 'user.name', since: '2025', until: '2024' }),
      'swap the two times',
    ],
    [
      'text to describe',
      (of) => describeNumbers(of, { fields: ['user.name'] }),
      'describe takes number fields, and user.name is of type keyword',
    ],
    [
      'metric of a text',
      (of) => pivot(of, { by: 'source.ip', metrics: ['sum(user.name)'] }),
      'sum takes a number field',
    ],
    [
      'metric that is a text',
      (of) => describeNumbers(of, { by: 'source.ip', metric: 'mode(user.name)' }),
      'describe takes a metric that is a number',
    ],
    [
      'metrics of one name',
      (of) => pivot(of, { by: 'source.ip', metrics: ['a=count()', 'a=count()'] }),
      'two columns are named "a"',
    ],
    ['wrong width', (of) => resample(of, { every: '1 month' }), 'is no duration'],
    [
      'too many buckets',
      (of) => resample(of, { every: '1s', since: '2000', until: '2024' }),
      'buckets for 1 series are too many',
    ],
    [
      'average without entity',
      (of) => resample(of, { every: '1h', averageOverEntities: true }),
      'needs the entities',
    ],
    [
      'unknown crosstab field',
      (of) => crosstab(of, { row: 'user.name', column: 'x.y' }),
      'unknown field "x.y"',
    ],
  ];

  it.each(cases)('says what and where and the way out: %s', async (_name, ask, words) => {
    const error = await ask(store).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toContain(words);
    expect((error as UsageError).message).not.toMatch(/\n|\.$/);
  });

  it('says that nothing is loaded', async () => {
    const empty = await openDuckdbStore();
    await expect(counts(empty, { field: 'user.name' })).rejects.toThrow('there are no events');
    await empty.close();
  });

  it('is stopped by a signal', async () => {
    await expect(counts(store, { field: 'user.name', signal: AbortSignal.abort() })).rejects.toThrow(
      'interrupted',
    );
  });
});
