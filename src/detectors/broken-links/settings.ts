import { numberSetting } from '../number-setting.ts';

export const BROKEN_LINKS_SETTINGS = Object.freeze([
  numberSetting(
    'minimumAddresses',
    'addresses',
    [2, 5, 100_000],
    'Addresses that followed a link from our own pages',
  ),
  numberSetting(
    'mostPaths',
    'paths',
    [1, 20, 1_000],
    'Missing paths that are told, those of most addresses first',
  ),
]);
