import { describe, expect, it } from 'vitest';
import { IMPOSSIBILITIES, impossibleBecause } from '../../../src/detectors/agent-swarm/impossible-agents.ts';
import { RandomSource } from '../../../src/stats/random-source.ts';
import { browserAgent } from '../../../src/simulators/web/agents.ts';
import { times } from '../../helpers/denied-packets.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { findHeld } from '../../helpers/finding-checks.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';
import { request } from '../../helpers/web-events.ts';

const OPTIONS = { detectors: ['agent-swarm'] };
const OLD = 'Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:47.0) Gecko/20100101 Firefox/47.0';

/** A reader under one of seven agents, who loads a page with what belongs to it. */
const readers: readonly PlainEvent[] = times(120, (index) =>
  ['/', '/style/main.css', `/articles/${index % 5}`].map((path, part) =>
    request(`198.51.100.${index}`, path, 200, index * 60 + part, {
      'user_agent.original': `Mozilla/5.0 (X11; Linux x86_64; rv:14${index % 7}.0) Gecko/20100101 Firefox/14${index % 7}.0`,
    }),
  ),
).flat();
const swarm = (agent: string, more: PlainEvent = {}): readonly PlainEvent[] =>
  times(80, (index) =>
    request(`203.0.113.${index}`, `/articles/${index}`, 200, 2_000 + index * 7, {
      'user_agent.original': agent,
      ...more,
    }),
  );

describe('agents that cannot exist', () => {
  it.each(IMPOSSIBILITIES)('are known: $reason', ({ reason, example, ordinary }) => {
    expect(impossibleBecause(example)).toBe(reason);
    expect(impossibleBecause(ordinary)).toBeUndefined();
  });

  it('are none of those that browsers send', () => {
    const random = RandomSource.fromSeed(1);
    for (let index = 0; index < 500; index += 1)
      expect(impossibleBecause(browserAgent(random))).toBeUndefined();
  });

  it('are told in bounded time, whatever is sent', () => {
    expect(impossibleBecause(`Mozilla/5.0 (${'iPhone; Windows '.repeat(100_000)}`)).toBeUndefined();
  });
});

forEachEngine((engine) => {
  const find = (events: readonly PlainEvent[]) => findHeld(engine, 'web', events, OPTIONS);

  describe('many addresses behind one agent', () => {
    it('that do one thing alone, as nobody else does, are a swarm', async () => {
      const [finding, ...others] = await find([...readers, ...swarm(OLD)]);
      expect(others).toEqual([]);
      expect(finding?.title).toBe(`80 addresses behind one agent: "${OLD}"`);
      expect([finding?.events, finding?.entity.field]).toEqual([80, 'user_agent.original']);
      expect(finding?.severity).toBeGreaterThanOrEqual(30);
    });

    it('that cannot exist are told why', async () => {
      const agent = OLD.replace('rv:47.0', 'rv:52.0');
      const [finding] = await find([...readers, ...swarm(agent)]);
      expect(finding?.title).toContain('that cannot exist');
      expect(finding?.explanation).toContain('the version of Gecko is not that of Firefox');
    });
  });

  describe('no swarm', () => {
    it.each<readonly [string, readonly PlainEvent[]]>([
      ['are readers', readers],
      [
        'is a crawler that says so',
        [...readers, ...swarm('Mozilla/5.0 (compatible; Somebot/2.1; +http://bot.example/)')],
      ],
      ['are visitors without agent', [...readers, ...swarm(OLD, { 'user_agent.original': null })]],
      ['is a log in which everybody does the same', swarm(OLD)],
    ])('%s', async (_, events) => {
      expect((await find(events)).map(({ title }) => title)).toEqual([]);
    });
  });
});
