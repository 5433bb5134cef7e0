import { filterAll } from '../../filter/format.ts';
import type { Finding } from '../../schema/finding.ts';
import type { JudgeContext } from '../detector.ts';
import { makeFinding } from '../make-finding.ts';
import { countsCommand, eventsCommand } from '../next-commands.ts';
import { doublings, scorePart } from '../severity.ts';
import { isoOf, unitedTexts } from '../windows.ts';
import { counted, duration, figure, shown } from '../wording.ts';
import { ENTITY, USERS_KEPT } from './aggregate.ts';
import { loginEvents, type LoginEvents } from '../login-events.ts';
import type { DistributedLoginsSettings } from './settings.ts';
import type { StrangerWave } from './stranger-waves.ts';

export const DETECTOR = 'distributed-logins';

/** Guessing against one account or a few; many accounts are spraying or stuffing. */
const FEW_ACCOUNTS = 3;

const whom = (users: readonly string[], { user }: LoginEvents): string => {
  if (user === undefined) return '';
  return users.length <= FEW_ACCOUNTS ? ` as ${users.map(shown).join(', ')}` : ' as many users';
};

export const waveFinding = (
  wave: StrangerWave,
  settings: DistributedLoginsSettings,
  context: JudgeContext,
): Finding => {
  const { windows, strangers, judged } = wave;
  const events = loginEvents(context.dataset) as LoginEvents;
  const failures = windows.reduce((total, window) => total + window.failures, 0);
  const admitted = windows.reduce((total, window) => total + window.admitted, 0);
  const users = unitedTexts(
    windows.map((window) => window.users),
    USERS_KEPT,
  );
  const start = isoOf(windows.find(({ first }) => first !== null)?.first ?? null) as string;
  const end = isoOf(windows.findLast(({ last }) => last !== null)?.last ?? null) as string;
  const filter = filterAll([`@timestamp >= "${start}" and @timestamp <= "${end}"`, events.failed]);
  const few = events.user !== undefined && users.length <= FEW_ACCOUNTS;
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  const accounts = `${users.length === USERS_KEPT ? 'at least ' : ''}${counted(users.length, 'user name')}`;
  return makeFinding({
    detector: DETECTOR,
    settings: context.settings,
    dataset: context.dataset.name,
    title: `${counted(strangers, 'new address', 'new addresses')} failed to log in${whom(users, events)}`,
    entity: { field: 'event.dataset', value: context.dataset.name },
    firstWindow: isoOf(wave.seenFirst),
    start,
    end,
    events: failures,
    filter,
    attack: events.user === undefined ? ['T1110'] : few ? ['T1110.001'] : ['T1110.003', 'T1110.004'],
    metrics: [
      {
        name: 'surprise',
        value: judged.surprise,
        unit: 'powers of ten',
        threshold: settings.surprise,
        sampleSize: judged.history,
      },
      {
        name: 'new addresses that only failed, when it was seen first',
        value: judged.strangers,
        unit: 'addresses',
        baseline: judged.expected,
        threshold: settings.minimumAddresses,
      },
      { name: 'new addresses that only failed, in all', value: strangers, unit: 'addresses' },
      { name: 'new addresses that logged in meanwhile', value: admitted, unit: 'addresses' },
      ...(events.user === undefined
        ? []
        : [{ name: 'user names tried', value: users.length, unit: 'user names' }]),
      { name: 'failed logins', value: failures, unit: 'events' },
    ],
    score: [
      scorePart('strangers that only fail', 55, 55),
      scorePart('surprise beyond the bound', (judged.surprise - settings.surprise) / 2, 10),
      scorePart('strangers beyond the bound', doublings(strangers, settings.minimumAddresses, 3), 15),
    ],
    explanation: `${counted(strangers, 'address', 'addresses')} never seen before failed to log in${events.user === undefined ? '' : ` as ${accounts}`} within ${duration(seconds)}; ${figure(judged.expected, 2)} were to be expected where ${figure(judged.strangers)} had come when it was seen first. ${counted(admitted, 'other new address', 'other new addresses')} logged in meanwhile`,
    next: [
      eventsCommand(filter),
      countsCommand(events.user ?? 'user_agent.original', filter),
      countsCommand(ENTITY, filter),
    ],
  });
};
