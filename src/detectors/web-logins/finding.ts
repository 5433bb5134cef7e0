import { filterAll, filterFor } from '../../filter/format.ts';
import type { Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { WEB_LOGIN_EVENTS } from '../login-events.ts';
import { makeFinding } from '../make-finding.ts';
import { nextCommands } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf } from '../windows.ts';
import { counted, duration, percent } from '../wording.ts';
import { ENTITY } from './aggregate.ts';
import type { LoginStretch } from './login-stretch.ts';
import type { WebLoginsSettings } from './settings.ts';

export const DETECTOR = 'web-logins';

export const webLoginFinding = (
  stretch: LoginStretch,
  settings: WebLoginsSettings,
  context: JudgeContext,
): Finding => {
  const { failures, attempts, admittedLast, bound } = stretch;
  const entity = { field: ENTITY, value: stretch.entity };
  const [start, end] = [isoOf(stretch.first) as string, isoOf(stretch.last) as string];
  const filter = filterAll([
    filterFor(ENTITY, stretch.entity),
    `@timestamp >= "${start}" and @timestamp <= "${end}"`,
    WEB_LOGIN_EVENTS.failed,
  ]);
  const share = failures / attempts;
  const refused = counted(failures, 'refused login');
  const isIn = admittedLast !== undefined;
  const lasted = duration((stretch.last - stretch.first) / 1e6);
  const letIn = isIn
    ? `; ${counted(attempts - failures, 'login')} ${attempts - failures === 1 ? 'was' : 'were'} let in, the last at ${isoOf(admittedLast)}`
    : '; none was let in';
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    entity,
    firstWindow: isoOf(stretch.firstWindow),
    title: isIn
      ? `${stretch.entity}: ${refused}, and ${counted(attempts - failures, 'login')} that ${attempts - failures === 1 ? 'was' : 'were'} let in`
      : `${stretch.entity}: ${refused}`,
    start,
    end,
    events: failures,
    filter,
    attack: isIn ? ['T1110', 'T1078'] : ['T1110'],
    metrics: [
      { name: 'refused logins', value: failures, unit: 'logins', threshold: Math.ceil(bound) },
      {
        name: 'share of its logins that were refused',
        value: share,
        unit: 'share',
        threshold: settings.minimumShare,
        sampleSize: attempts,
      },
      { name: 'logins that were let in', value: attempts - failures, unit: 'logins' },
    ],
    score: [
      scorePart('refused again and again', 40, 40),
      scorePart('refused logins beyond the bound', doublings(failures, bound, 4), 24),
      scorePart('share refused', 5 * share, 5),
      scorePart('let in after it was refused', isIn ? 15 : 0, 15),
    ],
    explanation: `${counted(failures, 'login')} refused, ${percent(share)} of those it tried, within ${lasted}${letIn}`,
    next: nextCommands(filter, entity, 'url.path'),
  });
};
