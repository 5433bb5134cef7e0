import type { PlainEvent } from './loaded-stores.ts';

/** One request of the web dataset; the time is seconds after 2026-03-02 08:00 UTC, null for none. */
export const request = (
  address: string,
  target: string,
  status: number,
  seconds: number | null,
  more: PlainEvent = {},
): PlainEvent => ({
  '@timestamp': seconds === null ? null : moment(seconds),
  'source.ip': address,
  'http.request.method': 'GET',
  'url.original': target,
  'http.version': '1.1',
  'http.response.status_code': status,
  'http.response.body.bytes': 512,
  'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64)',
  ...more,
});

/** Seconds after 2026-03-02 08:00 UTC as ISO 8601 with six decimals. */
export const moment = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 2, 8) + seconds * 1000).toISOString().replace('Z', '000Z');

/** Visitors who read existing pages, with a missing favicon each: what goes on beside an attack. */
export const ordinaryVisits = (visitors: number, pages: number, spanSeconds = 3600): readonly PlainEvent[] =>
  Array.from({ length: visitors }, (_, visitor) => {
    const address = `198.51.100.${visitor + 1}`;
    const start = (visitor * spanSeconds) / visitors;
    const visits = Array.from({ length: pages }, (_page, page) =>
      request(address, `/articles/${page % 12}`, 200, start + page, {
        'http.request.referrer': 'https://journal.example/',
      }),
    );
    return [...visits, request(address, '/favicon.ico', 404, start + pages)];
  }).flat();
