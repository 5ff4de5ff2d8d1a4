/** The manifest of a capture, read by whoever did not write it: an older version may have, or somebody by hand. */
import * as z from 'zod';

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

/** Null for anything else. */
export function parseManifest(text: string): Manifest | null {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
