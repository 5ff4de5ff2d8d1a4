/** Notices as a kind of our objects. */
import { type Notice, noticeName } from '../../model/notice.ts';
import type { Kind } from './kind.ts';
import { readNotice } from './notice-schema.ts';
import { KubernetesStore, type StoreOptions } from './records.ts';

export const NOTICES: Kind<Notice> = {
  kind: 'Notice',
  plural: 'notices',
  noun: 'notice',
  unknown: 'unknown-notice',
  list: '/incident undelivered',
  name: noticeName,
  isNamedOnce: true,
  read: readNotice,
  // Both are small: words are cut where the notice is made.
  spec: (spec) => spec,
  status: (status) => status,
};

export class KubernetesNoticeStore extends KubernetesStore<Notice> {
  constructor(options: StoreOptions) {
    super(NOTICES, options);
  }
}
