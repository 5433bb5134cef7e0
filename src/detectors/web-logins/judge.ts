import { quantile } from '../../stats/quantile.ts';
import type { Finding } from '../../schema/finding.ts';
import type { Row } from '../../store/event-store.ts';
import type { JudgeContext, Judgement } from '../detector.ts';
import { typedSettings } from '../number-setting.ts';
import { byEntity, entityOf, numberOf, stretches, windowOf } from '../windows.ts';
import { webLoginFinding } from './finding.ts';
import { isConspicuous, type LoginStretch, loginStretch, type Usual } from './login-stretch.ts';
import { WEB_LOGINS_SETTINGS, type WebLoginsSettings } from './settings.ts';

/** Judges each address's windows with refused logins: joined over pauses, else each window that stands out by itself. */
export const judgeWebLogins = (rows: readonly Row[], context: JudgeContext): Judgement => {
  const settings = typedSettings(WEB_LOGINS_SETTINGS, context.settings);
  const usual = usualOf(rows);
  const findings = [...byEntity(rows)].flatMap(([entity, all]) =>
    conspicuous(entity, all, usual, settings).map(
      (stretch): Finding => webLoginFinding(stretch, settings, context),
    ),
  );
  return { findings, notes: [] };
};

const usualOf = (rows: readonly Row[]): Usual => {
  const told = rows.find((row) => entityOf(row) === null && numberOf(row, 'peers') > 0);
  if (told !== undefined) return { addresses: numberOf(told, 'peers'), failures: numberOf(told, 'usual') };
  const means = [...byEntity(rows).values()].map(
    (own) => own.reduce((sum, row) => sum + numberOf(row, 'failures'), 0) / own.length,
  );
  return { addresses: means.length, failures: quantile(means, 0.5) ?? 0 };
};

const conspicuous = (
  entity: string,
  all: readonly Row[],
  usual: Usual,
  settings: WebLoginsSettings,
): readonly LoginStretch[] => {
  const { windowSeconds, gapSeconds } = settings;
  const failing = all.filter((row) => numberOf(row, 'failures') > 0 && windowOf(row) !== null);
  return stretches(failing, windowSeconds, gapSeconds).flatMap((part) => {
    const whole = loginStretch(entity, part, all, usual, settings);
    if (isConspicuous(whole, settings)) return [whole];
    const hot = part.filter((row) =>
      isConspicuous(loginStretch(entity, [row], all, usual, settings), settings),
    );
    return stretches(hot, windowSeconds, 0)
      .map((run) => loginStretch(entity, run, all, usual, settings))
      .filter((run) => isConspicuous(run, settings));
  });
};
