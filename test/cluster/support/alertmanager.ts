/** Alertmanager, as far as the program meets it: it posts what fires and what has ended. */
import { SEED, type Story } from './story.ts';

/** The name of every alert that it sends. */
export const ALERT = 'HighErrorRate';

export interface Sent {
  readonly count?: number;
  readonly status?: 'firing' | 'resolved';
  readonly startsAt?: Date;
  readonly token?: string;
  /** Number of the first of them; they are other alerts than those before. */
  readonly from?: number;
}

/** As Alertmanager does; resolves with the status of the answer. */
export async function sends(
  story: Story,
  { count = 1, status = 'firing', startsAt = new Date(), token, from = 0 }: Sent,
): Promise<number> {
  const labels = { alertname: ALERT, service: 'shop' };
  const response = await fetch(`${story.program.url}/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? SEED.alertsToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      groupKey: `{}:{alertname="${ALERT}"}`,
      truncatedAlerts: 0,
      status,
      receiver: 'rollbridge',
      groupLabels: { alertname: ALERT },
      commonLabels: labels,
      commonAnnotations: {},
      externalURL: 'http://alertmanager:9093',
      alerts: Array.from({ length: count }, (_, i) => ({
        status,
        labels: { ...labels, pod: `shop-${from + i}` },
        annotations: { summary: '12 % of <!channel> requests fail' },
        startsAt: startsAt.toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus:9090',
        fingerprint: `f${from + i}`,
      })),
    }),
  });
  return response.status;
}
