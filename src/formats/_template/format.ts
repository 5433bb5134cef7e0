import type { FormatDefinition } from '../definition.ts';

/** Copy this folder, rename the export, and add it to the registry; docs/formats/your-own.md says how. */
export const template: FormatDefinition = {
  name: 'template',
  title: 'What people call these lines',
  dataset: 'template',
  example: '2021-06-21T20:59:55Z login alice from 203.0.113.9',
  shapeFor: () => ({
    parts: [{ name: 'time', exact: '[^ ]+' }, ' ', { name: 'message', exact: '[^\\n]*' }],
    inner: [
      {
        from: 'message',
        oneOf: [
          {
            parts: [
              'login ',
              { name: 'user', exact: '[^ ]+' },
              ' from ',
              { name: 'address', exact: '[^ ]+' },
            ],
            set: { outcome: 'success' },
          },
        ],
      },
    ],
  }),
  fields: {
    '@timestamp': { kind: 'isoTime', from: 'time' },
    'source.ip': { kind: 'text', from: 'address' },
    'user.name': { kind: 'text', from: 'user' },
    'event.outcome': { kind: 'text', from: 'outcome' },
    message: { kind: 'text', from: 'message' },
  },
  columns: [
    { name: 'source.ip', type: 'ip', description: '' },
    { name: 'user.name', type: 'keyword', description: '' },
    { name: 'event.outcome', type: 'keyword', description: '' },
    { name: 'message', type: 'keyword', description: '' },
  ],
};
