import { counts } from '../../explore/counts.ts';
import { REPORT_LIMITS, type ReportField } from '../../schema/report.ts';
import type { EventStore, LoadedDataset } from '../../store/event-store.ts';

/** Fields worth a look first, by dataset; what a dataset lacks is passed over. */
const FIRST_FIELDS: Readonly<Record<string, readonly string[]>> = {
  web: [
    'source.ip',
    'http.response.status_code',
    'url.path',
    'http.request.method',
    'user_agent.original',
    'http.request.referrer',
    'url.domain',
    'user.name',
    'http.version',
  ],
  network: [
    'source.ip',
    'source.subnet',
    'destination.ip',
    'destination.port',
    'network.transport',
    'network.protocol',
    'source.geo.country_name',
    'event.type',
    'event.action',
    'rule.name',
  ],
  auth: [
    'source.ip',
    'user.name',
    'event.outcome',
    'event.reason',
    'event.action',
    'process.name',
    'host.hostname',
  ],
};

const COUNTABLE = new Set(['keyword', 'ip', 'integer', 'boolean']);
const MOST_OTHER_FIELDS = 10;

const fieldsOf = (dataset: LoadedDataset): readonly string[] => {
  const known = new Set([...dataset.fields, ...dataset.derived].map((field) => field.name));
  const chosen = FIRST_FIELDS[dataset.name]?.filter((field) => known.has(field));
  if (chosen !== undefined) return chosen;
  return dataset.fields
    .filter((field) => COUNTABLE.has(field.type) && !/^(log|event)\./.test(field.name))
    .slice(0, MOST_OTHER_FIELDS)
    .map((field) => field.name);
};

/** The most frequent values of each dataset's telling fields; fields without any value are left out. */
export const topValues = async (
  store: EventStore,
  options: { readonly where?: string; readonly signal?: AbortSignal },
): Promise<readonly ReportField[]> => {
  const cards: ReportField[] = [];
  for (const dataset of await store.datasets()) {
    for (const field of fieldsOf(dataset)) {
      if (cards.length >= REPORT_LIMITS.fields) return cards;
      const answer = await counts(store, {
        ...options,
        field,
        datasets: [dataset.name],
        limit: REPORT_LIMITS.valuesPerField,
      });
      const values = answer.rows.map((row) => ({
        value: row['value'] === null || row['value'] === undefined ? null : String(row['value']),
        count: Number(row['count']),
        share: Number(row['share']),
      }));
      if (values.every((each) => each.value === null)) continue;
      cards.push({ dataset: dataset.name, field, distinct: answer.total, values });
    }
  }
  return cards;
};
