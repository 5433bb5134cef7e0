import type { FormatDefinition, JsonPath } from '../definition.ts';
import { type JsonValue, jsonText, readJsonObject } from '../json-reader.ts';
import { JSON_SKELETON } from '../json-text.ts';
import type { ColumnMapping } from '../column-mapping.ts';
import { type OwnColumn, ownFields, withOwnFields } from '../own-columns.ts';

const MAXIMUM_COLUMNS = 500;
/** Keys that no engine takes in a path. */
const ODD_KEY = /["\\*\n]/;

interface Leaf {
  readonly path: JsonPath;
  readonly sample: string[];
  list: boolean;
}

const collect = (value: JsonValue, path: JsonPath, leaves: Map<string, Leaf>): void => {
  if (value?.kind === 'object' && value.members.size > 0 && path.length < 12) {
    for (const [key, item] of value.members) {
      if (!ODD_KEY.test(key) && key !== '') collect(item, [...path, key], leaves);
    }
    return;
  }
  const name = JSON.stringify(path);
  const leaf = leaves.get(name) ?? { path, sample: [], list: false };
  if (!leaves.has(name) && leaves.size >= MAXIMUM_COLUMNS) return;
  leaves.set(name, leaf);
  if (value?.kind === 'list') leaf.list = true;
  const text = jsonText(value);
  if (text !== null && value?.kind !== 'list') leaf.sample.push(text);
};

const definition = (head: readonly string[], mapping: ColumnMapping | undefined): FormatDefinition | null => {
  const leaves = new Map<string, Leaf>();
  let documents = 0;
  for (const line of head) {
    if (!line.trimStart().startsWith('{')) continue;
    const document = readJsonObject(line);
    if (document.kind !== 'object') continue;
    documents += 1;
    collect(document, [], leaves);
  }
  if (documents === 0 || leaves.size === 0) return null;
  const kept = [...leaves.values()].filter((leaf) => leaf.path.length > 0);
  const columns = kept.map(
    (leaf): OwnColumn => ({
      name: leaf.path.join('.'),
      captures: [JSON.stringify(leaf.path)],
      sample: leaf.sample,
      list: leaf.list && leaf.sample.length === 0,
    }),
  );
  const shape = {
    parts: [],
    json: Object.fromEntries(kept.map((leaf) => [JSON.stringify(leaf.path), leaf.path])),
  };
  return withOwnFields(
    { ...jsonLines, shapeFor: () => shape, skeleton: JSON_SKELETON },
    ownFields('json', columns, mapping),
  );
};

const jsonFormat = (mapping?: ColumnMapping): FormatDefinition => ({
  name: 'json',
  title: 'JSON lines, one object a line; nested keys by their dotted path',
  dataset: 'json',
  example:
    '{"time":"2021-06-21T20:59:55Z","client":{"ip":"203.0.113.9"},"user":"alice","bytes":512,"tags":["a"]}',
  general: true,
  shapeFor: () => null,
  fields: {},
  forLog: (head) => definition(head, mapping),
  withMapping: jsonFormat,
});

/** One JSON object a line, whatever its keys. */
export const jsonLines: FormatDefinition = jsonFormat();
