import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webSimulator } from '../../src/simulators/web/web.ts';
import { zeekHttpSimulator } from '../../src/simulators/web/zeek-http.ts';
import { collect } from './collect.ts';

const COMBINED =
  /^([0-9a-f.:]+) - - \[(02|03)\/Mar\/2026:([0-9]{2}):([0-9]{2}):([0-9]{2}) \+0000\] "([A-Z]+) ([^ "]+) HTTP\/[12]\.[01]" ([0-9]{3}) ([0-9]+|-) "([^"]*)" "([^"]*)"$/;
const fields = (line: string): readonly string[] => COMBINED.exec(line) ?? [];
const address = (line: string): string => fields(line)[1] as string;
const small = { requestsPerDay: 3000 };
const everyAttack = webSimulator.attacks.map((attack) => attack.name);

describe('simulate web', () => {
  const whole = collect(webSimulator, { parameters: small, attacks: ['all'] });
  const quiet = collect(webSimulator, { parameters: small, attacks: [] });

  it('writes combined lines only, in time order, as many as the truth says', () => {
    const seconds = whole.lines.map((line) => {
      const [, , day, hour, minute, second] = fields(line);
      return ((Number(day) * 24 + Number(hour)) * 60 + Number(minute)) * 60 + Number(second);
    });
    expect(seconds.some(Number.isNaN)).toBe(false);
    expect(seconds).toEqual([...seconds].sort((left, right) => left - right));
    expect(whole.truth.lines).toBe(whole.lines.length);
  });

  it('gives the same bytes for the same seed on every machine (pinned) and others for another seed', () => {
    const digest = createHash('sha256').update(quiet.text).digest('hex');
    expect(digest).toBe(PINNED);
    expect(collect(webSimulator, { parameters: small, attacks: [], seed: 8 }).text).not.toBe(quiet.text);
  });

  it('plants every attack by name, with ATT&CK ids and drawn numbers', () => {
    expect(whole.truth.attacks.map((attack) => attack.name).sort()).toEqual([...everyAttack].sort());
    for (const attack of whole.truth.attacks) {
      expect(attack.attack.every((id) => /^T[0-9]{4}(\.[0-9]{3})?$/.test(id))).toBe(true);
      expect(attack.parameters?.['durationSeconds']).toBeGreaterThan(0);
    }
    const rates = [1, 2, 3].map(
      (seed) => collect(webSimulator, { parameters: small, seed }).truth.attacks[0]?.parameters,
    );
    expect(new Set(rates.map((rate) => JSON.stringify(rate))).size).toBe(3);
  });

  it('labels exactly the lines of the attackers, and their interval', () => {
    for (const attack of whole.truth.attacks) {
      const known = new Set(attack.entities.map((entity) => entity.value));
      if (known.size === 0) continue;
      const expected = whole.lines.flatMap((line, index) => (known.has(address(line)) ? [index + 1] : []));
      expect(attack.events, attack.name).toEqual(expected);
      expect(attack.start <= attack.end).toBe(true);
    }
  });

  it('says when the attacker changed its address, and labels the attempts all the same', () => {
    const attack = whole.truth.attacks.find(({ name }) => name === 'distributed-brute-force');
    expect(attack?.variedAddresses).toBe(true);
    const addresses = (attack?.events ?? []).map((line) => address(whole.lines[line - 1] as string));
    expect(addresses.length).toBeGreaterThan(50);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('writes nothing while the sensor is silent', () => {
    const silence = whole.truth.attacks.find(({ name }) => name === 'silent-sensor');
    expect(silence?.events).toEqual([]);
    const inside = whole.lines.filter((line) => {
      const [, , day, hour, minute, second] = fields(line);
      const moment = `2026-03-${day}T${hour}:${minute}:${second}.999999Z`;
      const begun = `2026-03-${day}T${hour}:${minute}:${second}.000000Z`;
      return begun >= (silence?.start ?? '') && moment < (silence?.end ?? '');
    });
    expect(inside).toEqual([]);
  });

  it('keeps ordinary traffic untouched by the choice of attacks', () => {
    const planted = collect(webSimulator, {
      parameters: small,
      attacks: everyAttack.filter((name) => name !== 'silent-sensor'),
    });
    const attacked = new Set(planted.truth.attacks.flatMap((attack) => attack.events));
    const rest = planted.lines.filter((_, index) => !attacked.has(index + 1));
    expect(`${rest.join('\n')}\n`).toBe(quiet.text);
  });

  it('comes near the wanted number of requests', () => {
    const { lines } = collect(webSimulator, { days: 7, parameters: { requestsPerDay: 4000 }, attacks: [] });
    expect(lines.length / 28_000).toBeGreaterThan(0.85);
    expect(lines.length / 28_000).toBeLessThan(1.15);
  });

  it('follows the day and the week', () => {
    const week = collect(webSimulator, {
      days: 7,
      attacks: [],
      parameters: { requestsPerDay: 4000, flashSale: 0, linkCheck: 0 },
    });
    const inHours = (first: number, last: number): number =>
      week.lines.filter((line) => {
        const hour = Number(line.split(':')[1]);
        return hour >= first && hour <= last && line.includes('https://shop.example/');
      }).length;
    expect(inHours(18, 20)).toBeGreaterThan(2 * inHours(2, 4));
    const office = week.truth.lookalikes?.find(({ name }) => name === 'office')?.entities[0]?.value as string;
    const officeDays = week.lines
      .filter((line) => line.startsWith(`${office} `))
      .map((line) => line.split('[')[1]?.slice(0, 2));
    expect(officeDays.length).toBeGreaterThan(100);
    expect(officeDays.filter((day) => day === '07' || day === '08').length).toBeLessThan(
      officeDays.length * 0.05,
    );
  });

  it('fools a naive detector: missing icons, broken links, a failing check, a busy office, curious crawlers', () => {
    const missing = quiet.lines.filter((line) => fields(line)[8] === '404');
    const by = (lookalike: string): readonly string[] => {
      const known =
        quiet.truth.lookalikes?.find(({ name }) => name === lookalike)?.entities.map(({ value }) => value) ??
        [];
      return missing.filter((line) => known.includes(address(line)));
    };
    expect(missing.filter((line) => fields(line)[7] === '/favicon.ico').length).toBeGreaterThan(10);
    expect(missing.filter((line) => fields(line)[7]?.endsWith('-old.jpg')).length).toBeGreaterThan(5);
    expect(by('monitor').length).toBeGreaterThan(500);
    expect(new Set(by('monitor').map((line) => fields(line)[7])).size).toBe(1);
    expect(new Set(by('crawlers').map((line) => fields(line)[7])).size).toBeGreaterThan(3);
    const office = quiet.truth.lookalikes?.find(({ name }) => name === 'office')?.entities[0]?.value;
    const agents = quiet.lines.filter((line) => address(line) === office).map((line) => fields(line)[11]);
    expect(new Set(agents).size).toBeGreaterThan(4);
  });

  it('takes an attack in detail and a number of its own', () => {
    const { truth, lines } = collect(webSimulator, {
      parameters: { requestsPerDay: 600, monitorSeconds: 0 },
      attacks: [
        { name: 'sql-injection', start: '2026-03-02T05:00:00Z', ratePerSecond: 2, durationSeconds: 30 },
      ],
    });
    expect(truth.attacks).toHaveLength(1);
    expect(truth.attacks[0]?.events).toHaveLength(60);
    expect(truth.attacks[0]?.start.slice(0, 18)).toBe('2026-03-02T05:00:0');
    expect(lines.some((line) => line.includes('UptimeProbe'))).toBe(false);
  });

  it.each([
    [{ attacks: ['nonsense'] }, /no attack "nonsense".*sql-injection/],
    [{ parameters: { user: 3 } }, /no parameter "user".*users/],
    [{ parameters: { products: 0 } }, /products must lie between 10 and/],
    [{ start: 'yesterday' }, /"yesterday" is no date/],
    [{ start: '2026-02-30' }, /no date/],
    [{ days: 0 }, /above 0/],
    [{ seed: 1.5 }, /whole number/],
    [{ attacks: [{ name: 'sql-injection', start: '2027-01-01' }] }, /cannot start at 2027-01-01/],
    [{ attacks: [{ name: 'sql-injection', ratePerSecond: -1 }] }, /rate of sql-injection/],
    [{ attacks: [{ name: 'sql-injection', durationSeconds: 1e9 }] }, /must be above 0 and fit/],
  ])('refuses %j in one clear line', (options, message) => {
    expect(() => collect(webSimulator, options)).toThrow(message);
  });
});

describe('simulate zeek-http', () => {
  it('shows the same events as the combined log, in 27 columns', () => {
    const combined = collect(webSimulator, { parameters: small });
    const zeek = collect(zeekHttpSimulator, { parameters: { ...small, header: 0 } });
    const rows = zeek.lines.map((line) => line.split('\t'));
    expect(rows.every((row) => row.length === 27)).toBe(true);
    const fromZeek = rows.map((row) => [row[2], row[7], row[9], row[14], row[10], row[11]].join(' '));
    const fromCombined = combined.lines.map((line) => {
      const part = fields(line);
      return [part[1], part[6], part[7], part[8], part[10], part[11]].join(' ');
    });
    expect(fromZeek).toEqual(fromCombined);
    expect(zeek.truth.attacks.map((attack) => attack.events)).toEqual(
      combined.truth.attacks.map((attack) => attack.events),
    );
  });

  it('counts comment lines in its line numbers and names the forwarded address', () => {
    const { lines, truth } = collect(zeekHttpSimulator, { parameters: small });
    expect(lines[6]?.split('\t')[0]).toBe('#fields');
    expect(lines.at(-1)).toBe('#close\t2026-03-04-00-00-00');
    const attack = truth.attacks[0];
    const row = (lines[(attack?.events[0] ?? 0) - 1] as string).split('\t');
    expect(row[2]).toBe(attack?.entities[0]?.value);
    expect(lines.some((line) => line.includes('X-FORWARDED-FOR -> '))).toBe(true);
  });
});

const PINNED = '5c0d6bb862e7e08daaec9d7e6bfc779b2759f1b7b652718c9fcad48c84d5f12c';
