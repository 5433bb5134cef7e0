import { numberSetting, type typedSettings } from '../number-setting.ts';

export const LOGIN_GUESSING_SETTINGS = Object.freeze([
  numberSetting(
    'minimumAccounts',
    'user names',
    [3, 6, 100_000],
    'User names that an address, network or AS failed with and never got in as',
  ),
  numberSetting(
    'minimumAddresses',
    'addresses',
    [3, 6, 100_000],
    'Addresses that failed on one account and never got in',
  ),
  numberSetting(
    'minimumFailures',
    'failures',
    [5, 20, 1_000_000],
    'Failures of one address on one account before a success that counts as guessed',
  ),
  numberSetting(
    'minimumSlowFailures',
    'failures',
    [20, 50, 1_000_000],
    'Failures of one address in a week as few users it never got in as, too slow for the hourly rule',
  ),
  numberSetting(
    'minimumShare',
    'share',
    [0, 0.5, 1],
    'Least share of the user names, or addresses, seen that never got in',
  ),
  numberSetting(
    'minimumLogins',
    'user names',
    [3, 10, 100_000],
    'Accounts that an address logged in as which are implausibly many',
  ),
]);

export type LoginGuessingSettings = ReturnType<typeof typedSettings<typeof LOGIN_GUESSING_SETTINGS>>;
