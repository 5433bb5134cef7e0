import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/kernel/errors.ts';
import { nearest, unknownName } from '../../src/kernel/nearest.ts';

const FIELDS = [
  'source.ip',
  'source.port',
  'destination.ip',
  'user.name',
  'process.name',
  'http.response.status_code',
  'event.outcome',
];

describe('the nearest names', () => {
  it('are those within a slip of the fingers, best first', () => {
    expect(nearest('source.pi', FIELDS)).toEqual(['source.ip']);
    expect(nearest('usr.name', FIELDS)).toEqual(['user.name']);
    expect(nearest('Event.Outcome', FIELDS)).toEqual(['event.outcome']);
    expect(nearest('cuont', ['count', 'share'])).toEqual(['count']);
  });

  it('are otherwise those that hold the word or end like it', () => {
    expect(nearest('status', FIELDS)).toEqual(['http.response.status_code']);
    expect(nearest('ip', FIELDS)).toEqual(['source.ip', 'destination.ip']);
    expect(nearest('client.name', FIELDS)).toEqual(['user.name', 'process.name'].sort());
  });

  it('are none when nothing is near', () => {
    expect(nearest('zzzzzz', FIELDS)).toEqual([]);
    expect(unknownName('field', 'zzzzzz', FIELDS, 'fields lists them')).toEqual(
      new UsageError('unknown field "zzzzzz": fields lists them'),
    );
    expect(unknownName('field', 'zzzzzz', FIELDS).message).toBe('unknown field "zzzzzz"');
  });
});
