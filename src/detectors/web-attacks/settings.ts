import { numberSetting, type typedSettings } from '../number-setting.ts';

export const WEB_ATTACKS_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 21_600, 2_592_000],
    'Windows with attacks at most this far apart are one finding',
  ),
  numberSetting(
    'minimumSizes',
    'answers',
    [3, 8, 100_000],
    'Ordinary answers of a path that make its usual size',
  ),
  numberSetting(
    'sizeFence',
    'quartile distances',
    [0.5, 3, 20],
    'How far outside the usual sizes an answer to an attack may have worked',
  ),
]);

export type WebAttacksSettings = ReturnType<typeof typedSettings<typeof WEB_ATTACKS_SETTINGS>>;
