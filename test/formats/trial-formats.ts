import type { FormatDefinition, LineShape } from '../../src/formats/definition.ts';
import { template } from '../../src/formats/_template/format.ts';
import { patternFormat } from '../../src/formats/pattern/format.ts';

const SHAPE_OF_MANY: LineShape = {
  parts: [
    { name: 'time', exact: '[^ ]+' },
    ' ',
    { name: 'program', exact: '[a-z]+' },
    ': ',
    { name: 'message', exact: '[^\\n]*' },
  ],
  inner: [
    {
      from: 'message',
      oneOf: [
        {
          when: { program: 'login' },
          parts: [{ name: 'user', exact: '[^ ]+' }, ' in from ', { name: 'address', exact: '[^ ]+' }],
          set: { outcome: 'success' },
        },
        {
          when: { program: 'login' },
          parts: ['refused ', { name: 'address', exact: '[^ ]+' }, { name: 'rest', exact: '[^\\n]*' }],
          set: { outcome: 'failure' },
        },
        { parts: ['port ', { name: 'port', exact: '[0-9]+' }], set: { outcome: 'unknown' } },
      ],
    },
    { from: 'rest', search: { key: '(?:^|[ ])key=([^ ]*)', tag: '[{]([a-z]*)[}]' } },
    { name: 'stamp', join: ['2021-', { capture: 'time', table: { a: '01', b: '02' } }, '-05'] },
  ],
};

const text = (from: string) => ({ kind: 'text', from }) as const;

/** Definitions that use every kind of rule and step, so that each is compared on all engines. */
export const TRIALS: readonly { readonly format: FormatDefinition; readonly lines: readonly string[] }[] = [
  {
    format: {
      name: 'trial-many',
      title: '',
      dataset: 'trial',
      example: '',
      shapeFor: () => SHAPE_OF_MANY,
      fields: {
        '@timestamp': {
          kind: 'first',
          of: [
            { kind: 'isoTime', from: 'stamp' },
            { kind: 'isoTime', from: 'time' },
            { kind: 'epochTime', from: 'time', unit: 'milliseconds' },
            { kind: 'epochTime', from: 'time', unit: 'nanoseconds' },
          ],
        },
        'user.name': { ...text('user'), unescape: true },
        'source.ip': text('address'),
        'event.outcome': text('outcome'),
        'source.port': { kind: 'number', from: 'port', type: 'integer' },
        seconds: { kind: 'number', from: 'port', type: 'double', scale: 0.001 },
        key: { ...text('key'), empty: ['(empty)'] },
        tag: { kind: 'boolean', from: 'tag', yes: ['t', 'yes'], no: ['f'] },
        list: { kind: 'list', from: 'key', separator: ',', empty: ['(empty)'], elements: 'escaped' },
      },
      columns: [
        { name: 'user.name', type: 'keyword', description: '' },
        { name: 'source.port', type: 'integer', description: '' },
        { name: 'seconds', type: 'double', description: '' },
        { name: 'tag', type: 'boolean', description: '' },
        { name: 'list', type: 'keywords', description: '' },
      ],
    },
    lines: [
      'a login: alice in from 203.0.113.5',
      '1614945600123 login: b\\x6fb\\xc3\\xa9\\xff\\xe2\\x82 in from 2001:db8::1',
      '1614945600123456789 login: refused 203.0.113.6 key=a,b {t}',
      '2021-03-05T01:02:03.5 login: refused 203.0.113.7 key=(empty) {f}',
      'b login: refused 203.0.113.8 key= {other} key=x',
      'c cron: port 22',
      'a cron: refused x',
      'a cron: port 4294967296',
      'a login: refused 203.0.113.8 key=a\\x41,\\xf0\\x9f\\x98\\x80 {yes}',
    ],
  },
  {
    format: {
      name: 'trial-json',
      title: '',
      dataset: 'trial',
      example: '',
      shapeFor: () => ({
        parts: [],
        json: {
          time: ['t'],
          user: ['user', 'name'],
          odd: ['a.b c'],
          first: ['tags', 0],
          tags: ['tags'],
          ok: ['ok'],
          size: ['size'],
          share: ['share'],
          any: ['any'],
          message: ['m'],
        },
        inner: [
          { from: 'message', oneOf: [{ parts: ['from ', { name: 'address', exact: '[^ ]+' }] }] },
          { from: 'any', search: { word: '([a-z]+)' } },
        ],
      }),
      fields: {
        '@timestamp': { kind: 'epochTime', from: 'time' },
        user: { ...text('user'), empty: [], unescape: true },
        odd: text('odd'),
        first: text('first'),
        tags: { kind: 'jsonList', from: 'tags', elements: 'escaped' },
        ok: { kind: 'boolean', from: 'ok', yes: ['true'], no: ['false'] },
        size: { kind: 'number', from: 'size', type: 'long' },
        share: { kind: 'number', from: 'share', type: 'double' },
        any: text('any'),
        'source.ip': text('address'),
        word: text('word'),
        decimals: { kind: 'jsonList', from: 'any', elements: 'decimal' },
      },
      columns: [
        { name: 'tags', type: 'keywords', description: '' },
        { name: 'ok', type: 'boolean', description: '' },
        { name: 'size', type: 'long', description: '' },
        { name: 'share', type: 'double', description: '' },
        { name: 'decimals', type: 'keywords', description: '' },
      ],
    },
    lines: [
      '{"t":1575413096.052279,"user":{"name":"al\\u00e9 \\"x\\" \\\\ \\ud83d\\ude00"},"a.b c":"-","tags":["a","b\\\\x41",1,true,null,{"q":[1.50,2]}],"ok":true,"size":123,"share":0.0012309551239013672,"m":"from 203.0.113.5"}',
      '{"t":1575413096,"user":{"name":""},"tags":[],"ok":false,"size":9223372036854775808,"share":1e5,"any":{"x":[1,{"y":"z\\/\\b\\u0001"}],"n":-0}}',
      ' { "t" : 1.0e3 , "user" : null , "tags" : "one" , "size" : -5 , "share":-0.0, "any":"10:20, [3]" } ',
      '{"user":{"name":"dup","name":"second"},"size":12345678901234567890123,"share":123456789.10,"ok":null,"any":1.50}',
      '{"t":"1575413096.5","tags":["x\\ny"],"size":"17","share":"-","any":[],"m":"from x y"}',
      '{"tags":"two\\nlines","any":9.9999999999999999e22,"t":9999999999.999999,"size":-9223372036854775808,"share":12345678901.5}',
      `{"any":${'['.repeat(200)}1.5${']'.repeat(200)},"size":1}`,
      '{"tags":"[1,2","any":"\\u0000","share":3.14}',
      '{"any":[36.000000,0.50,"1.10",100,-7.0,"x.0"]}',
      '{"tags":[1,2,33],"any":[1,2],"share":100.25,"size":7}',
    ],
  },
  {
    format: patternFormat(
      '%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D \\"%{X-Forwarded-For}i\\" %{ms}T',
    ),
    lines: [
      'shop.example:443 203.0.113.9 - alice [21/Jun/2021:20:59:55 +0200] "GET /cart?id=7 HTTP/1.1" 200 5120 "https://shop.example/" "Mozilla/5.0" 1500 "192.0.2.1, 192.0.2.2" 2',
      'shop.example:80 2001:db8::5 - - [21/Jun/2021:20:59:56 +0200] "\\x16\\x03" 400 - "-" "-" 0 "-" 0',
    ],
  },
  {
    format: patternFormat(
      '$remote_addr - $remote_user [$time_iso8601] "$request" $status $body_bytes_sent $request_time "$http_user_agent" $upstream_addr|$http_x_forwarded_for',
    ),
    lines: [
      '203.0.113.9 - - [2021-06-21T20:59:55+02:00] "GET /a HTTP/2.0" 200 12 0.005 "curl/7.68.0" 192.0.2.10:80|-',
      '2001:db8::5 - bob [2021-06-21T20:59:56] "-" 400 0 1e-3 "a \\" b" -|192.0.2.7, 192.0.2.8',
    ],
  },
  {
    format: patternFormat(
      '^(?<time>\\S+) (?:user=(?<user_name>[\\w.]+|-) )?from (?<source_ip>[0-9a-f.:]+)(?<rest>( again)*) \\[(?<count>\\d+)\\]$',
    ),
    lines: [
      '2021-06-21T20:59:55Z user=a.b from 203.0.113.9 again again [12]',
      '2021-06-21T20:59:56Z from 2001:db8::5 [007]',
      '2021-06-21T20:59:57Z user=- from 203.0.113.9 [99]',
    ],
  },
  { format: template, lines: [template.example, '2021-06-21T20:59:56+02:00 logout alice'] },
];
