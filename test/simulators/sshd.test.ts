import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sshdSimulator } from '../../src/simulators/sshd/sshd.ts';
import { collect } from './collect.ts';

const LINE = /^Mar [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} bastion sshd\[[0-9]+\]: (.+)$/;
// Shapes as OpenSSH 9 writes them (auth.log of Debian 12).
const SHAPES = [
  /^Failed password for (invalid user )?[a-z0-9]+ from [0-9.]+ port [0-9]+ ssh2$/,
  /^Accepted password for [a-z0-9]+ from [0-9.]+ port [0-9]+ ssh2$/,
  /^Accepted publickey for [a-z0-9]+ from [0-9.]+ port [0-9]+ ssh2: ED25519 SHA256:[A-Za-z0-9+/]{43}$/,
  /^Invalid user [a-z0-9]+ from [0-9.]+ port [0-9]+$/,
  /^Connection closed by ((authenticating|invalid) user [a-z0-9]+ )?[0-9.]+ port [0-9]+ \[preauth\]$/,
  /^Disconnected from ((authenticating |invalid )?user )[a-z0-9]+ [0-9.]+ port [0-9]+( \[preauth\])?$/,
  /^Received disconnect from [0-9.]+ port [0-9]+:11: (Bye Bye \[preauth\]|disconnected by user)$/,
  /^pam_unix\(sshd:session\): session (opened|closed) for user [a-z0-9]+(\(uid=[0-9]+\) by [a-z0-9]+\(uid=0\))?$/,
];

const run = collect(sshdSimulator, { days: 3, attacks: ['all'] });
const message = (line: string): string => LINE.exec(line)?.[1] ?? '';
const attackLines = (name: string): string[] =>
  (run.truth.attacks.find((attack) => attack.name === name)?.events ?? []).map(
    (line) => run.lines[line - 1] as string,
  );
const failures = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.includes('Failed password'));
const named = (lines: readonly string[], part: 'from' | 'for'): Set<string> =>
  new Set(
    failures(lines).map(
      (line) =>
        (part === 'from' ? / from ([0-9.]+) / : / for (?:invalid user )?([a-z0-9]+) /).exec(
          line,
        )?.[1] as string,
    ),
  );

describe('simulate sshd', () => {
  it('writes lines that sshd writes, in time order', () => {
    const odd = run.lines.filter((line) => !SHAPES.some((shape) => shape.test(message(line))));
    expect(odd).toEqual([]);
    const stamps = run.lines.map((line) => line.slice(0, 15));
    expect(stamps).toEqual([...stamps].sort());
  });

  it('gives the same bytes for the same seed on every machine (pinned)', () => {
    expect(createHash('sha256').update(run.text).digest('hex')).toBe(PINNED);
  });

  it('labels the lines that carry the attackers and no others', () => {
    for (const attack of run.truth.attacks) {
      if (attack.entities.length === 0) continue;
      const own = attack.entities.map(({ value }) => ` ${value} port `);
      const expected = run.lines.flatMap((line, index) =>
        own.some((text) => line.includes(text)) ? [index + 1] : [],
      );
      const withAddress = attack.events.filter(
        (line) => !(run.lines[line - 1] as string).includes('pam_unix'),
      );
      expect(withAddress, attack.name).toEqual(expected);
    }
  });

  it('plants guessing, spraying, stuffing, patience, many addresses and success as their names say', () => {
    expect(named(attackLines('brute-force'), 'from').size).toBe(1);
    const sprayed = attackLines('password-spraying');
    expect(named(sprayed, 'for').size).toBeGreaterThan(30);
    expect(failures(sprayed).length / named(sprayed, 'for').size).toBeLessThanOrEqual(3);
    expect(named(attackLines('credential-stuffing'), 'from').size).toBeGreaterThan(2);
    const scattered = attackLines('distributed-brute-force');
    expect(named(scattered, 'from').size).toBe(failures(scattered).length);
    expect(run.truth.attacks.find(({ name }) => name === 'distributed-brute-force')?.variedAddresses).toBe(
      true,
    );
    const won = attackLines('brute-force-success');
    const accepted = won.findIndex((line) => line.includes('Accepted password'));
    expect(accepted).toBeGreaterThan(20);
    expect(failures(won.slice(accepted))).toEqual([]);
    const slow = run.truth.attacks.find(({ name }) => name === 'low-and-slow');
    const hours = (Date.parse(slow?.end ?? '') - Date.parse(slow?.start ?? '')) / 3_600_000;
    expect(failures(attackLines('low-and-slow')).length / hours).toBeLessThan(15);
  });

  it('fools a naive detector: mistypes at the office, a job with an old password, a silent monitor', () => {
    const quiet = collect(sshdSimulator, { days: 3, attacks: [] });
    const of = (name: string): string =>
      quiet.truth.lookalikes?.find((item) => item.name === name)?.entities[0]?.value as string;
    const failing = (address: string): number =>
      failures(quiet.lines).filter((line) => line.includes(` ${address} `)).length;
    expect(failing(of('old-password'))).toBeGreaterThan(150);
    expect(failing(of('office'))).toBeGreaterThan(5);
    expect(quiet.lines.filter((line) => line.includes(`closed by ${of('monitor')} `)).length).toBeGreaterThan(
      2000,
    );
  });
});

const PINNED = '56879664b8d17924f2241cb9bbc260d04c4f45c09dd150cfe078c3e0c71131a5';
