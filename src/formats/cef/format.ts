import { ecsType } from '../../schema/ecs-fields.ts';
import type { ColumnMapping } from '../column-mapping.ts';
import type { CaptureStep, FieldRule, FormatDefinition, PatternPart } from '../definition.ts';
import { ownFields, withOwnFields } from '../own-columns.ts';
import { pairColumns, type PairStyle } from '../pairs.ts';

/** A header field: a bar inside is escaped. */
const HEADER = '(?:[^|\\\\]|\\\\[^\\n])*';

const PARTS: readonly PatternPart[] = [
  { name: 'before', exact: '[^\\n]*?' },
  'CEF:',
  { name: 'version', exact: '[0-9.]+' },
  '|',
  { name: 'vendor', exact: HEADER },
  '|',
  { name: 'product', exact: HEADER },
  '|',
  { name: 'product version', exact: HEADER },
  '|',
  { name: 'code', exact: HEADER },
  '|',
  { name: 'name', exact: HEADER },
  '|',
  { name: 'severity', exact: '[^|]*' },
  { name: 'bar', exact: '\\|?' },
  { name: 'extension', exact: '[^\\n]*' },
];

/** A value ends before the next key or at the end; `=` inside is escaped. */
const STYLE: PairStyle = {
  valuePatterns: (key) => [`(?:^| )${key}=((?:[^=\\\\]|\\\\[^\\n])*?)(?: +[A-Za-z0-9_.\\[\\]-]+=| *$)`],
  keysOf: (text) => [...text.matchAll(/(?:^| )([A-Za-z0-9_.[\]-]+)=/g)].map((match) => match[1] ?? ''),
};

/** Keys of the extension dictionary (ArcSight CEF, revision 25) with the ECS fields that Elastic's CEF decoder gives them. */
const KEYS: Readonly<Record<string, string>> = {
  act: 'event.action',
  app: 'network.protocol',
  cat: 'rule.category',
  dhost: 'destination.domain',
  dmac: 'destination.mac',
  dpt: 'destination.port',
  dst: 'destination.ip',
  duser: 'destination.user.name',
  dvc: 'observer.ip',
  dvchost: 'observer.hostname',
  externalId: 'event.id',
  fname: 'file.name',
  filePath: 'file.path',
  fsize: 'file.size',
  in: 'source.bytes',
  msg: 'message',
  out: 'destination.bytes',
  outcome: 'event.outcome',
  proto: 'network.transport',
  reason: 'event.reason',
  request: 'url.original',
  requestClientApplication: 'user_agent.original',
  requestMethod: 'http.request.method',
  rt: '@timestamp',
  shost: 'source.domain',
  smac: 'source.mac',
  spt: 'source.port',
  src: 'source.ip',
  suser: 'user.name',
};

const text = (from: string): FieldRule => ({ kind: 'text', from });

const HEADER_FIELDS: Readonly<Record<string, FieldRule>> = {
  'observer.vendor': text('vendor'),
  'observer.product': text('product'),
  'observer.version': text('product version'),
  'event.code': text('code'),
  'rule.name': text('name'),
  'event.severity': { kind: 'number', from: 'severity', type: 'long' },
  'cef.severity': text('severity'),
};

/** The keys of the extension; a value ends before the last word that stands before the next `=`. */
const SKELETON = [
  ['^[^\\n]*?CEF:[0-9.]+(?:[|](?:[^|\\\\]|\\\\[^\\n])*){6}[|]', ''],
  ['=(?:[^=]*[ ])?([^ =]*)', '=\\1'],
  ['=[^=]*$', '='],
] as const;

const definition = (head: readonly string[], mapping: ColumnMapping | undefined): FormatDefinition | null => {
  const whole = /CEF:[0-9.]+\|(?:(?:[^|\\]|\\.)*\|){6}(.*)$/u;
  const extensions = head.flatMap((line) => whole.exec(line)?.[1] ?? []);
  if (extensions.length === 0) return null;
  const { columns, search } = pairColumns(extensions, STYLE);
  const names = { ...KEYS, ...mapping?.fields };
  const renamed = columns.map((column) => ({
    ...column,
    name: Object.hasOwn(names, column.name) ? column.name : `cef.${column.name}`,
  }));
  const own = ownFields('cef', renamed, { place: 'CEF', ...mapping, fields: names });
  const inner: readonly CaptureStep[] = [{ from: 'extension', search }];
  const shape = { parts: PARTS, inner };
  const header = Object.fromEntries(
    Object.entries(HEADER_FIELDS).filter(([name]) => own.fields[name] === undefined),
  );
  return withOwnFields(
    { ...cef, shapeFor: () => shape, skeleton: SKELETON },
    {
      dataset: own.dataset,
      absent: own.absent.filter((name) => mapping?.fields[name] !== undefined),
      fields: { ...own.fields, ...header },
      columns: [
        ...own.columns,
        ...Object.keys(header).map(
          (name) => ({ name, type: ecsType(name) ?? 'keyword', description: '' }) as const,
        ),
      ],
    },
  );
};

const cefFormat = (mapping?: ColumnMapping): FormatDefinition => ({
  name: 'cef',
  title: 'ArcSight Common Event Format, with or without a syslog header',
  dataset: 'cef',
  example:
    'Jun 21 20:59:55 gate CEF:0|Example|Gate|1.0|100|worm stopped|10|src=203.0.113.9 dst=192.0.2.10 spt=1232 dpt=445 proto=TCP act=blocked msg=a worm was stopped rt=1624309195000',
  shapeFor: () => null,
  fields: {},
  forLog: (head) => definition(head, mapping),
  withMapping: cefFormat,
});

/** Events of many security products. */
export const cef: FormatDefinition = cefFormat();
