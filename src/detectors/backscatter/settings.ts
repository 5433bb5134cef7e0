import { numberSetting, type typedSettings } from '../number-setting.ts';

export const BACKSCATTER_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 21_600, 2_592_000],
    'Windows with answers at most this far apart are one finding',
  ),
  numberSetting('minimumHosts', 'hosts', [3, 10, 100_000], 'Our addresses that answers must reach'),
  numberSetting(
    'minimumVictims',
    'addresses',
    [3, 10, 100_000],
    'Answering addresses that are told together',
  ),
]);

export type BackscatterSettings = ReturnType<typeof typedSettings<typeof BACKSCATTER_SETTINGS>>;
