import { numberSetting, type typedSettings } from '../number-setting.ts';

export const WEB_LOGINS_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 21_600, 604_800],
    'Windows with refused logins at most this far apart are one stretch',
  ),
  numberSetting('minimumFailures', 'logins', [5, 20, 1_000_000], 'Refused logins that make a finding'),
  numberSetting('minimumShare', 'share', [0.5, 0.8, 1], 'Least share of the logins that were refused'),
]);

export type WebLoginsSettings = ReturnType<typeof typedSettings<typeof WEB_LOGINS_SETTINGS>>;
