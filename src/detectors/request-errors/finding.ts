import { thinned } from '../../kernel/thinned.ts';
import { formatFilter } from '../../filter/format.ts';
import { allOf, type FilterTree } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import { PICTURE_LIMITS, type Picture } from '../../schema/picture.ts';
import type { JudgeContext } from '../detector.ts';
import { between, equals } from '../events.ts';
import type { PeerFence } from '../peer-fence.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, type ScorePart, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, figure, listed, percent, shown } from '../wording.ts';
import { usualShare, type WindowTotals } from './peers.ts';
import type { RequestErrorsSettings } from './settings.ts';
import { type ErrorKind, type ErrorStretch, weightedPaths } from './stretch.ts';

export const DETECTOR = 'request-errors';

export interface ErrorCase {
  readonly stretch: ErrorStretch;
  readonly kind: ErrorKind;
  readonly others: WindowTotals;
  readonly paths: ReadonlyMap<string, number>;
  readonly fence: PeerFence | undefined;
  readonly settings: RequestErrorsSettings;
  readonly context: JudgeContext;
}

/** Errors that no one else's error rate explains; undefined where everybody fails alike (an outage, not an address). */
export const errorFinding = (found: ErrorCase): Finding | undefined => {
  const { stretch, kind, others, settings, context, fence } = found;
  const share = stretch.errors / Math.max(1, stretch.requests);
  const usual = usualShare(others);
  if (kind === 'errors' && (isBrokenLink(stretch) || (usual !== undefined && usual > share / 2)))
    return undefined;
  const start = isoOf(stretch.first);
  const end = isoOf(stretch.last);
  const entity = { field: 'source.ip', value: stretch.entity };
  const filter = formatFilter(filterTree(stretch, start, end));
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: titleOf(found),
    entity,
    firstWindow: isoOf(stretch.firstWindow),
    start,
    end,
    events: stretch.errors,
    metrics: metricsOf(found, share, usual, fence),
    score: scoreOf(found, share, usual, fence),
    filter,
    attack: attackOf(stretch, kind, settings),
    explanation: explanationOf(found, share, usual),
    next: nextCommands(filter, entity, 'http.response.status_code'),
    picture: pictureOf(found),
  });
};

/** A few paths that are missing or forbidden again and again: a dead link or a stale monitor, not an attack. */
const isBrokenLink = (stretch: ErrorStretch): boolean =>
  !mostlyRefused(stretch) && stretch.serverErrors * 2 < stretch.errors && stretch.paths < FEW_PATHS;

const FEW_PATHS = 5;

const filterTree = (stretch: ErrorStretch, start: string | null, end: string | null): FilterTree =>
  allOf([
    equals('source.ip', stretch.entity),
    { kind: 'compare', field: 'http.response.status_code', operator: '>=', value: '400' },
    start === null || end === null ? equals('@timestamp', null) : between(start, end),
  ]);

const pathsText = ({ paths, atLeast }: ErrorStretch): string =>
  `${atLeast ? 'at least ' : ''}${figure(paths)}`;

const mostlyRefused = (stretch: ErrorStretch): boolean => stretch.refused * 2 > stretch.errors;

const titleOf = ({ stretch, kind }: ErrorCase): string => {
  if (kind === 'paths')
    return `${stretch.entity} asked for ${pathsText(stretch)} different missing or refused paths`;
  if (mostlyRefused(stretch)) return `${stretch.entity} was refused ${counted(stretch.refused, 'time')}`;
  return `${stretch.entity} met ${counted(stretch.errors, 'error')} on ${counted(Math.max(1, stretch.paths), 'path')}`;
};

const explanationOf = (
  { stretch, kind, others }: ErrorCase,
  share: number,
  usual: number | undefined,
): string => {
  const beside =
    usual === undefined
      ? 'too few others were there to compare with'
      : usual < others.errors / others.requests
        ? `of the other addresses at that time ${usual === 0 ? 'none' : percent(usual)} mostly failed`
        : `for everyone else at that time it was ${percent(usual)} of ${counted(others.requests, 'request')}`;
  const what =
    kind === 'paths'
      ? ` on ${pathsText(stretch)} different missing or refused paths`
      : stretch.paths === 0
        ? ''
        : ` on ${counted(stretch.paths, 'failing path')}`;
  const such =
    stretch.samplePaths.length === 0 ? '' : `, such as ${listed(stretch.samplePaths.map(shown), 3)}`;
  return `${figure(stretch.errors)} of its ${counted(stretch.requests, 'request')} failed (${percent(share)})${what}${such}; ${beside}`;
};

const attackOf = (
  stretch: ErrorStretch,
  kind: ErrorKind,
  settings: RequestErrorsSettings,
): readonly string[] => {
  if (kind === 'errors') return mostlyRefused(stretch) ? ['T1110'] : [];
  return stretch.paths >= 10 * settings.minimumMissingPaths ? ['T1595.003', 'T1595.002'] : ['T1595.002'];
};

const metricsOf = (
  { stretch, others, settings }: ErrorCase,
  share: number,
  usual: number | undefined,
  fence: PeerFence | undefined,
): readonly EvidenceMetric[] => [
  {
    name: stretch.atLeast ? 'distinct missing paths (at least)' : 'distinct missing paths',
    value: stretch.paths,
    unit: 'paths',
    threshold: settings.minimumMissingPaths,
    ...(fence === undefined ? {} : { baseline: fence.usual, sampleSize: fence.entities }),
  },
  ...(fence === undefined
    ? []
    : [
        {
          name: "peers' fence of distinct missing paths",
          value: Number(fence.fence.toFixed(3)),
          unit: 'paths',
          sampleSize: fence.entities,
        },
      ]),
  { name: 'requests', value: stretch.requests, unit: 'requests' },
  { name: 'errors', value: stretch.errors, unit: 'events', threshold: settings.minimumErrors },
  {
    name: 'error share',
    value: share,
    unit: 'share',
    threshold: settings.minimumScanShare,
    ...(usual === undefined ? {} : { baseline: usual, sampleSize: others.requests }),
  },
  { name: 'share of failing paths that pages link to', value: stretch.linkedShare, unit: 'share' },
  { name: 'refused (401, 407)', value: stretch.refused, unit: 'events' },
  { name: 'server errors', value: stretch.serverErrors, unit: 'events' },
];

const scoreOf = (
  { stretch, kind, settings }: ErrorCase,
  share: number,
  usual: number | undefined,
  fence: PeerFence | undefined,
): readonly ScorePart[] => {
  const lift = usual === undefined ? 0 : Math.log2(share / Math.max(usual, 0.01));
  const beyondOthers = scorePart('error share beyond everyone else', 2 * lift, 10);
  if (kind === 'errors') {
    const password = mostlyRefused(stretch);
    return [
      scorePart('many errors', password ? 30 : 12, 30),
      scorePart(
        'errors beyond the bound',
        doublings(stretch.errors, settings.minimumErrors, password ? 7 : 2),
        password ? 35 : 10,
      ),
      password ? beyondOthers : scorePart('error share beyond everyone else', lift, 5),
    ];
  }
  const weighted = weightedPaths(stretch);
  return [
    scorePart('different failing paths', 25, 25),
    scorePart('failing paths beyond the bound', doublings(weighted, settings.minimumMissingPaths, 8), 40),
    scorePart('error share', 20 * share, 20),
    beyondOthers,
    scorePart("beyond the peers' fence", fence !== undefined && stretch.paths > fence.fence ? 5 : 0, 5),
  ];
};

const pictureOf = ({ stretch, paths, fence, settings }: ErrorCase): Picture => {
  const others = [...paths].filter(([address]) => address !== stretch.entity).map(([, count]) => count);
  return {
    kind: 'peers',
    metric: 'distinct missing or refused paths',
    unit: 'paths',
    value: stretch.paths,
    peers: thinned(others, PICTURE_LIMITS.peers),
    peersTotal: Math.max(others.length, (fence?.entities ?? 0) - 1),
    peersName: 'other addresses with failing paths',
    baseline: fence?.usual ?? null,
    threshold: Math.max(settings.minimumMissingPaths, fence?.fence ?? 0),
  };
};
