/** Notice objects, checked at the door: what deploy/crds/notices.yaml says, also where that is older. */
import * as z from 'zod';
import { SEVERITIES } from '../../model/incident.ts';
import { type Delivery, type Notice, type NoticeSpec, type NoticeStatus, OCCASIONS } from '../../model/notice.ts';
import type { Read } from './kind.ts';
import { listOf, orNull, reader, text, whole } from './reading.ts';

const maybe = text.exactOptional();

const spec: z.ZodType<NoticeSpec> = z.object({
  occasion: z.enum(OCCASIONS),
  at: text,
  about: text,
  service: text,
  environment: text,
  to: listOf(text),
  by: maybe,
  severity: z.enum(SEVERITIES).exactOptional(),
  reason: maybe,
  release: maybe,
  image: maybe,
  backTo: maybe,
  cause: maybe,
  impact: maybe,
});

const delivery: z.ZodType<Delivery> = z.object({
  to: text,
  state: z.enum(['waiting', 'delivered', 'needless', 'undelivered']),
  tries: whole.default(0),
  since: orNull(text),
  nextAt: orNull(text),
  why: orNull(text),
  hint: orNull(text),
  link: orNull(z.object({ label: text, url: text })),
});

const status: z.ZodType<NoticeStatus> = z.object({
  phase: z.enum(['Waiting', 'Delivered', 'Undelivered']),
  message: text,
  deliveries: listOf(delivery),
});

export const readNotice: (object: unknown) => Read<Notice> = reader({ spec, status });
