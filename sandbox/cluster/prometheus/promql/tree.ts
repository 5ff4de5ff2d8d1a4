/** A query as it was understood: what it asks for, and where in the text each part begins (for the words of errors). */

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  matches(value: string): boolean;
}

/** `@`: milliseconds since 1970, or an end of what is asked for. */
export type At = number | 'start' | 'end';

/** When something is looked at, if not at the time of the query. */
export interface Moment {
  /** Milliseconds into the past. */
  readonly offset: number;
  readonly at: At | null;
}

interface Part {
  /** Characters from the start of the text. */
  readonly from: number;
}

export interface Selector extends Part, Moment {
  readonly kind: 'selector';
  readonly matchers: readonly Matcher[];
}

/** The samples of so many milliseconds before. */
export interface Range extends Part {
  readonly kind: 'range';
  readonly of: Selector;
  readonly ms: number;
}

export interface Subquery extends Part, Moment {
  readonly kind: 'subquery';
  readonly of: Expr;
  readonly ms: number;
  /** Null for the usual one. */
  readonly step: number | null;
}

export interface Call extends Part {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

export interface Aggregate extends Part {
  readonly kind: 'aggregate';
  readonly operator: string;
  readonly args: readonly Expr[];
  readonly grouping: Grouping;
}

export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  /** Which side may have many for one of the other. */
  readonly many: 'left' | 'right' | null;
  /** Labels that are taken from the one. */
  readonly include: readonly string[];
}

export interface Binary extends Part {
  readonly kind: 'binary';
  readonly operator: string;
  /** Where the operator stands. */
  readonly operatorFrom: number;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  /** Null when nothing is said about it. */
  readonly matching: Matching | null;
}

export interface Unary extends Part {
  readonly kind: 'unary';
  readonly negative: boolean;
  readonly of: Expr;
}

export interface NumberLiteral extends Part {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringLiteral extends Part {
  readonly kind: 'string';
  readonly value: string;
}

export type Expr = Selector | Range | Subquery | Call | Aggregate | Binary | Unary | NumberLiteral | StringLiteral;
