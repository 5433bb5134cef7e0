import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/schema/finding.ts';
import { deny, icmp, KNOCKS, times } from '../../helpers/denied-packets.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { findHeld } from '../../helpers/finding-checks.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';

const OPTIONS = { detectors: ['distributed-scan'] };
const crowd = (index: number): string => `203.0.${index % 40}.${7 + (index % 40)}`;

const metric = (finding: Finding | undefined, name: string): unknown =>
  finding?.evidence.metrics.find((item) => item.name === name)?.value;

forEachEngine((engine) => {
  const find = (events: readonly PlainEvent[]) => findHeld(engine, 'network', events, OPTIONS);

  describe('a scan that many addresses share', () => {
    const vertical = times(200, (index) =>
      deny(crowd(index), '10.1.0.7', 1_100 + index, 40_000 + index * 12),
    );
    const horizontal = times(160, (index) =>
      deny(crowd(index), `10.1.${1 + (index % 4)}.${index}`, 5_901, 40_000 + index * 15),
    );

    it('of one host is told with its addresses, once', async () => {
      const [finding, ...others] = await find([...KNOCKS, ...vertical]);
      expect(others).toEqual([]);
      expect(finding?.title).toBe('10.1.0.7: distributed scan, 200 ports by 40 addresses');
      expect(finding?.entity).toEqual({ field: 'destination.ip', value: '10.1.0.7' });
      expect([finding?.events, metric(finding, 'addresses')]).toEqual([200, 40]);
      expect(finding?.severity).toBeGreaterThanOrEqual(50);
      expect(finding?.attack).toEqual(['T1046', 'T1595.001']);
    });

    it('for one port is told by the port and its service', async () => {
      const findings = await find([...KNOCKS, ...horizontal]);
      expect(findings.map(({ title }) => title)).toEqual([
        'tcp/5901 (vnc (other)): distributed scan, 160 hosts by 40 addresses',
      ]);
      expect(findings[0]?.entity).toEqual({ field: 'destination.port', value: '5901' });
    });

    it('leaves out who scans on its own', async () => {
      const scanner = times(60, (index) => deny('192.0.2.66', '10.1.0.7', 3_500 + index, 40_100 + index));
      const [finding] = await find([...KNOCKS, ...vertical, ...scanner]);
      expect(finding?.events).toBe(200);
      expect(finding?.filter).toContain('not source.ip : "192.0.2.66"');
    });

    it('is found where nothing else was refused', async () => {
      expect((await find(vertical)).map(({ title }) => title)).toEqual([
        '10.1.0.7: distributed scan, 200 ports by 40 addresses',
      ]);
    });
  });

  describe('no distributed scan', () => {
    it.each<readonly [string, readonly PlainEvent[]]>([
      ['are strangers who knock', KNOCKS],
      [
        'is one scanner',
        [...KNOCKS, ...times(90, (index) => deny('192.0.2.66', '10.1.0.7', 900 + index, 40_000 + index))],
      ],
      [
        'is a service that the whole world asks of every host all day',
        [
          ...KNOCKS,
          ...times(2_400, (index) => deny(crowd(index * 13), `10.1.0.${(index * 11) % 37}`, 23, index * 36)),
        ],
      ],
      [
        'are answers to a host that asked many',
        [
          ...KNOCKS,
          ...times(200, (index) =>
            deny(crowd(index), '10.1.0.7', 50_000 + index, 40_000 + index, { 'source.port': 443 }),
          ),
        ],
      ],
      ['are pings', [...KNOCKS, ...times(200, (index) => icmp(crowd(index), '10.1.0.7', 8, index))]],
      ['is what has no times', times(300, (index) => deny(crowd(index), '10.1.0.7', 1_000 + index, null))],
      [
        'is what has no ports',
        times(300, (index) => deny(crowd(index), '10.1.0.7', 0, index, { 'destination.port': null })),
      ],
      [
        'is what has no destination',
        times(300, (index) => deny(crowd(index), '', index, index, { 'destination.ip': null })),
      ],
    ])('%s', async (_, events) => {
      expect((await find(events)).map(({ title }) => title)).toEqual([]);
    });
  });
});
