/** What the catalog says of systems outside that are told what happens. */
import type { Occasion } from './notice.ts';

/** Where a secret is; the catalog never has it itself. */
export type SecretPlace =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string };

/** How a destination is spoken to. */
export type Via =
  /** By the Standard Webhooks specification. */
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: SecretPlace }
  | { readonly kind: 'pagerduty'; readonly url: string; readonly routingKey: SecretPlace }
  | { readonly kind: 'opsgenie'; readonly url: string; readonly key: SecretPlace; readonly team: string | null }
  | {
      readonly kind: 'jira';
      readonly url: string;
      readonly project: string;
      readonly issueType: string;
      readonly user: string;
      readonly token: SecretPlace;
    }
  /** The address is the secret of these two. */
  | { readonly kind: 'teams'; readonly url: SecretPlace }
  | { readonly kind: 'discord'; readonly url: SecretPlace };

export interface DestinationRules {
  readonly name: string;
  readonly via: Via;
  /** What it is told of. */
  readonly occasions: readonly Occasion[];
  /** Null is all. */
  readonly services: readonly string[] | null;
  readonly environments: readonly string[] | null;
}

/** Whom PagerDuty has on call is invited to the channel of an incident. */
export interface OnCallRules {
  /** Of the REST API. */
  readonly url: string;
  readonly token: SecretPlace;
  /** Of services that have none of their own; null: nobody is called for those. */
  readonly escalationPolicy: string | null;
  readonly services: Readonly<Record<string, string>>;
}

export interface OutwardRules {
  readonly destinations: readonly DestinationRules[];
  /** A delivery is tried for so long, in ms; then a person is needed. */
  readonly giveUpAfterMs: number;
  /** Null: nobody is asked. */
  readonly oncall: OnCallRules | null;
}
