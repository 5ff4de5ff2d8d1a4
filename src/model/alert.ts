/** Alerts of a monitoring system: which ones a service listens to, and what is remembered of them. */
import type { Severity } from './incident.ts';

/** One alert as it was sent; everything in it was written by others. */
export interface Alert {
  readonly state: 'firing' | 'resolved';
  /** The label `alertname`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the annotations say about it, in one line; null when they say nothing. */
  readonly says: string | null;
  /** RFC 3339: when it began to fire. */
  readonly startsAt: string;
  /** The same for the same labels. */
  readonly fingerprint: string;
}

/** A label that must be exactly this, or fit a pattern as a whole; one that is not there is empty. */
export interface LabelMatch {
  readonly label: string;
  readonly is: string | RegExp;
}

export interface AlertRule {
  readonly match: readonly LabelMatch[];
  readonly does: 'ask' | 'rollback';
  /** How bad the incident is that such an alert opens; null: it opens none. */
  readonly incident: Severity | null;
  /** How long after its end a release may still be to blame, in ms. */
  readonly withinMs: number;
}

/** One alert that a release has heard of. */
export interface HeardAlert {
  /** Fingerprint and start: the same alert is the same key however often it is sent. */
  readonly key: string;
  readonly name: string;
  readonly firing: boolean;
}

/** Why nothing is done about an alert. */
export type AlertTold =
  /** A question about this release was asked before. */
  | 'asked'
  /** It began before the release did. */
  | 'older'
  /** A rollback is under way. */
  | 'rolling-back'
  /** The release has ended, and its version is not what runs. */
  | 'ended'
  /** Which version is the bad one, or how to go back from it, is not known. */
  | 'unknown'
  /** More than one service or environment listens to it. */
  | 'ambiguous'
  /** The rollback was refused; the words say why. */
  | 'refused';

/** The last part of a key is a time, which has no `@`. */
export function alertKey({ fingerprint, startsAt }: Pick<Alert, 'fingerprint' | 'startsAt'>): string {
  return `${fingerprint}@${new Date(startsAt).toISOString()}`;
}

export function fits({ match }: AlertRule, { labels }: Pick<Alert, 'labels'>): boolean {
  return match.every(({ label, is }) => {
    const value = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
    return typeof is === 'string' ? value === is : is.test(value);
  });
}
