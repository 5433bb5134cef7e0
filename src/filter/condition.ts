import type { FieldType } from '../kernel/field-type.ts';

/**
 * A filter whose values were read by the types of their fields: what the SQL and the
 * JavaScript evaluation both work from. Times are microseconds since 1970 (`from` is
 * inside, `until` outside); integer bounds are exact.
 */
export type Condition =
  | { readonly kind: 'and'; readonly items: readonly Condition[] }
  | { readonly kind: 'or'; readonly items: readonly Condition[] }
  | { readonly kind: 'not'; readonly item: Condition }
  /** Holds for no event. */
  | { readonly kind: 'never' }
  | LeafCondition;

export type LeafCondition =
  | { readonly kind: 'exists'; readonly field: string; readonly type: FieldType }
  | { readonly kind: 'text'; readonly field: string; readonly type: FieldType; readonly value: string }
  | {
      readonly kind: 'textRange';
      readonly field: string;
      readonly operator: RangeOperator;
      readonly value: string;
    }
  | {
      readonly kind: 'match';
      readonly field: string;
      readonly type: FieldType;
      readonly pieces: readonly string[];
    }
  | { readonly kind: 'subnet'; readonly field: string; readonly block: string }
  | { readonly kind: 'boolean'; readonly field: string; readonly value: boolean }
  | {
      readonly kind: 'number';
      readonly field: string;
      readonly operator: '=' | RangeOperator;
      readonly value: number | bigint;
    }
  | { readonly kind: 'time'; readonly field: string; readonly from?: bigint; readonly until?: bigint };

export type RangeOperator = '<' | '<=' | '>' | '>=';
