import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { typedSettings } from '../number-setting.ts';
import { byEntity, stretches, textsOf, windowOf } from '../windows.ts';
import { counted, figure } from '../wording.ts';
import { aftermathOf } from './aftermath.ts';
import { type Campaign, campaignsOf, inspection } from './campaign.ts';
import { attackFinding } from './finding.ts';
import { outcomeOf } from './outcome.ts';
import { isCut, SENT_KEPT } from './sent.ts';
import { WEB_ATTACKS_SETTINGS } from './settings.ts';
import { usualAnswers } from './usual.ts';

/** Looks closely at what the sieve held back, and tells how the server took what is an attack. */
export const judgeAttacks = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(WEB_ATTACKS_SETTINGS, context.settings);
  const usual = usualAnswers(rows, settings.minimumSizes);
  const { inspect, leftOut } = inspection();
  const findings = [...byEntity(rows)].flatMap(([entity, own]) => {
    if (!own.some(hasSent)) return [];
    const aftermath = aftermathOf(own);
    return stretches(own.filter(hasSent), settings.windowSeconds, settings.gapSeconds).flatMap((part) =>
      campaignsOf(entity, within(own, part), inspect)
        .filter(isNoteworthy)
        .map((campaign) =>
          attackFinding({
            campaign,
            outcome: outcomeOf(campaign, usual, aftermath, settings),
            aftermath,
            context,
          }),
        ),
    );
  });
  const left = leftOut();
  const cut = rows.filter(isCut).length;
  return {
    findings,
    notes: [
      ...(left === 0
        ? []
        : [`${figure(left)} texts were not looked at: too many different ones for one run`]),
      ...(cut === 0
        ? []
        : [
            `in ${counted(cut, 'hour')} an address sent over ${figure(SENT_KEPT)} odd texts, of which the rest was not looked at`,
          ]),
    ],
  };
};

/** Different paths of web shells and secrets below which asking for them in vain is the noise of every server. */
const FEWEST_PROBES = 3;

const isNoteworthy = ({ family, texts, sent }: Campaign): boolean =>
  family !== 'exposure-probe' ||
  texts.target.length >= FEWEST_PROBES ||
  sent.some(({ status }) => status !== null && status >= 200 && status < 300);

const hasSent = (row: Row): boolean => textsOf(row, 'sent').length > 0;

/** All rows from the first to the last of a part, those without attacks included. */
const within = (rows: readonly Row[], part: readonly Row[]): readonly Row[] => {
  const [first, last] = [windowOf(part[0] as Row), windowOf(part.at(-1) as Row)];
  if (first === null || last === null) return part;
  return rows.filter((row) => {
    const window = windowOf(row);
    return window !== null && window >= first && window <= last;
  });
};
