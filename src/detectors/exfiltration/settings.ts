import { numberSetting, type typedSettings } from '../number-setting.ts';

export const EXFILTRATION_SETTINGS = Object.freeze([
  numberSetting(
    'minimumBytes',
    'bytes',
    [1_000_000, 50_000_000, 1e15],
    'Bytes to one destination that can be a finding',
  ),
  numberSetting('minimumRatio', 'times', [0.1, 3, 10_000], 'Bytes sent for every byte received'),
  numberSetting('ownFactor', 'times', [1, 4, 10_000], 'How far beyond its own busiest other hour'),
  numberSetting(
    'peerDistance',
    'quartile distances',
    [0.5, 3, 20],
    'How far outside the busiest hours of the others',
  ),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 7_200, 604_800],
    'Hours with much sent at most this far apart are one finding',
  ),
]);

export type ExfiltrationSettings = ReturnType<typeof typedSettings<typeof EXFILTRATION_SETTINGS>>;
