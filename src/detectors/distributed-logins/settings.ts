import { numberSetting, type typedSettings } from '../number-setting.ts';

export const DISTRIBUTED_LOGINS_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 300, 3_600], 'Width of a window'),
  numberSetting(
    'minimumAddresses',
    'addresses',
    [3, 5, 100_000],
    'New addresses that only failed which make a finding',
  ),
  numberSetting(
    'surprise',
    'powers of ten',
    [2, 5, 100],
    'A finding is so improbable: 5 is one in a hundred thousand',
  ),
  numberSetting('historyWindows', 'windows', [1, 24, 100_000], 'Windows before anything is judged'),
]);

export type DistributedLoginsSettings = ReturnType<typeof typedSettings<typeof DISTRIBUTED_LOGINS_SETTINGS>>;
