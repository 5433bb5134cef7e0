import { ecsType } from '../../schema/ecs-fields.ts';
import type { ColumnMapping } from '../column-mapping.ts';
import type { CaptureStep, FieldRule, FormatDefinition, PatternPart } from '../definition.ts';
import { ownFields, withOwnFields } from '../own-columns.ts';
import { pairColumns, type PairStyle } from '../pairs.ts';

const FIELD = '[^|]*';
const PARTS: readonly PatternPart[] = [
  { name: 'before', exact: '[^\\n]*?' },
  'LEEF:',
  { name: 'version', exact: '[0-9.]+' },
  '|',
  { name: 'vendor', exact: FIELD },
  '|',
  { name: 'product', exact: FIELD },
  '|',
  { name: 'product version', exact: FIELD },
  '|',
  { name: 'code', exact: FIELD },
  '|',
  { name: 'delimiter', exact: '(?:(?:[^|\\t=]|0?x[0-9A-Fa-f]{2,4})?\\|)?' },
  { name: 'attributes', exact: '[^\\n]*' },
];

/** A sign as it stands in a character class. */
const inClass = (sign: string): string => (/[\\^\]-]/.test(sign) ? `\\${sign}` : sign);

const style = (delimiter: string): PairStyle => {
  const sign = inClass(delimiter);
  return {
    valuePatterns: (key) => [`(?:^|[${sign}])${key}=([^${sign}]*)`],
    keysOf: (text) => text.split(delimiter).flatMap((pair) => /^([^=]+)=/.exec(pair)?.[1]?.trim() ?? []),
  };
};

/** Predefined attributes (IBM QRadar, LEEF 2) and the ECS fields that they are. */
const KEYS: Readonly<Record<string, string>> = {
  action: 'event.action',
  cat: 'rule.category',
  devTime: '@timestamp',
  dst: 'destination.ip',
  dstBytes: 'destination.bytes',
  dstMAC: 'destination.mac',
  dstPackets: 'destination.packets',
  dstPort: 'destination.port',
  identHostName: 'host.hostname',
  identSrc: 'host.ip',
  policy: 'rule.ruleset',
  proto: 'network.transport',
  reason: 'event.reason',
  sev: 'event.severity',
  src: 'source.ip',
  srcBytes: 'source.bytes',
  srcMAC: 'source.mac',
  srcPackets: 'source.packets',
  srcPort: 'source.port',
  url: 'url.original',
  usrName: 'user.name',
};

const text = (from: string): FieldRule => ({ kind: 'text', from });

const HEADER_FIELDS: Readonly<Record<string, FieldRule>> = {
  'observer.vendor': text('vendor'),
  'observer.product': text('product'),
  'observer.version': text('product version'),
  'event.code': text('code'),
};

const LINE = /LEEF:([0-9.]+)\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|(?:(0?x[0-9A-Fa-f]{2,4}|[^|\t=])?\|)?(.*)$/u;

const signOf = (text: string | undefined): string => {
  if (text === undefined || text === '') return '\t';
  const code = /^0?x([0-9A-Fa-f]{2,4})$/.exec(text)?.[1];
  return code === undefined ? text : String.fromCharCode(Number.parseInt(code, 16));
};

const skeletonOf = (delimiter: string): NonNullable<FormatDefinition['skeleton']> => [
  ['^[^\\n]*?LEEF:', ''],
  [`=[^${inClass(delimiter)}]*`, '='],
];

const definition = (head: readonly string[], mapping: ColumnMapping | undefined): FormatDefinition | null => {
  const found = head.map((line) => LINE.exec(line)).filter((match) => match !== null);
  if (found.length === 0) return null;
  const delimiter = signOf(found[0]?.[2]);
  const { columns, search } = pairColumns(
    found.map((match) => match[3] ?? ''),
    style(delimiter),
  );
  const names = { ...KEYS, ...mapping?.fields };
  const renamed = columns.map((column) => ({
    ...column,
    name: Object.hasOwn(names, column.name) ? column.name : `leef.${column.name}`,
  }));
  const own = ownFields('leef', renamed, { place: 'LEEF', ...mapping, fields: names });
  const inner: readonly CaptureStep[] = [{ from: 'attributes', search }];
  const shape = { parts: PARTS, inner };
  const header = Object.fromEntries(
    Object.entries(HEADER_FIELDS).filter(([name]) => own.fields[name] === undefined),
  );
  return withOwnFields(
    { ...leef, shapeFor: () => shape, skeleton: skeletonOf(delimiter) },
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

const leefFormat = (mapping?: ColumnMapping): FormatDefinition => ({
  name: 'leef',
  title: 'Log Event Extended Format 1.0 and 2.0, with or without a syslog header',
  dataset: 'leef',
  example:
    'LEEF:2.0|Example|Gate|4.0.1|port scan|^|src=203.0.113.9^dst=192.0.2.10^srcPort=81^dstPort=22^usrName=alice^proto=TCP^sev=5',
  shapeFor: () => null,
  fields: {},
  forLog: (head) => definition(head, mapping),
  withMapping: leefFormat,
});

/** Events as QRadar takes them. */
export const leef: FormatDefinition = leefFormat();
