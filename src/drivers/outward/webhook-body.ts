/** What a webhook says: one schema for the code, the docs and whoever receives it. */
import * as z from 'zod';
import { SEVERITIES } from '../../model/incident.ts';
import { isOfIncident, type Notice, OCCASIONS } from '../../model/notice.ts';

const text = z.string();

const schema = z.object({
  type: z.enum(OCCASIONS).describe('What happened.'),
  timestamp: text.describe('When it happened, RFC 3339. The time of the try is in the header webhook-timestamp.'),
  data: z
    .object({
      incident: text.exactOptional().describe('The name of the incident, where it is of one.'),
      release: text.exactOptional().describe('The name of the release, or of the one that caused the incident.'),
      service: text.describe('The service.'),
      environment: text.describe('Its environment.'),
      severity: z.enum(SEVERITIES).exactOptional().describe('How bad the incident is; sev1 is the worst.'),
      by: text
        .exactOptional()
        .describe('Who did it: a Slack member id, or rollbridge. Left out when nobody is proven to have done it.'),
      reason: text.exactOptional().describe('Why, in free words.'),
      image: text.exactOptional().describe('The image that the release brought.'),
      backTo: text.exactOptional().describe('The image that was brought back.'),
      cause: text.exactOptional().describe('What the incident came from, in free words.'),
      impact: text.exactOptional().describe('Whom the incident hurt and how, in free words.'),
    })
    .describe('What it happened to.'),
});

export type WebhookBody = z.infer<typeof schema>;

export function webhookBody({ spec }: Pick<Notice, 'spec'>): WebhookBody {
  const { occasion, at, about, to: _, release, ...rest } = spec;
  const incident = isOfIncident(spec) ? { incident: about } : {};
  const cause = isOfIncident(spec) ? release : about;
  return {
    type: occasion,
    timestamp: at,
    data: { ...incident, ...(cause !== undefined && { release: cause }), ...rest },
  };
}

/** JSON Schema (draft 2020-12) of the body. More fields and more types may come; whoever receives it ignores them. */
export function webhookJsonSchema(): object {
  const { $schema, ...shape } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title: 'Webhook of Rollbridge', ...shape };
}
