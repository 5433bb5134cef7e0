import { numberSetting, type typedSettings } from '../number-setting.ts';

export const OVERLOAD_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [10, 60, 3_600], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 300, 86_400],
    'Failing windows at most this far apart are one finding',
  ),
  numberSetting('minimumErrors', 'errors', [3, 20, 1_000_000], 'Server errors (5xx) that make an overload'),
  numberSetting('minimumShare', 'share', [0.01, 0.1, 1], 'Least share of server errors in a failing window'),
  numberSetting('minimumSeconds', 'seconds', [0, 60, 86_400], 'Shortest overload; a restart is shorter'),
  numberSetting('minimumAddresses', 'addresses', [2, 5, 100_000], 'Addresses that must meet the errors'),
]);

export type OverloadSettings = ReturnType<typeof typedSettings<typeof OVERLOAD_SETTINGS>>;
