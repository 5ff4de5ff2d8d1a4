/** What the pages rely on in the files that Rollbridge itself wrote, by this or by an older version. */
import * as z from 'zod';

const actor = z.looseObject({ kind: z.string() });
const image = z.looseObject({ image: z.string() });

export const rollbackShape = z.looseObject({
  by: actor,
  from: image,
  to: image,
  reason: z.string().optional(),
  clock: z.looseObject({ pressedAt: z.string() }),
});

export const releaseShape = z.looseObject({
  spec: z.looseObject({ version: z.string(), reason: z.string().optional() }),
  status: z
    .looseObject({
      requester: actor,
      rollback: rollbackShape.nullable(),
      story: z.array(z.looseObject({ what: z.string(), at: z.string() })),
    })
    .nullable(),
});

export const targetShape = z.looseObject({
  phase: z.string(),
  message: z.string(),
  image: z.string(),
  steps: z.looseObject({ index: z.number(), count: z.number() }).nullable(),
  weight: z.looseObject({ actual: z.number() }).nullable(),
  versions: z.array(
    z.looseObject({ hash: z.string(), image: z.string(), roles: z.array(z.string()), current: z.number() }),
  ),
  traffic: z.array(z.looseObject({ hash: z.string(), percent: z.number() })),
  troubles: z.array(z.looseObject({ pod: z.string(), reason: z.string() })),
});
