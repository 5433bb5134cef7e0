import { formatFilter } from '../../filter/format.ts';
import { allOf } from '../../filter/tree.ts';
import type { EvidenceMetric, Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { between, equals } from '../events.ts';
import { makeFinding } from '../make-finding.ts';
import { countsCommand, eventsCommand } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, figure, percent, shown } from '../wording.ts';
import { STATUS } from './aggregate.ts';
import type { Overload } from './overload-case.ts';
import type { OverloadSettings } from './settings.ts';

export const DETECTOR = 'overload';

/** The errors of a server as a whole or of one path; no address is named. */
export const overloadFinding = (
  found: Overload,
  settings: OverloadSettings,
  context: JudgeContext,
): Finding => {
  const { path } = found;
  const start = isoOf(found.first) as string;
  const end = isoOf(found.last) as string;
  const filter = formatFilter(
    allOf([
      { kind: 'compare', field: STATUS, operator: '>=', value: '500' },
      { kind: 'compare', field: STATUS, operator: '<', value: '600' },
      ...(path === undefined ? [] : [equals('url.path', path)]),
      between(start, end),
    ]),
  );
  const share = found.errors / Math.max(1, found.requests);
  const rise = riseOf(found);
  const what = path === undefined ? 'the server' : shown(path);
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${what} failed ${counted(found.errors, 'request')} of ${addressesText(found)}: ${causeOf(found)}`,
    entity:
      path === undefined
        ? { field: 'event.dataset', value: context.dataset.name }
        : { field: 'url.path', value: path },
    firstWindow: isoOf(found.firstWindow),
    start,
    end,
    events: found.errors,
    metrics: metricsOf(found, settings, share, rise),
    score: [
      scorePart('everybody meets errors', 20, 20),
      scorePart('errors beyond the bound', doublings(found.errors, settings.minimumErrors, 3), 15),
      scorePart('share of errors', 10 * share, 10),
      scorePart('more requests than usual', rise === null ? 0 : doublings(rise, 1, 3), 15),
    ],
    filter,
    attack: rise !== null && rise >= 2 ? ['T1499'] : [],
    explanation: explanationOf(found, share, rise),
    next: [eventsCommand(filter), countsCommand('url.path', filter)],
  });
};

const riseOf = ({ requestsPerWindow, usualRequests }: Overload): number | null =>
  usualRequests === null ? null : requestsPerWindow / Math.max(1, usualRequests);

const addressesText = ({ addresses, atLeast }: Overload): string =>
  `${atLeast ? 'at least ' : ''}${counted(addresses, 'address', 'addresses')}`;

/** Overload where the server says so or more came than usual; else it just fails. */
const causeOf = (found: Overload): string => {
  const rise = riseOf(found);
  return 2 * found.busy >= found.errors || (rise !== null && rise >= 2) ? 'overload' : 'server errors';
};

const explanationOf = (found: Overload, share: number, rise: number | null): string => {
  const came =
    rise === null
      ? 'too few windows to say what is usual'
      : `${figure(found.requestsPerWindow)} requests came in a window where ${figure(found.usualRequests ?? 0)} are usual`;
  return `${counted(found.errors, 'request')} failed within ${duration(Math.max(1, (found.last - found.first) / 1e6))}, ${percent(share)} of all ${figure(found.requests)}, where ${percent(found.usualShare)} are usual; ${figure(found.busy)} with 502, 503 or 504; ${came}; ${addressesText(found)} met them, none more than ${figure(found.most)}: the server is in trouble, and no single address is to blame`;
};

const metricsOf = (
  found: Overload,
  settings: OverloadSettings,
  share: number,
  rise: number | null,
): readonly EvidenceMetric[] => [
  { name: 'server errors', value: found.errors, unit: 'events', threshold: settings.minimumErrors },
  {
    name: 'share of server errors',
    value: share,
    unit: 'share',
    threshold: settings.minimumShare,
    baseline: found.usualShare,
    sampleSize: found.windows,
  },
  { name: 'requests', value: found.requests, unit: 'requests' },
  { name: '502, 503 and 504', value: found.busy, unit: 'events' },
  {
    name: `addresses that met errors${found.atLeast ? ' (at least)' : ''}`,
    value: found.addresses,
    unit: 'addresses',
    threshold: settings.minimumAddresses,
  },
  { name: 'most errors of one address', value: found.most, unit: 'events' },
  ...(rise === null
    ? []
    : [
        {
          name: 'requests in a window',
          value: Number(found.requestsPerWindow.toFixed(3)),
          unit: 'requests',
          baseline: found.usualRequests,
        },
      ]),
];
