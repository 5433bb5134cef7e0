import { numberSetting, type typedSettings } from '../number-setting.ts';

export const RARITY_SETTINGS = Object.freeze([
  numberSetting(
    'minimumBits',
    'bits',
    [3, 7, 40],
    'Least surprise: values this rare or rarer may stand in 1 of 2^bits events',
  ),
  numberSetting(
    'minimumEvents',
    'events',
    [20, 100, 1_000_000],
    'Fewest events of a dataset to judge values by',
  ),
  numberSetting('maximumEvents', 'events', [1, 100, 100_000], 'Most events of one rare value'),
  numberSetting('maximumPerField', 'findings', [1, 10, 1000], 'Most findings whose turn is the same field'),
  numberSetting(
    'minimumGivenEvents',
    'events',
    [20, 100, 1_000_000],
    'Fewest events of an entity to judge its values by',
  ),
  numberSetting(
    'priorWeight',
    'events',
    [0, 1, 1000],
    "Weight of everyone's share when an entity's share is estimated",
  ),
  numberSetting(
    'fenceMultiplier',
    'quartile distances',
    [1, 3, 20],
    'How far above the upper quartile a size is an outlier',
  ),
  numberSetting(
    'minimumProbes',
    'targets',
    [2, 6, 10_000],
    'Fewest different targets with odd characters that one address asked for',
  ),
  numberSetting(
    'minimumProbeBits',
    'bits',
    [7, 18, 200],
    'Least surprise of the odd characters of one address together',
  ),
]);

export type RaritySettings = ReturnType<typeof typedSettings<typeof RARITY_SETTINGS>>;
