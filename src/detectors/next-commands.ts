import { filterFor } from '../filter/format.ts';

/** One argument for a POSIX shell, quoted where it must be; safe for any text without NUL. */
export const shellQuoted = (argument: string): string =>
  /^[A-Za-z0-9_.,:/@%+=-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;

/** The command that shows the events of a filter; inputs or the store are added by who knows them. */
export const eventsCommand = (filter: string): string => `logfence events --where ${shellQuoted(filter)}`;

/** The command that counts a field among the events of a filter. */
export const countsCommand = (field: string, filter: string): string =>
  `logfence counts ${shellQuoted(field)} --where ${shellQuoted(filter)}`;

/** What to type next about an entity: its finding's events, and what else it did. */
export const nextCommands = (
  filter: string,
  entity: { readonly field: string; readonly value: string },
  also: string,
): readonly string[] => [eventsCommand(filter), countsCommand(also, filterFor(entity.field, entity.value))];
