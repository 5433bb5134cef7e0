import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { asaSimulator } from '../../src/simulators/asa/asa.ts';
import { collect } from './collect.ts';

// The shapes of lines that a real firewall wrote (published with the firewall-probe analysis).
const PORTS =
  /^([A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}) 192\.168\.26\.2 %ASA-4-106023: Deny (tcp|udp) src (outside|dmz|inside-6):([0-9.]+)\/([0-9]+) dst (dmz|inside-6):([0-9.]+)\/([0-9]+) by access-group "(outside_access_dmz|inside_access_out)" \[0x0, 0x0\]$/;
const ICMP =
  /^([A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}) 192\.168\.26\.2 %ASA-4-106023: Deny (icmp) src (outside):([0-9.]+) dst (dmz|inside-6):([0-9.]+) \(type ([0-9]+), code ([0-9]+)\) by access-group "outside_access_dmz" \[0x0, 0x0\]$/;

const run = collect(asaSimulator, { days: 3 });
const attacker = (name: string): { targets: Set<string>; ports: Set<string>; events: number } => {
  const attack = run.truth.attacks.find((item) => item.name === name);
  const rows = (attack?.events ?? []).map((line) => PORTS.exec(run.lines[line - 1] as string) ?? []);
  expect(new Set(rows.map((row) => row[4])), name).toEqual(new Set([attack?.entities[0]?.value]));
  return {
    targets: new Set(rows.map((row) => row[7] as string)),
    ports: new Set(rows.map((row) => row[8] as string)),
    events: rows.length,
  };
};

describe('simulate asa', () => {
  it('writes lines shaped like those of a real firewall, in time order', () => {
    expect(run.lines.filter((line) => !PORTS.test(line) && !ICMP.test(line))).toEqual([]);
    const stamps = run.lines.map((line) => line.slice(0, 15));
    expect(stamps).toEqual([...stamps].sort());
    expect(run.lines.some((line) => ICMP.test(line))).toBe(true);
    expect(run.lines.some((line) => line.includes('Deny udp'))).toBe(true);
    expect(run.truth.lines).toBe(run.lines.length);
  });

  it('gives the same bytes for the same seed on every machine (pinned)', () => {
    expect(createHash('sha256').update(run.text).digest('hex')).toBe(PINNED);
  });

  it('plants a scan of each kind, each with the shape its name promises', () => {
    expect(run.truth.attacks.map((attack) => attack.name).sort()).toEqual([
      'block-scan',
      'horizontal-scan',
      'slow-scan',
      'vertical-scan',
    ]);
    const horizontal = attacker('horizontal-scan');
    expect([horizontal.ports.size, horizontal.targets.size >= 25]).toEqual([1, true]);
    const vertical = attacker('vertical-scan');
    expect([vertical.targets.size, vertical.ports.size]).toEqual([1, vertical.events]);
    const block = attacker('block-scan');
    expect(Math.min(block.targets.size, block.ports.size)).toBeGreaterThan(4);
    const slow = run.truth.attacks.find(({ name }) => name === 'slow-scan');
    const hours = (Date.parse(slow?.end ?? '') - Date.parse(slow?.start ?? '')) / 3_600_000;
    expect(attacker('slow-scan').events / hours).toBeLessThan(20);
    expect(hours).toBeGreaterThan(12);
  });

  it('fools a naive detector with a stubborn partner and late answers, and on request with an own scanner', () => {
    const source = (name: string): string =>
      run.truth.lookalikes?.find((item) => item.name === name)?.entities[0]?.value as string;
    const from = (address: string): RegExpExecArray[] =>
      run.lines.flatMap((line) => (line.includes(`:${address}/`) ? (PORTS.exec(line) ?? []) : [])) as never;
    expect(from(source('monitor')).length).toBeGreaterThan(1000);
    const answers = run.lines.filter((line) => line.includes(`:${source('late-answers')}/53 `));
    expect(new Set(answers.map((line) => PORTS.exec(line)?.[8])).size).toBeGreaterThan(50);
    const scanned = collect(asaSimulator, { days: 7, attacks: [], parameters: { internalScanner: 1 } });
    expect(
      scanned.lines.filter((line) => line.includes('src inside-6:192.168.26.15/')).length,
    ).toBeGreaterThan(300);
    expect(scanned.truth.attacks).toEqual([]);
  });

  it('tells a ping sweep from ports: no port is written', () => {
    const swept = collect(asaSimulator, { attacks: ['icmp-sweep'] });
    const lines =
      swept.truth.attacks[0]?.events.map((line) => ICMP.exec(swept.lines[line - 1] as string)) ?? [];
    expect(lines.length).toBeGreaterThan(10);
    expect(new Set(lines.map((line) => `${line?.[7]},${line?.[8]}`))).toEqual(new Set(['8,0']));
  });
});

const PINNED = '6818ce5e5d3d455d43b298ab5b258a7d502be224fa0cbac7e628e9f905ed04b7';
