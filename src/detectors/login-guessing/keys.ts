import type { LoadedDataset } from '../../store/event-store.ts';

export const ADDRESS = 'source.ip';
const SUBNET = 'source.subnet';
const AUTONOMOUS_SYSTEM = 'source.as.number';
export const USER = 'user.name';
export const NEEDED = ['@timestamp', ADDRESS, USER, 'event.outcome'] as const;

export type LoginLook = 'slow address' | 'address' | 'network' | 'account';

/** What logins are counted by, over how long; names are those of the other side: users, or addresses. */
export interface LoginKey {
  readonly look: LoginLook;
  readonly field: string;
  readonly days: number;
  /** Addresses that must take part, so that one address's guessing is told of that address. */
  readonly fewestAddresses: number;
}

/** Slow guessing of one address needs a week to show; of a network or on an account a day. */
const KEYS: readonly LoginKey[] = Object.freeze([
  { look: 'slow address', field: ADDRESS, days: 7, fewestAddresses: 1 },
  { look: 'address', field: ADDRESS, days: 1, fewestAddresses: 1 },
  { look: 'network', field: SUBNET, days: 1, fewestAddresses: 3 },
  { look: 'network', field: AUTONOMOUS_SYSTEM, days: 1, fewestAddresses: 5 },
  { look: 'account', field: USER, days: 1, fewestAddresses: 1 },
]);

/** The keys a dataset has the fields for; AS numbers only where a log or an enrichment gave them. */
export const keysOf = (dataset: LoadedDataset): readonly LoginKey[] => {
  const names = new Set([...dataset.fields, ...dataset.derived].map((field) => field.name));
  return KEYS.filter((key) => names.has(key.field));
};

/** How rows name their key before the entity. */
export const prefixOf = ({ look, field }: LoginKey): string => `${look} ${field}=`;
