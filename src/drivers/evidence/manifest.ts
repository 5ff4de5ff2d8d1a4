/** The manifest of a capture, read by whoever did not write it: an older version may have, or somebody by hand. */
import * as z from 'zod';
import type { CaptureAbout } from '../../model/capture.ts';

export const MANIFEST = 'manifest.json';

const shape = z.object({
  occasion: z.string(),
  service: z.string(),
  environment: z.string(),
  asOf: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
  missing: z.array(z.object({ what: z.string(), why: z.string() })),
});

export type Manifest = z.infer<typeof shape>;

const text = z.string();
const hash = z.string().nullable();

/** With all that is said of the capture. */
const captureShape = shape.extend({
  occasion: z.enum(['rollback', 'failure', 'asked']),
  target: z.object({
    region: text,
    cluster: text,
    namespace: text,
    kind: z.literal('Rollout'),
    name: text,
    container: text,
  }),
  release: z.string().nullable(),
  bad: hash,
  good: hash,
  began: text,
  ended: text,
  again: z.boolean(),
});

export type CaptureManifest = CaptureAbout & Pick<Manifest, 'files' | 'missing'>;

/** Null for anything else. */
export function parseManifest(text: string): Manifest | null {
  return parsed(shape, text);
}

/** Null for anything else, and for what lacks something that is said of a capture today. */
export function parseCapture(text: string): CaptureManifest | null {
  return parsed<CaptureManifest>(captureShape, text);
}

function parsed<T>(wanted: z.ZodType<T>, text: string): T | null {
  try {
    return wanted.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
