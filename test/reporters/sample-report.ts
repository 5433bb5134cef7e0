import { entityRisks } from '../../src/detectors/entity-risk.ts';
import type { Finding } from '../../src/schema/finding.ts';
import type { Picture } from '../../src/schema/picture.ts';
import type { Report, ReportFinding } from '../../src/schema/report.ts';

/** A report as a week of a web shop's log would give it: made by hand, no clock, no chance. */
const START = Date.parse('2026-03-09T00:00:00Z');
const HOUR = 3_600_000;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '000Z');

/** 0..1, the same on every run. */
const noise = (index: number): number => (((Math.sin(index * 12.9898) * 43758.5453) % 1) + 1) % 1;

const hourly = Array.from({ length: 168 }, (_, hour) => {
  const rhythm = 620 + 480 * Math.sin(((hour % 24) - 9) * (Math.PI / 12)) + 120 * noise(hour);
  const silence = hour >= 75 && hour < 80;
  const attack = hour === 100 ? 2400 : hour === 101 ? 1300 : 0;
  return silence ? 0 : Math.round(rhythm + attack);
});

const peers = Array.from({ length: 312 }, (_, index) =>
  Math.floor(Math.exp(noise(index) * noise(index + 7) * 4)),
);

const PICTURES: readonly (Picture | null)[] = [
  {
    kind: 'peers',
    metric: 'distinct missing paths in one hour',
    value: 1843,
    peers,
    peersTotal: 312,
    peersName: 'other addresses',
    baseline: 2,
    threshold: 40,
  },
  {
    kind: 'baseline',
    metric: 'requests per hour',
    windowSeconds: 3600,
    points: hourly.slice(60, 132).map((value, index) => {
      const usual = 640 + 480 * Math.sin((((index + 60) % 24) - 9) * (Math.PI / 12));
      return { start: iso(START + (index + 60) * HOUR), value, baseline: usual, threshold: usual * 1.8 };
    }),
  },
  {
    kind: 'matrix',
    rowName: 'destinations',
    columnName: 'ports',
    rowsTotal: 18,
    columnsTotal: 9,
    cells: Array.from({ length: 18 }, (_, row) =>
      [22, 23, 80, 443, 445, 1433, 3389, 5900, 8080]
        .filter((port) => noise(port * 31 + row) > 0.2)
        .map((port) => ({
          row: `192.0.2.${row + 10}`,
          column: String(port),
          count: 1 + Math.floor(noise(port + row) * 6),
        })),
    ).flat(),
  },
  {
    kind: 'share',
    field: 'user_agent.original',
    total: 104_212,
    bars: [
      { value: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36', count: 41_020, rare: false },
      { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)', count: 30_877, rare: false },
      { value: 'Googlebot/2.1', count: 5_203, rare: false },
      { value: null, count: 118, rare: false },
      { value: 'sqlmap/1.8.2#stable (https://sqlmap.org)', count: 3, rare: true },
    ],
    others: { values: 214, count: 26_991 },
  },
  null,
];

interface Sketch {
  readonly title: string;
  readonly severity: number;
  readonly detector: string;
  readonly entity: readonly [string, string];
  readonly hours: readonly [number, number];
  readonly events: number;
  readonly why: string;
  readonly attack: readonly string[];
}

const SKETCHES: readonly Sketch[] = [
  {
    title: '203.0.113.77 asked for 1,843 paths that do not exist',
    severity: 96,
    detector: 'request-errors',
    entity: ['source.ip', '203.0.113.77'],
    hours: [100, 101.4],
    events: 3011,
    why: 'In one hour 203.0.113.77 asked for 1,843 different paths that do not exist, where the usual address asks for 2 and the fence stands at 40: it lists directories by brute force.',
    attack: ['T1595.003'],
  },
  {
    title: 'Requests per hour reached 2.9 times the usual at 04:00',
    severity: 82,
    detector: 'baseline-rule',
    entity: ['event.dataset', 'web'],
    hours: [100, 102],
    events: 4377,
    why: 'At this hour of the day 1,020 requests are usual and the fence stands at 1,840; there were 3,022.',
    attack: [],
  },
  {
    title: '198.51.100.23 tried 9 ports on 18 hosts',
    severity: 74,
    detector: 'port-scan',
    entity: ['source.ip', '198.51.100.23'],
    hours: [40, 44.5],
    events: 139,
    why: 'One address met 18 destinations and 9 ports within five hours and was refused each time: a block scan.',
    attack: ['T1046', 'T1595.001'],
  },
  {
    title: 'user agent "sqlmap/1.8.2#stable (https://sqlmap.org)" in 3 of 104,212 requests',
    severity: 58,
    detector: 'rarity',
    entity: ['user_agent.original', 'sqlmap/1.8.2#stable (https://sqlmap.org)'],
    hours: [130, 130.2],
    events: 3,
    why: 'The value appears in 0.00288 % of all requests: 15.1 bits of surprise, where 12 are needed.',
    attack: ['T1190'],
  },
  {
    title: 'status 499 given to 72.181.113.170 twelve times as often as to others',
    severity: 34,
    detector: 'rarity',
    entity: ['source.ip', '72.181.113.170'],
    hours: [12, 60],
    events: 16,
    why: 'P(499 given this address) is 0.326 %, elsewhere 0.0271 %.',
    attack: [],
  },
  {
    title: 'path "/api/V1/HiZach!" seen once',
    severity: 18,
    detector: 'rarity',
    entity: ['url.path', '/api/V1/HiZach!'],
    hours: [20, 20],
    events: 1,
    why: 'The value appears once in 104,212 requests.',
    attack: [],
  },
];

const finding = (sketch: Sketch, index: number): Finding => ({
  id: `f${(index * 7919 + 4097).toString(16)}c0de`,
  detector: sketch.detector,
  title: sketch.title,
  severity: sketch.severity,
  entity: { field: sketch.entity[0], value: sketch.entity[1] },
  start: iso(START + sketch.hours[0] * HOUR),
  end: iso(START + sketch.hours[1] * HOUR),
  events: sketch.events,
  dataset: 'web',
  evidence: {
    metrics: [
      {
        name: 'distinct missing paths',
        value: 1843,
        unit: 'paths',
        baseline: 2,
        threshold: 40,
        sampleSize: 312,
      },
      { name: 'share of errors', value: 0.973, baseline: 0.021, threshold: 0.5, sampleSize: 3011 },
      { name: 'commonest status', value: '404' },
    ],
    score: [
      { name: 'beyond the fence', value: sketch.severity - 20 },
      { name: 'share of errors', value: 24 },
      { name: 'known crawler', value: -4 },
    ],
  },
  filter: `${sketch.entity[0]} : "${sketch.entity[1]}" and @timestamp >= "${iso(START + sketch.hours[0] * HOUR)}"`,
  attack: sketch.attack,
  explanation: sketch.why,
  next: [
    `logfence events --where '${sketch.entity[0]} : "${sketch.entity[1]}"' access.log`,
    `logfence counts url.path --where '${sketch.entity[0]} : "${sketch.entity[1]}"' access.log`,
  ],
});

const entry = (sketch: Sketch, index: number): ReportFinding => {
  const [from, to] = sketch.hours;
  const buckets = hourly.map((_, hour) => ({
    start: iso(START + hour * HOUR),
    events:
      hour >= Math.floor(from) && hour <= to
        ? Math.ceil((sketch.events / (to - from + 1)) * (0.5 + noise(hour)))
        : 0,
  }));
  return {
    rank: index + 1,
    finding: finding(sketch, index),
    picture: PICTURES[index % PICTURES.length] ?? null,
    activity: { bucketSeconds: 3600, buckets },
    samples: [0, 1, 2].slice(0, Math.min(3, sketch.events)).map((line) => ({
      path: '/var/log/nginx/access.log',
      line: 61_002 + line * 13 + index,
      text: `203.0.113.77 - - [13/Mar/2026:04:0${line}:12 +0000] "GET /${['.env', 'wp-login.php', 'backup.zip'][line]} HTTP/1.1" 404 153 "-" "Mozilla/5.0 (compatible; gobuster/3.6)"`,
      isOriginal: true,
    })),
  };
};

const values = (field: string, counts: readonly (readonly [string | null, number])[]) => ({
  dataset: 'web',
  field,
  distinct: counts.length + 40,
  values: counts.map(([value, count]) => ({ value, count, share: count / 104_212 })),
});

/** The findings of a list of entries joined by entity. */
export const joined = (entries: readonly ReportFinding[]): Report['entities'] =>
  entityRisks(entries.map(({ finding: each }) => each)).map((risk, index) => ({
    rank: index + 1,
    risk,
    findings: entries
      .filter(({ finding: each }) => risk.findings.includes(each.id))
      .map(({ rank, finding: { title, detector, severity } }) => ({ rank, title, detector, severity })),
  }));

const ENTRIES = SKETCHES.map(entry);

export const sampleReport: Report = {
  version: '0.0.0-test',
  generatedAt: '2026-03-16T08:30:00.000000Z',
  command: 'logfence analyze /var/log/nginx/access.log /var/log/nginx/access.log.1.gz --report report.html',
  where: null,
  inputs: [
    {
      path: '/var/log/nginx/access.log',
      format: 'combined',
      status: 'complete',
      lines: 91_004,
      parsed: 90_986,
      rejected: 12,
      skipped: 6,
      repaired: 3,
      bytes: 18_204_551,
      parsedBytes: 18_202_000,
      rejectedBytes: 2_400,
      skippedBytes: 151,
      pendingBytes: 118,
      withoutTime: 0,
      notes: ['3 lines held invalid UTF-8, replaced and parsed'],
    },
    {
      path: '/var/log/nginx/access.log.1.gz',
      format: 'combined',
      status: 'complete',
      lines: 13_226,
      parsed: 13_226,
      rejected: 0,
      skipped: 0,
      repaired: 0,
      bytes: 2_641_003,
      parsedBytes: 2_641_003,
      rejectedBytes: 0,
      skippedBytes: 0,
      pendingBytes: 0,
      withoutTime: 0,
      notes: [],
    },
  ],
  inputsTotal: 2,
  totals: {
    lines: 104_230,
    parsed: 104_212,
    rejected: 12,
    skipped: 6,
    repaired: 3,
    withoutTime: 0,
    bytes: 20_845_554,
    pendingBytes: 118,
  },
  events: 104_212,
  datasets: [{ name: 'web', events: 104_212 }],
  span: { start: iso(START + 12_000), end: iso(START + 168 * HOUR - 9_000) },
  gaps: {
    longest: [{ start: iso(START + 75 * HOUR), end: iso(START + 80 * HOUR), seconds: 18_000 }],
    total: 1,
    thresholdSeconds: 3600,
  },
  timeline: {
    bucketSeconds: 3600,
    buckets: hourly.map((events, hour) => ({ start: iso(START + hour * HOUR), events })),
  },
  findings: ENTRIES,
  findingsTotal: SKETCHES.length,
  entities: joined(ENTRIES),
  entitiesTotal: joined(ENTRIES).length,
  severities: { critical: 2, high: 2, medium: 1, low: 1 },
  detectors: [
    {
      name: 'rarity',
      title: 'Rare values',
      dataset: 'web',
      findings: 3,
      settings: { surpriseBits: 12, minimumSupport: 30 },
    },
    {
      name: 'request-errors',
      title: 'Many errors of one address',
      dataset: 'web',
      findings: 1,
      settings: { windowSeconds: 3600, distinctMissingPaths: 40, errorShare: 0.5 },
    },
  ],
  topValues: [
    values('source.ip', [
      ['97.105.19.58', 11_999],
      ['203.0.113.77', 3_011],
      ['173.173.113.51', 1_059],
    ]),
    values('http.response.status_code', [
      ['200', 98_010],
      ['404', 4_120],
      ['301', 2_066],
      ['499', 16],
    ]),
    values('user.name', [
      [null, 104_001],
      ['maria', 211],
    ]),
    values('url.path', [
      ['/', 30_112],
      ['/products', 22_008],
      ['/cart', 9_120],
      ['/api/v1/items', 4_640],
    ]),
  ],
  rejects: [
    {
      path: '/var/log/nginx/access.log',
      line: 4711,
      byteOffset: 942_118,
      byteLength: 31,
      reason: 'does not fit the format combined',
      text: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 GET',
    },
  ],
  notes: ['port-scan: no dataset of connections, so that it did not run'],
};

/** A report of nothing at all. */
export const emptyReport: Report = {
  ...sampleReport,
  command: 'logfence analyze empty.log --report report.html',
  inputs: [
    {
      path: 'empty.log',
      format: 'unknown',
      status: 'complete',
      lines: 0,
      parsed: 0,
      rejected: 0,
      skipped: 0,
      repaired: 0,
      bytes: 0,
      parsedBytes: 0,
      rejectedBytes: 0,
      skippedBytes: 0,
      pendingBytes: 0,
      withoutTime: 0,
      notes: [],
    },
  ],
  inputsTotal: 1,
  totals: {
    lines: 0,
    parsed: 0,
    rejected: 0,
    skipped: 0,
    repaired: 0,
    withoutTime: 0,
    bytes: 0,
    pendingBytes: 0,
  },
  events: 0,
  datasets: [],
  span: null,
  gaps: { longest: [], total: 0, thresholdSeconds: 0 },
  timeline: null,
  findings: [],
  findingsTotal: 0,
  entities: [],
  entitiesTotal: 0,
  severities: { critical: 0, high: 0, medium: 0, low: 0 },
  detectors: [],
  topValues: [],
  rejects: [],
  notes: [],
};
