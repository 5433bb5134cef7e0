import type { LoadedDataset } from '../../store/event-store.ts';

/** What makes the two ends of a contact in a dataset. */
export interface ContactFields {
  /** Fields that together are the other end; the first one must be there. */
  readonly other: readonly string[];
  /** Size of what was sent, where it is known. */
  readonly size: string | undefined;
  /** Says whether a connection got through, where the log knows; answers of a server do not count. */
  readonly outcome?: string;
  /** The other end is our own server: the log is that of a site. */
  readonly ownSite: boolean;
}

/**
 * The ends by dataset: names asked for, addresses with port, hosts asked for over HTTP; in
 * a site's own log the agent. A dataset may offer several; the first whose first field has
 * values counts. Empty where there are no two ends.
 */
export const contactFields = (dataset: LoadedDataset): readonly ContactFields[] => {
  const has = (name: string): boolean => dataset.fields.some((field) => field.name === name);
  if (!has('source.ip') || !has('@timestamp')) return [];
  const size = ['source.bytes', 'http.request.body.bytes'].find(has);
  if (has('dns.question.name')) return [{ other: ['dns.question.name'], size: undefined, ownSite: false }];
  if (dataset.name === 'web') {
    return [
      { other: ['url.domain'], size, ownSite: false },
      { other: ['user_agent.original'], size: undefined, ownSite: true },
    ];
  }
  if (!has('destination.ip')) return [];
  return [
    {
      other: ['destination.ip', ...(has('destination.port') ? ['destination.port'] : [])],
      size,
      ...(has('event.outcome') ? { outcome: 'event.outcome' } : {}),
      ownSite: false,
    },
  ];
};
