import { visibleText } from '../kernel/visible-text.ts';

/** What the serializer reads of a node, whoever made it. */
interface TreeNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly childNodes: Iterable<TreeNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

const ELEMENT = 1;
const TEXT = 3;

/** Names that carry code or style; a chart has no need of them, so they never leave this room. */
const REFUSED_ELEMENTS = new Set(['script', 'style', 'foreignobject', 'iframe', 'image', 'use']);
const REFUSED_ATTRIBUTES = /^(?:on|style$|class$)/i;

/** Text as XML or HTML content and attribute value, with every character visible. */
export const markupText = (text: string): string =>
  visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const shortNumbers = (value: string): string =>
  value.replace(/-?\d+\.\d{3,}(?:e[+-]?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))));

const attributeText = (name: string, value: string): string => {
  const isGeometry = /^(?:d|transform|x|y|x1|x2|y1|y2|r|cx|cy|width|height|points)$/.test(name);
  return ` ${name}="${markupText(isGeometry ? shortNumbers(value) : value)}"`;
};

const isKept = ({ name, value }: { readonly name: string; readonly value: string }): boolean =>
  !REFUSED_ATTRIBUTES.test(name) && !(/href$/i.test(name) && !value.startsWith('#'));

/**
 * A drawn tree as SVG text, the same in HTML and in an XML file: everything escaped,
 * geometry to two decimals, no style, script, event handler or link to elsewhere.
 */
export const serialize = (node: unknown): string => {
  const { nodeType, nodeName, nodeValue, childNodes, attributes } = node as TreeNode;
  if (nodeType === TEXT) return markupText(nodeValue ?? '');
  const name = nodeName.toLowerCase();
  if (nodeType !== ELEMENT || REFUSED_ELEMENTS.has(name)) return '';
  const tag = name === 'clippath' ? 'clipPath' : name;
  const words = [...(attributes ?? [])]
    .filter(isKept)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((attribute) => attributeText(attribute.name, attribute.value))
    .join('');
  const inner = Array.from(childNodes, serialize).join('');
  return inner === '' ? `<${tag}${words}/>` : `<${tag}${words}>${inner}</${tag}>`;
};
