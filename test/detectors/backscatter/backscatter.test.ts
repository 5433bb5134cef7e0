import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import { deny, icmp, KNOCKS, times } from '../../helpers/denied-packets.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings, findHeld } from '../../helpers/finding-checks.ts';
import type { PlainEvent } from '../../helpers/loaded-stores.ts';
import { loadSources, textSource } from '../../helpers/log-source.ts';
import { collect } from '../../simulators/collect.ts';
import { zeekConnSimulator } from '../../../src/simulators/network/network.ts';

const VICTIM = '192.0.2.80';
const CONN_HEAD = `#separator \\x09
#path\tconn
#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents
`;
const OPTIONS = { detectors: ['backscatter', 'port-scan'] };

forEachEngine((engine) => {
  const find = (events: readonly PlainEvent[]) => findHeld(engine, 'network', events, OPTIONS);
  const answer = (victim: string, index: number, port = 443): PlainEvent =>
    deny(victim, `10.1.0.${index + 1}`, 50_000 + index * 3, 9_000 + index, { 'source.port': port });

  describe('answers that nobody asked for', () => {
    it('of one victim are backscatter of low severity, and no scan', async () => {
      const findings = await find([...KNOCKS, ...times(60, (index) => answer(VICTIM, index))]);
      expect(findings.map(({ title }) => title)).toEqual([
        `${VICTIM}: backscatter, answers to 60 addresses of ours that did not ask`,
      ]);
      expect(findings[0]?.severity).toBeLessThan(30);
      expect([findings[0]?.detector, findings[0]?.events]).toEqual(['backscatter', 60]);
    });

    it('are told in one finding whether they come by TCP or ICMP', async () => {
      const findings = await find([
        ...times(30, (index) => answer(VICTIM, index)),
        ...times(30, (index) => icmp(VICTIM, `10.1.0.${index + 1}`, 3, 9_010 + index)),
      ]);
      expect(findings.map(({ events }) => events)).toEqual([60]);
      expect(findings[0]?.explanation).toContain('destination unreachable (type 3)');
    });

    it('of many victims are told together', async () => {
      const unreachable = times(120, (index) =>
        icmp(`192.0.2.${index % 30}`, `10.1.0.${index + 1}`, 3, 43_300 + index),
      );
      const findings = await find([...KNOCKS, ...unreachable]);
      expect(findings.map(({ title }) => title)).toEqual([
        'destination unreachable (type 3): backscatter, answers of 30 addresses to 120 addresses of ours that did not ask',
      ]);
      expect(findings[0]?.entity).toEqual({ field: 'icmp.type', value: '3' });
    });

    it('are known where Zeek turned the connections round', async () => {
      const { text, truth } = collect(zeekConnSimulator, { seed: 12, days: 1, attacks: ['backscatter'] });
      const store = await engine.open();
      await loadSources(store, [textSource('conn.log', text)]);
      const { findings } = await runDetectors(store, OPTIONS);
      const [attack] = truth.attacks;
      expect(findings.map(({ events }) => events)).toEqual([attack?.events.length]);
      expect((await eventsOfFindings(store, findings)).size).toBe(1);
    });
  });

  describe('no backscatter', () => {
    it.each<readonly [string, readonly PlainEvent[]]>([
      ['are strangers who knock', KNOCKS],
      [
        'are late answers to one host',
        times(80, (index) => deny(VICTIM, '10.1.0.3', 50_000 + index, index, { 'source.port': 53 })),
      ],
      ['are errors that few hosts get', times(40, (index) => icmp(VICTIM, `10.1.0.${index % 5}`, 3, index))],
      ['is a log without addresses', times(40, (index) => ({ ...answer('', index), 'source.ip': null }))],
    ])('%s', async (_, events) => {
      expect((await find(events)).map(({ title }) => title)).toEqual([]);
    });

    it('is a scan from the port of a web server where Zeek saw it begin', async () => {
      const store = await engine.open();
      const lines = times(60, (index) =>
        [
          `17400000${10 + index}.5`,
          `C${index}`,
          VICTIM,
          443,
          `10.1.0.${index + 1}`,
          20_000 + index * 3,
          'tcp\t-\t-\t-\t-\tS0\tF\tT\t0\tS\t1\t40\t0\t0\t-',
        ].join('\t'),
      );
      await loadSources(store, [textSource('conn.log', `${CONN_HEAD}${lines.join('\n')}\n`)]);
      const { findings } = await runDetectors(store, OPTIONS);
      expect(findings.map(({ detector }) => detector)).toEqual(['port-scan']);
      expect(await assertExplained(store, findings, OPTIONS)).toBe(1);
    });

    it('is a scan from the port of a service', async () => {
      const scan = times(40, (index) =>
        deny(VICTIM, `10.1.0.${index + 1}`, 3_389, index, { 'source.port': 53 }),
      );
      expect((await find(scan)).map(({ title }) => title)).toEqual([
        `${VICTIM}: horizontal scan, tcp/3389 (rdp) on 40 hosts`,
      ]);
    });
  });
});
