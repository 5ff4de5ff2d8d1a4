/** What the pages rely on in the files that Rollbridge itself wrote, by this or by an older version. */
import * as z from 'zod';

const { string, number, array } = z;

const actor = z.looseObject({ kind: string() });
const image = z.looseObject({ image: string() });

export const rollbackShape = z.looseObject({
  by: actor,
  from: image,
  to: image,
  reason: string().optional(),
  clock: z.looseObject({ pressedAt: string() }),
});

export const releaseShape = z.looseObject({
  spec: z.looseObject({ version: string(), reason: string().optional() }),
  status: z
    .looseObject({
      requester: actor,
      rollback: rollbackShape.nullable(),
      story: array(z.looseObject({ what: string(), at: string() })),
    })
    .nullable(),
});

export const targetShape = z.looseObject({
  phase: string(),
  message: string(),
  image: string(),
  steps: z.looseObject({ index: number(), count: number() }).nullable(),
  weight: z.looseObject({ actual: number() }).nullable(),
  versions: array(z.looseObject({ hash: string(), image: string(), roles: array(string()), current: number() })),
  traffic: array(z.looseObject({ hash: string(), percent: number() })),
  troubles: array(z.looseObject({ pod: string(), reason: string() })),
});
