/** A PromQL query as a tree. What it may hold is said here; how it is read, in `syntax.ts`; what it means, in `evaluate.ts`. */

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Where in time a selector looks. */
export interface Place {
  readonly offsetMs: number;
  /** Milliseconds since 1970, or an end of the whole query; null for the moment of evaluation. */
  readonly at: number | 'start' | 'end' | null;
}

export interface Matching {
  /** By these labels alone, or by all but these. */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The side that may have many for one of the other; null for one to one. */
  readonly many: 'left' | 'right' | null;
  /** Labels that the many take from the one. */
  readonly include: readonly string[];
}

export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

export type Query =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'selector'; readonly matchers: readonly Matcher[]; readonly place: Place }
  | { readonly kind: 'range'; readonly matchers: readonly Matcher[]; readonly place: Place; readonly rangeMs: number }
  | {
      readonly kind: 'subquery';
      readonly of: Query;
      readonly place: Place;
      readonly rangeMs: number;
      readonly stepMs: number | null;
    }
  | { readonly kind: 'negative'; readonly of: Query }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Query;
      readonly right: Query;
      readonly bool: boolean;
      readonly matching: Matching;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Query[] }
  | {
      readonly kind: 'aggregate';
      readonly operator: string;
      readonly grouping: Grouping;
      readonly args: readonly Query[];
    };

/** The query cannot be read, or does not fit together. */
export class BadQuery extends Error {}
