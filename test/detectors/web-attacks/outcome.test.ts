import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { forEachEngine, type TestEngine } from '../../helpers/engines.ts';
import { assertExplained, eventsOfFindings } from '../../helpers/finding-checks.ts';
import { insertEvents, type PlainEvent } from '../../helpers/loaded-stores.ts';
import { request } from '../../helpers/web-events.ts';

const OPTIONS = { detectors: ['web-attacks'] };
const bytes = (size: number | null): PlainEvent => ({ 'http.response.body.bytes': size });

/** Visitors: products of 4,000 to 4,070 bytes, a few empty lists of 900, an office that is refused. */
const visitors: readonly PlainEvent[] = [
  ...Array.from({ length: 60 }, (_, index) =>
    request(`198.51.100.${(index % 20) + 1}`, `/product.php?id=${index}`, 200, index * 20, {
      ...bytes(index % 20 === 7 ? 900 : 4_000 + (index % 8) * 10),
    }),
  ),
  ...Array.from({ length: 6 }, (_, index) =>
    request(`198.51.100.${index + 1}`, '/office/', 403, 300 + index, bytes(180)),
  ),
];

/** Without an address, which every case has of its own. */
const attack = (target: string, status: number, size: number | null, second = 2_000): PlainEvent =>
  request('', target, status, second, bytes(size));
const UNION = "/product.php?id=3'+UNION+SELECT+name,pass+FROM+users--";

/** One log with every list of events by an address of its own; the first finding of each. */
const judged = async (
  engine: TestEngine,
  lists: readonly (readonly PlainEvent[])[],
): Promise<readonly Finding[]> => {
  const store = await engine.open();
  const address = (index: number): string => `203.0.113.${index + 1}`;
  const attacks = lists.flatMap((events, index) =>
    events.map((event) => ({ ...event, 'source.ip': address(index) })),
  );
  await insertEvents(store, 'web', [...visitors, ...attacks]);
  const { findings } = await runDetectors(store, OPTIONS);
  expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
  expect(await assertExplained(store, findings, OPTIONS)).toBe(findings.length);
  return lists.map((_, index) => findings.find(({ entity }) => entity.value === address(index)) as Finding);
};
const verdict = ({ evidence }: Finding): unknown =>
  evidence.metrics.find(({ name }) => name === 'did it work')?.value;

type Case = readonly [name: string, verdict: string, events: readonly PlainEvent[], told: RegExp];
const CASES: readonly Case[] = [
  ['refused', 'refused', [attack(UNION, 403, 180)], /1 refused/],
  ['a server error', 'reached the program', [attack(UNION, 500, 620)], /1 met a server error/],
  ['an answer as usual', 'answered as usual', [attack(UNION, 200, 4_040)], /1 was answered/],
  [
    'an answer far larger',
    'may have worked',
    [attack(UNION, 200, 88_000)],
    /88,000 bytes from "\/product\.php", which usually gives 4,030/,
  ],
  ['an answer far smaller', 'may have worked', [attack(UNION, 200, 12)], /12 bytes/],
  ['an empty list, as others get', 'answered as usual', [attack(UNION, 200, 900)], /answered/],
  [
    'an answer to HEAD, which has no body',
    'answered',
    [request('', UNION, 200, 2_000, { ...bytes(0), 'http.request.method': 'HEAD' })],
    /answered/,
  ],
  [
    'an exception among its own attempts',
    'may have worked',
    Array.from({ length: 60 }, (_, index) =>
      attack(
        `/old/list?id=${index}'+or+${index}=${index}--`,
        200,
        index === 41 ? 70_000 : 2_100,
        2_000 + index,
      ),
    ),
    /70,000 bytes from "\/old\/list", which mostly gave it 2,100/,
  ],
  [
    'an answer where others are refused',
    'may have worked',
    [attack('/office/?next=../../etc/passwd', 200, 2_300)],
    /others are refused "\/office\/", and it was not/,
  ],
  [
    'a program that answers nobody else',
    'may have worked',
    [attack('/uploads/x9.php?cmd=id', 200, 54)],
    /"\/uploads\/x9\.php", which took the command, answers nobody else/,
  ],
  [
    'a program that answers everybody',
    'answered as usual',
    [attack('/product.php?cmd=id', 200, 4_000)],
    /answered/,
  ],
  [
    'a new program afterwards',
    'may have worked',
    [attack(UNION, 500, 620), attack('/uploads/x9.php', 200, 54, 2_060)],
    /afterwards it was given "\/uploads\/x9\.php", which nobody else is/,
  ],
  [
    'a known program afterwards',
    'reached the program',
    [attack(UNION, 500, 620), attack('/product.php?id=4', 200, 4_000, 2_060)],
    /afterwards it made 1 request, .*answered/,
  ],
  [
    'a secret file, where the server refuses others',
    'may have worked',
    ['/.env.bak', '/.git/config', '/backup.sql', '/.env'].map((path, index) =>
      attack(path, path === '/.env' ? 200 : 404, 300, 2_000 + index),
    ),
    /others of its probes were refused, "\/\.env" was answered/,
  ],
  [
    'a server that answers everything alike',
    'answered',
    ['/.env.bak', '/.git/config', '/backup.sql', '/.env'].map((path, index) =>
      attack(path, 200, 300, 2_000 + index),
    ),
    /4 were answered/,
  ],
];

forEachEngine((engine) => {
  describe('whether an attack may have worked', () => {
    it('is judged by status, by size against what the path usually gives, and by what came next', async () => {
      const findings = await judged(
        engine,
        CASES.map(([, , events]) => events),
      );
      for (const [index, [name, expected, , told]] of CASES.entries()) {
        const finding = findings[index] as Finding;
        expect([name, verdict(finding)]).toEqual([name, expected]);
        expect(finding.explanation).toMatch(told);
        expect([name, /may have worked/.test(finding.title)]).toEqual([name, expected === 'may have worked']);
      }
    });

    it('weighs: worked above a server error, above an ordinary answer, above a refusal', async () => {
      const answers = [
        attack(UNION, 200, 88_000),
        attack(UNION, 500, 620),
        attack(UNION, 200, 4_040),
        attack(UNION, 403, 180),
      ];
      const severities = (
        await judged(
          engine,
          answers.map((answer) => [answer]),
        )
      ).map(({ severity }) => severity);
      expect(severities).toEqual([...severities].sort((left, right) => right - left));
      expect(new Set(severities).size).toBe(4);
    });

    it('shows a match from the beginning of a word', async () => {
      const target = '/product.php?id=updatexml(1,concat(0x7e,version()),1)';
      const [finding] = await judged(engine, [[attack(target, 500, 620)]]);
      expect(finding?.explanation).not.toMatch(/"ncat/);
      expect(finding?.explanation).toMatch(/such as "(?:updatexml|1,concat|concat)/);
    });
  });
});
