import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { deny, icmp, times } from '../../helpers/denied-packets.ts';
import { forEachEngine, type TestEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';

const SCANNER = '203.0.113.80';
const OPTIONS = { detectors: ['port-scan'] };

/** Strangers who knock once each. */
const NOISE = times(60, (index) =>
  deny(`198.51.100.${index + 1}`, `10.1.0.${(index % 20) + 1}`, 22, index * 60),
);

const detectIn = async (
  engine: TestEngine,
  events: readonly PlainEvent[],
): Promise<{ readonly store: EventStore; readonly findings: readonly Finding[] }> => {
  const store = await engine.open();
  await insertEvents(store, 'network', [...NOISE, ...events]);
  return { store, findings: (await runDetectors(store, OPTIONS)).findings };
};

const metric = (finding: Finding | undefined, name: string): unknown =>
  finding?.evidence.metrics.find((item) => item.name === name)?.value;

forEachEngine((engine) => {
  describe('a scan', () => {
    const check = async (events: readonly PlainEvent[], title: string): Promise<Finding> => {
      const { store, findings } = await detectIn(engine, events);
      expect(findings.map((finding) => finding.title)).toEqual([title]);
      expect(findings[0]?.events).toBe(events.length);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
      expect(await assertExplained(store, findings, OPTIONS)).toBe(1);
      return findings[0] as Finding;
    };

    it('of one port on many hosts is horizontal', async () => {
      const finding = await check(
        times(40, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 6379, index)),
        `${SCANNER}: horizontal scan, tcp/6379 (redis) on 40 hosts`,
      );
      expect(finding.attack).toEqual(['T1595.001']);
      expect(metric(finding, 'hosts asked for the commonest port')).toBe(40);
    });

    it('of many ports on one host is vertical, with more ports than are kept', async () => {
      const finding = await check(
        times(500, (index) => deny(SCANNER, '10.1.0.7', index + 1, index / 4)),
        `${SCANNER}: vertical scan, 500 ports of 10.1.0.7`,
      );
      expect(metric(finding, 'ports')).toBe(500);
    });

    it('of many ports on many hosts is a block', async () => {
      const finding = await check(
        times(60, (index) => deny(SCANNER, `10.1.0.${Math.floor(index / 6) + 1}`, 21 + (index % 6), index)),
        `${SCANNER}: block scan, 6 ports on 10 hosts`,
      );
      expect(metric(finding, 'different targets')).toBe(60);
    });

    it('of several kinds is one finding that names them', async () => {
      const finding = await check(
        [
          ...times(30, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 445, index)),
          ...times(15, (index) => icmp(SCANNER, `10.1.0.${index + 1}`, 8, 60 + index)),
          ...times(14, (index) => deny(SCANNER, '10.1.0.7', 500 + index, 3 * 86_400 + index)),
        ],
        `${SCANNER}: horizontal scan, ping sweep and vertical scan, tcp/445 (smb) on 30 hosts`,
      );
      expect(finding.attack).toEqual(['T1595.001', 'T1046']);
      expect(finding.explanation).toContain('echo request (type 8, code 0)');
    });

    it('that asks twice a day is found over weeks', async () => {
      const finding = await check(
        times(30, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 22, index * 43_200)),
        `${SCANNER}: slow horizontal scan, tcp/22 (ssh) on 30 hosts`,
      );
      expect(metric(finding, 'hours')).toBe(348);
    });

    it('beside answers by ICMP holds its attempts alone', async () => {
      const answers = times(5, (index) => icmp(SCANNER, `10.1.0.${index + 1}`, 3, index));
      const scan = times(25, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 25, index));
      const { store, findings } = await detectIn(engine, [...answers, ...scan]);
      expect(findings.map(({ events }) => events)).toEqual([25]);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });

    it('that takes two days is slow and still one finding', async () => {
      const finding = await check(
        times(48, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 3389, index * 3600)),
        `${SCANNER}: slow horizontal scan, tcp/3389 (rdp) on 48 hosts`,
      );
      expect(finding.evidence.score.map(({ name }) => name)).toContain('slow, which hides a scan');
    });

    it('by ping is a sweep and has no port', async () => {
      const finding = await check(
        times(30, (index) => icmp(SCANNER, `10.1.0.${index + 1}`, 8, index)),
        `${SCANNER}: ping sweep, 30 hosts pinged`,
      );
      expect(metric(finding, 'ports')).toBe(0);
    });

    it('from inside weighs more', async () => {
      const scan = (source: string) => times(20, (index) => deny(source, `10.1.0.${index + 1}`, 445, index));
      const outside = await check(scan(SCANNER), `${SCANNER}: horizontal scan, tcp/445 (smb) on 20 hosts`);
      const inside = await check(scan('10.9.8.7'), '10.9.8.7: horizontal scan, tcp/445 (smb) on 20 hosts');
      expect(inside.severity - outside.severity).toBe(15);
      expect(inside.attack).toEqual(['T1046']);
    });

    it('counts packets by occurrences', async () => {
      const finding = await check(
        times(15, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 23, index, { 'event.occurrences': 3 })),
        `${SCANNER}: horizontal scan, tcp/23 (telnet) on 15 hosts`,
      );
      expect([metric(finding, 'attempts'), metric(finding, 'packets')]).toEqual([15, 45]);
    });

    it('is found without times', async () => {
      const finding = await check(
        times(15, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 23, null)),
        `${SCANNER}: horizontal scan, tcp/23 (telnet) on 15 hosts`,
      );
      expect([finding.start, finding.end]).toEqual([null, null]);
    });

    it('leaves what was allowed out of its events', async () => {
      const allowed = times(30, (index) =>
        deny(SCANNER, '10.1.0.200', 443, index, { 'event.type': 'allowed', 'event.outcome': 'success' }),
      );
      const scan = times(25, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 25, index));
      const { store, findings } = await detectIn(engine, [...allowed, ...scan]);
      expect(findings.map(({ events }) => events)).toEqual([25]);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });
  });

  describe('a threshold random walk', () => {
    const contact = (source: string, host: string, through: boolean, seconds: number): PlainEvent =>
      deny(source, host, 443, seconds, {
        'event.type': 'connection',
        'event.outcome': through ? 'success' : 'failure',
      });
    const ORDINARY = times(80, (index) =>
      contact(`10.7.0.${index % 8}`, `192.0.2.${index + 1}`, true, index),
    );

    it('finds a source of few targets by its failures', async () => {
      const events = times(6, (index) => contact('10.9.0.1', `198.18.0.${index}`, index === 2, 100 + index));
      const { store, findings } = await detectIn(engine, [...ORDINARY, ...events]);
      expect(findings.map(({ title }) => title)).toEqual(['10.9.0.1: first contacts that fail, 5 hosts']);
      expect(metric(findings[0], 'first contacts that failed')).toBe(5);
      // one success between: 4 x 4 / 4 x 4 x 4 x 4
      expect(metric(findings[0], 'likelihood ratio of a scanner')).toBe(256);
      expect(findings[0]?.severity).toBeLessThan(30);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
      expect(await assertExplained(store, findings, OPTIONS)).toBe(1);
    });

    it('clears a source whose contacts mostly get through, and knows no second contact', async () => {
      const mixed = times(40, (index) =>
        contact('10.9.0.2', `198.18.1.${index}`, index % 4 !== 0, 50 + index),
      );
      const again = times(9, (index) => contact('10.9.0.3', '198.18.2.1', false, index * 7));
      expect((await detectIn(engine, [...ORDINARY, ...mixed, ...again])).findings).toEqual([]);
    });

    it('sees a source that turns bad', async () => {
      const good = times(50, (index) => contact('10.9.0.4', `198.18.3.${index}`, true, index));
      const bad = times(7, (index) => contact('10.9.0.4', `198.18.4.${index}`, false, 9_000 + index));
      const { findings } = await detectIn(engine, [...ORDINARY, ...good, ...bad]);
      expect(findings.map(({ title }) => title)).toEqual(['10.9.0.4: first contacts that fail, 7 hosts']);
    });

    it('is not asked where a log tells of refusals alone, which is said', async () => {
      const store = await engine.open();
      const some = times(9, (index) => deny(SCANNER, `10.1.0.${index + 1}`, 80 + index, index));
      await insertEvents(store, 'network', [...NOISE, ...some]);
      const { findings, notes } = await runDetectors(store, OPTIONS);
      expect([findings, notes]).toEqual([
        [],
        [
          'port-scan: not enough data to judge by outcomes (0 of 69 first contacts got through), needs 10 that did and 1 %',
        ],
      ]);
    });
  });

  describe('what is no scan', () => {
    const quiet = async (events: readonly PlainEvent[]): Promise<readonly string[]> =>
      (await detectIn(engine, events)).findings.map(({ title }) => title);

    it('is a partner who asks for one closed port all day', async () => {
      expect(await quiet(times(700, (index) => deny('192.0.2.9', '10.1.0.3', 8443, index * 120)))).toEqual(
        [],
      );
    });

    it('is a name server whose answers come too late', async () => {
      const late = times(80, (index) =>
        deny('192.0.2.53', '10.1.0.3', 30_000 + index, index * 30, {
          'source.port': 53,
          'network.transport': 'udp',
        }),
      );
      expect(await quiet(late)).toEqual([]);
    });

    it('is a flooded server whose answers reach many of our hosts', async () => {
      const answers = times(60, (index) =>
        deny('192.0.2.25', `10.1.0.${index + 1}`, 40_000 + index, index, { 'source.port': 25_565 }),
      );
      expect(await quiet(answers)).toEqual([]);
    });

    it('are errors that many hosts get by ICMP', async () => {
      expect(await quiet(times(40, (index) => icmp('192.0.2.1', `10.1.0.${index + 1}`, 3, index)))).toEqual(
        [],
      );
    });

    it('are allowed connections to many hosts', async () => {
      const allowed = times(90, (index) =>
        deny('10.5.5.5', `192.0.2.${index + 1}`, 443, index, {
          'event.type': 'allowed',
          'event.outcome': 'success',
        }),
      );
      expect(await quiet(allowed)).toEqual([]);
    });
  });
});
