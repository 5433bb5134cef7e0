/** A filter as data. `at` and `valueAt` are character offsets in the text it was read from, for messages only. */
export type FilterTree =
  | { readonly kind: 'and'; readonly items: readonly FilterTree[] }
  | { readonly kind: 'or'; readonly items: readonly FilterTree[] }
  | { readonly kind: 'not'; readonly item: FilterTree }
  | Comparison
  | WildcardMatch
  | { readonly kind: 'exists'; readonly field: string; readonly at?: number };

export type ComparisonOperator = ':' | '<' | '<=' | '>' | '>=';

export interface Comparison {
  readonly kind: 'compare';
  readonly field: string;
  readonly operator: ComparisonOperator;
  readonly value: string;
  /** The value is no address block even where it looks like one. */
  readonly literal?: boolean;
  readonly at?: number;
  readonly valueAt?: number;
}

/** The texts between the `*`s: `/a*b` has the pieces `/a` and `b`, which stand at its two ends. */
export interface WildcardMatch {
  readonly kind: 'match';
  readonly field: string;
  readonly pieces: readonly string[];
  readonly at?: number;
  readonly valueAt?: number;
}

const joined = (kind: 'and' | 'or', items: readonly FilterTree[]): FilterTree => {
  const flat = items.flatMap((item) => (item.kind === kind ? item.items : [item]));
  const only = flat[0];
  if (only === undefined) throw new RangeError(`"${kind}" needs at least one condition`);
  return flat.length === 1 ? only : Object.freeze({ kind, items: Object.freeze(flat) });
};

/** All conditions hold. Nested lists are flattened, a single condition stands for itself. */
export const allOf = (items: readonly FilterTree[]): FilterTree => joined('and', items);

/** At least one condition holds. */
export const anyOf = (items: readonly FilterTree[]): FilterTree => joined('or', items);

export const noneOf = (item: FilterTree): FilterTree => Object.freeze({ kind: 'not', item });

/** Names of the fields a filter asks for, each once, in order of appearance. */
export const filterFields = (tree: FilterTree): readonly string[] => {
  const names = new Set<string>();
  const visit = (node: FilterTree): void => {
    if (node.kind === 'and' || node.kind === 'or') node.items.forEach(visit);
    else if (node.kind === 'not') visit(node.item);
    else names.add(node.field);
  };
  visit(tree);
  return [...names];
};

/** Whether a text has the look of an address block such as 10.0.0.0/8. */
export const looksLikeBlock = (text: string): boolean => /^[0-9a-fA-F:.]+\/[0-9]+$/.test(text);
