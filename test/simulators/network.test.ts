import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { zeekConnSimulator, zeekDnsSimulator } from '../../src/simulators/network/network.ts';
import { collect } from './collect.ts';

const rowsOf = (lines: readonly string[]): string[][] =>
  lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
const connections = collect(zeekConnSimulator, {
  days: 3,
  attacks: [
    ...['beaconing', 'exfiltration', 'horizontal-scan', 'vertical-scan', 'block-scan', 'slow-scan'],
    ...['volume-spike', 'silent-sensor'],
  ],
});
const crowds = collect(zeekConnSimulator, { attacks: ['ping-sweep', 'distributed-scan', 'backscatter'] });
const questions = collect(zeekDnsSimulator, { days: 3 });
const rowsOfAttack = (run: typeof connections, name: string): string[][] =>
  (run.truth.attacks.find((attack) => attack.name === name)?.events ?? []).map((line) =>
    (run.lines[line - 1] as string).split('\t'),
  );

describe('simulate zeek-conn and zeek-dns', () => {
  it.each([
    ['conn', connections, 21],
    ['dns', questions, 24],
  ] as const)('write %s.log with one cell per column, in time order', (path, run, columns) => {
    expect(run.lines[4]).toBe(`#path\t${path}`);
    expect((run.lines[6] as string).split('\t').length).toBe(columns + 1);
    const rows = rowsOf(run.lines);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns]));
    const times = rows.map((row) => Number(row[0]));
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(new Set(rows.map((row) => row[1])).size).toBe(rows.length);
    expect(run.truth.lines).toBe(run.lines.length);
  });

  it('give the same bytes for the same seed on every machine (pinned)', () => {
    const digests = [connections, questions].map(({ text }) =>
      createHash('sha256').update(text).digest('hex').slice(0, 20),
    );
    expect(digests).toEqual(PINNED);
  });

  it('label the rows of the attacker alone', () => {
    for (const run of [connections, questions]) {
      for (const attack of run.truth.attacks) {
        for (const row of rowsOfAttack(run, attack.name))
          expect(row[2], attack.name).toBe(attack.entities[0]?.value);
      }
    }
  });

  it('beacon at nearly equal intervals', () => {
    const undisturbed = collect(zeekConnSimulator, { days: 3, attacks: ['beaconing'] });
    const called = rowsOfAttack(undisturbed, 'beaconing').filter((row) => row[7] === 'ssl');
    const gaps = called.slice(1).map((row, index) => Number(row[0]) - Number(called[index]?.[0]));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(called.length).toBeGreaterThan(80);
    expect(new Set(called.map((row) => row[4])).size).toBe(1);
    expect(deviation / mean).toBeLessThan(0.2);
  });

  it('exfiltrate more than anybody else sends to one address, except for the backup', () => {
    const sent = new Map<string, number>();
    for (const row of rowsOf(connections.lines)) {
      const key = `${row[2]} ${row[4]}`;
      sent.set(key, (sent.get(key) ?? 0) + (Number(row[9]) || 0));
    }
    const heaviest = [...sent].sort((left, right) => right[1] - left[1]).map(([key]) => key.split(' ')[0]);
    const attacker = connections.truth.attacks.find(({ name }) => name === 'exfiltration')?.entities[0]
      ?.value;
    const backup = connections.truth.lookalikes?.find(({ name }) => name === 'backup')?.entities[0]?.value;
    expect(heaviest[0]).toBe(backup);
    expect(heaviest.filter((address) => address !== backup)[0]).toBe(attacker);
  });

  it('scan one port of many hosts, many ports of one host, and both', () => {
    const shape = (name: string): [number, number] => {
      const rows = rowsOfAttack(connections, name);
      return [new Set(rows.map((row) => row[4])).size, new Set(rows.map((row) => row[5])).size];
    };
    expect(shape('horizontal-scan')[0]).toBeGreaterThan(20);
    expect(shape('horizontal-scan')[1]).toBe(1);
    expect(shape('vertical-scan')[0]).toBe(1);
    expect(shape('vertical-scan')[1]).toBeGreaterThan(60);
    expect(Math.min(...shape('block-scan'))).toBeGreaterThan(4);
  });

  it('scan from many addresses, a few targets each', () => {
    const rows = rowsOfAttack(crowds, 'distributed-scan');
    const attack = crowds.truth.attacks.find(({ name }) => name === 'distributed-scan');
    const each = new Map<string, number>();
    for (const row of rows) each.set(row[2] as string, (each.get(row[2] as string) ?? 0) + 1);
    expect([...each.keys()].sort()).toEqual(attack?.entities.map(({ value }) => value).sort());
    expect(each.size).toBeGreaterThan(11);
    expect(Math.max(...each.values())).toBeLessThan(10);
    const shape = [new Set(rows.map((row) => row[4])).size, new Set(rows.map((row) => row[5])).size];
    expect(Math.min(...shape)).toBe(1);
    expect(Math.max(...shape)).toBeGreaterThan(20);
  });

  it('ping without ports, and get answers that nobody asked for', () => {
    const pings = rowsOfAttack(crowds, 'ping-sweep');
    expect(new Set(pings.map((row) => `${row[3]}/${row[5]} ${row[6]}`))).toEqual(new Set(['8/0 icmp']));
    const victims = crowds.truth.attacks.find(({ name }) => name === 'backscatter')?.entities ?? [];
    for (const row of rowsOfAttack(crowds, 'backscatter')) {
      const victim = row[6] === 'icmp' ? row[2] : row[4];
      expect(victims.map(({ value }) => value)).toContain(victim);
    }
  });

  it('carry data out in long names below one domain', () => {
    const names = rowsOfAttack(questions, 'dns-exfiltration').map((row) => row[9] as string);
    expect(names.length).toBeGreaterThan(50);
    expect(new Set(names).size).toBe(names.length);
    expect(Math.min(...names.map((name) => name.length))).toBeGreaterThan(50);
    expect(new Set(names.map((name) => name.split('.').slice(-2).join('.'))).size).toBe(1);
  });

  it('fool a naive detector with a monitor as regular as a beacon and an own scanner on request', () => {
    const quiet = collect(zeekConnSimulator, {
      days: 7,
      attacks: [],
      parameters: { connectionsPerDay: 500, internalScanner: 1, header: 0 },
    });
    const monitor = quiet.truth.lookalikes?.find(({ name }) => name === 'monitor')?.entities[0]?.value;
    const checks = rowsOf(quiet.lines).filter((row) => row[2] === monitor && row[4] === '10.1.0.12');
    expect(checks.length).toBeGreaterThan(900);
    const scanner = quiet.truth.lookalikes?.find(({ name }) => name === 'internal-scanner')?.entities[0]
      ?.value;
    expect(rowsOf(quiet.lines).filter((row) => row[2] === scanner).length).toBeGreaterThan(500);
    expect(quiet.lines[0]?.startsWith('#')).toBe(false);
  });
});

const PINNED = ['9f8001c0ca9a3ddc2486', 'd469cc3fa2259b11c2a8'];
