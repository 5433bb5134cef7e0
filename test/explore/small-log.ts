import type { PlainEvent } from '../helpers/loaded-stores.ts';

const at = (clock: string): string => `2024-05-06T${clock}.000000Z`;

/** Ten logins with a missing user, a missing time and a tie in every count; answers in the tests were counted by hand. */
export const LOGINS: readonly PlainEvent[] = [
  { '@timestamp': at('10:00:00'), 'source.ip': '10.1.2.3', 'user.name': 'ana', 'event.outcome': 'success' },
  {
    '@timestamp': at('10:00:05'),
    'source.ip': '10.1.2.3',
    'user.name': 'bob',
    'event.outcome': 'failure',
    'event.reason': 'wrong password',
  },
  { '@timestamp': at('10:20:00'), 'source.ip': '10.1.9.9', 'user.name': 'ana', 'event.outcome': 'success' },
  {
    '@timestamp': at('10:59:59'),
    'source.ip': '10.1.2.3',
    'user.name': null,
    'event.outcome': 'failure',
    'event.reason': 'wrong user',
  },
  {
    '@timestamp': at('13:00:00'),
    'source.ip': '2001:db8:1:2::5',
    'user.name': 'eva',
    'event.outcome': 'success',
  },
  {
    '@timestamp': at('13:00:00'),
    'source.ip': '2001:db8:1:2::6',
    'user.name': 'eva',
    'event.outcome': 'failure',
    'event.reason': 'wrong password',
  },
  { '@timestamp': at('13:30:00'), 'source.ip': '10.1.2.3', 'user.name': 'bob', 'event.outcome': 'success' },
  {
    '@timestamp': null,
    'source.ip': '10.1.9.9',
    'user.name': 'ana',
    'event.outcome': 'failure',
    'event.reason': 'wrong user',
  },
  { '@timestamp': at('14:00:00'), 'source.ip': null, 'user.name': 'zoë', 'event.outcome': null },
  { '@timestamp': at('14:10:00'), 'source.ip': '10.2.0.1', 'user.name': 'Zed', 'event.outcome': 'success' },
];

/** Web requests with amounts, queries and agents. */
export const REQUESTS: readonly PlainEvent[] = [
  [
    '10:00:00',
    '/shop/items/7?page=81&sort=up',
    200,
    100,
    'Mozilla/5.0 (X11; Linux x86_64; rv:66.0) Gecko/20100101 Firefox/66.0',
  ],
  [
    '10:00:01',
    '/shop/items/8?page=2&sort=down#top',
    200,
    300,
    'Mozilla/5.0 (Macintosh) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/73.0 Safari/537.36',
  ],
  ['10:00:03', '/img/photo-123.jpg', 200, 1048576, 'curl/7.68.0'],
  [
    '10:00:03',
    '/a/550e8400-e29b-41d4-a716-446655440000/x',
    404,
    null,
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  ],
  ['10:01:00', '/blob/deadbeefcafe0123', 404, 0, 'DirBuster-0.12 (http://www.owasp.org/)'],
  ['10:02:00', "/?id=1' or 1=1", 500, 2000000, 'Mozilla/5.00 (Nikto/2.1.5)'],
  ['10:03:00', '*', 400, 5, null],
  ['10:04:00', null, 408, null, ''],
].map(([clock, url, status, size, agent], index) => ({
  '@timestamp': at(String(clock)),
  'source.ip': index % 2 === 0 ? '10.0.0.1' : '10.0.0.2',
  'url.original': url ?? null,
  'http.response.status_code': status ?? null,
  'http.response.body.bytes': size ?? null,
  'user_agent.original':
    agent === '' ? 'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1)' : (agent ?? null),
}));
