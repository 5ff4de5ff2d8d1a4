/** A notice that did not get through. */
import type { Delivery, Notice, NoticeSpec } from '../../src/model/notice.ts';

export const NOTICE_NAME = 'shop-production-mm90chs0-incident-opened-mm90chs1';

export function noticeSpec(more: Partial<NoticeSpec> = {}): NoticeSpec {
  return {
    occasion: 'incident.opened',
    at: '2026-05-04T12:00:00.000Z',
    about: 'shop-production-mm90chs0',
    service: 'shop',
    environment: 'production',
    to: ['pager'],
    severity: 'sev1',
    reason: 'no orders',
    by: 'U0ANN',
    ...more,
  };
}

export function delivery(more: Partial<Delivery> = {}): Delivery {
  return {
    to: 'pager',
    state: 'undelivered',
    tries: 3,
    since: '2026-05-04T12:00:01.000Z',
    nextAt: null,
    why: 'It answered 401: no such key',
    hint: 'Renew its key or token where Rollbridge reads it.',
    link: null,
    ...more,
  };
}

export function notice(more: Partial<Notice> = {}): Notice {
  const made = { name: NOTICE_NAME, resourceVersion: '1', createdAt: '2026-05-04T12:00:00Z' };
  return { ...made, spec: noticeSpec(), status: null, ...more };
}

export function lost(more: Partial<Delivery> = {}): { notice: Notice; delivery: Delivery } {
  const one = delivery(more);
  const status = { phase: 'Undelivered' as const, message: 'Not delivered to pager', deliveries: [one] };
  return { notice: notice({ spec: noticeSpec({ to: [one.to] }), status }), delivery: one };
}
