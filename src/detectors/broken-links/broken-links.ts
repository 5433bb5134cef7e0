import { formatFilter } from '../../filter/format.ts';
import { allOf, anyOf, type FilterTree } from '../../filter/tree.ts';
import { join, sql } from '../../sql/sql.ts';
import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import { metricLines, severityLine } from '../arithmetic.ts';
import type { BatchDetector, DetectionContext, Judgement } from '../detector.ts';
import { equals, type EventSource, eventSource } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { typedSettings } from '../number-setting.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf, numberOf, textsOf } from '../windows.ts';
import { counted, listed, shown } from '../wording.ts';
import { BROKEN_LINKS_SETTINGS } from './settings.ts';

const DETECTOR = 'broken-links';
const NEEDED = ['source.ip', 'url.original', 'http.request.referrer', 'http.response.status_code'];
const MISSING_STATUS = [404, 410];
/** Share of all referrers that a host must have to be our own, where the log does not name hosts. */
const OWN_SHARE = 0.2;
const OWN_HOSTS = 5;
const PAGES_SHOWN = 3;
/** What browsers ask for unasked: no page links to it. */
const UNASKED = '(?i)/(?:favicon\\.ico|apple-touch-icon[^/]*\\.png|browserconfig\\.xml)$';
/** `//host/` of a referrer; what comes before is the scheme. */
const REFERRER_HOST = '^https?://([^/?#]+)';

const detect = async (context: DetectionContext): Promise<Judgement> => {
  const settings = typedSettings(BROKEN_LINKS_SETTINGS, context.settings);
  const source = eventSource(context);
  const hosts = await askOwnHosts(context, source);
  if (hosts.length === 0) return { findings: [], notes: [] };
  const rows = await askMissing(context, source, fromOwnPages(hosts), settings.minimumAddresses);
  const told = rows.slice(0, settings.mostPaths);
  const left = rows.length - told.length;
  return {
    findings: told.map((row) => linkFinding(row, hosts, settings.minimumAddresses, context)),
    notes: left === 0 ? [] : [`${counted(left, 'further missing path')} that our own pages link to left out`],
  };
};

/** Hosts that were asked for, where the log names them; else the host that most referrers of answered requests have. */
const askOwnHosts = async (context: DetectionContext, source: EventSource): Promise<readonly string[]> => {
  const { dialect } = context.store;
  const names = (rows: readonly Row[]): readonly string[] =>
    rows.map((row) => String(row['h'])).filter((host) => host !== '' && host !== 'null');
  if (source.has('url.domain')) {
    const rows = await source.ask(
      sql`select ${dialect.column('url.domain')} as h, ${dialect.countAll()} as n from ${source.from(['url.domain'], { kind: 'exists', field: 'url.domain' })} group by 1 order by n desc, h limit ${OWN_HOSTS}`,
    );
    if (names(rows).length > 0) return names(rows);
  }
  const host = dialect.capture(dialect.column('http.request.referrer'), REFERRER_HOST);
  const answered: FilterTree = allOf([
    { kind: 'exists', field: 'http.request.referrer' },
    { kind: 'compare', field: 'http.response.status_code', operator: '<', value: '400' },
  ]);
  const rows = await source.ask(
    sql`select ${host} as h, ${dialect.countAll()} as n from ${source.from(['http.request.referrer'], answered)} group by 1 order by n desc, h limit 50`,
  );
  const all = rows.reduce((sum, row) => sum + numberOf(row, 'n'), 0);
  return names(rows.slice(0, 1).filter((row) => numberOf(row, 'n') >= OWN_SHARE * all));
};

const fromOwnPages = (hosts: readonly string[]): FilterTree =>
  allOf([
    anyOf(MISSING_STATUS.map((status) => equals('http.response.status_code', String(status)))),
    anyOf(
      hosts.flatMap((host): FilterTree[] =>
        ['https', 'http'].map((scheme) => ({
          kind: 'match',
          field: 'http.request.referrer',
          pieces: [`${scheme}://${host}/`, ''],
        })),
      ),
    ),
    { kind: 'exists', field: 'source.ip' },
  ]);

const askMissing = async (
  { store: { dialect } }: DetectionContext,
  source: EventSource,
  missing: FilterTree,
  fewest: number,
): Promise<readonly Row[]> => {
  const time = dialect.epochMicros(dialect.column('@timestamp'));
  const columns = join([
    sql`${dialect.column('url.path')} as p`,
    sql`${dialect.countAll()} as n`,
    sql`${dialect.countDistinct(dialect.column('source.ip'))} as addresses`,
    sql`${dialect.countDistinct(dialect.column('http.request.referrer'))} as pages`,
    sql`${dialect.distinctList(dialect.column('http.request.referrer'), PAGES_SHOWN)} as some`,
    sql`${dialect.minimum(time)} as first`,
    sql`${dialect.maximum(time)} as last`,
  ]);
  const events = source.from(['@timestamp', 'source.ip', 'url.path', 'http.request.referrer'], missing);
  // The limit keeps the engine from trying the pattern on every event instead of on every path.
  return source.ask(
    sql`select * from (select ${columns} from ${events} group by 1 limit ${Number.MAX_SAFE_INTEGER}) as g where addresses >= ${fewest} and p is not null and not ${dialect.matches(sql`p`, UNASKED)} order by addresses desc, p`,
  );
};

const linkFinding = (
  row: Row,
  hosts: readonly string[],
  fewest: number,
  context: DetectionContext,
): Finding => {
  const path = String(row['p']);
  const filter = formatFilter(allOf([equals('url.path', path), fromOwnPages(hosts)]));
  const entity = { field: 'url.path', value: path };
  const [events, addresses, pages] = ['n', 'addresses', 'pages'].map((name) => numberOf(row, name)) as [
    number,
    number,
    number,
  ];
  const time = (name: string): number | null =>
    row[name] === null || row[name] === undefined ? null : numberOf(row, name);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `Broken link: ${counted(pages, 'page')} of ours ${pages === 1 ? 'leads' : 'lead'} to ${shown(path)}, which is missing`,
    entity,
    firstWindow: null,
    start: isoOf(time('first')),
    end: isoOf(time('last')),
    events,
    metrics: [
      { name: 'requests that followed it', value: events, unit: 'requests' },
      { name: 'addresses', value: addresses, unit: 'addresses', threshold: fewest },
      { name: 'pages that lead there', value: pages, unit: 'pages' },
    ],
    score: [
      scorePart('our own pages lead there', 5, 5),
      scorePart('addresses beyond the bound', doublings(addresses, fewest, 2), 12),
    ],
    filter,
    attack: [],
    explanation: `${counted(addresses, 'address', 'addresses')} came from ${counted(pages, 'page')} of ours, such as ${listed(textsOf(row, 'some').map(shown), PAGES_SHOWN)}, and met ${counted(events, 'answer')} 404 or 410: a broken link, and nobody probes`,
    next: nextCommands(filter, entity, 'http.request.referrer'),
  });
};

/** Finds missing paths that our own pages link to. */
export const brokenLinks: BatchDetector = Object.freeze<BatchDetector>({
  kind: 'batch only',
  name: DETECTOR,
  title: 'Broken links',
  summary: 'A missing path that our own pages link to: our fault, and no probe',
  fits: (dataset) => NEEDED.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: BROKEN_LINKS_SETTINGS,
  detect,
  steps: (finding) => [...metricLines(finding), severityLine(finding)],
});
