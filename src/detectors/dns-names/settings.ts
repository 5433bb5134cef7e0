import { numberSetting, type typedSettings } from '../number-setting.ts';

export const DNS_NAMES_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 21_600, 2_592_000],
    'Windows at most this far apart are one finding',
  ),
  numberSetting(
    'minimumNames',
    'names',
    [10, 60, 100_000],
    'Different names below one domain that make a tunnel',
  ),
  numberSetting('minimumLength', 'characters', [8, 22, 200], 'Mean length of what stands before the domain'),
  numberSetting('minimumEntropy', 'bits', [1, 3, 6], 'Mean entropy of these characters'),
  numberSetting(
    'minimumUnknown',
    'domains',
    [5, 15, 100_000],
    'Different domains that do not exist which make generated names',
  ),
  numberSetting(
    'minimumOddness',
    'share',
    [0.1, 0.5, 1],
    'Share of these whose letters look drawn at random',
  ),
]);

export type DnsNamesSettings = ReturnType<typeof typedSettings<typeof DNS_NAMES_SETTINGS>>;
