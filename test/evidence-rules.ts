/** What the catalog says of evidence where a test does not care. */
import type { EvidenceRules } from '../src/model/catalog.ts';

export const EVIDENCE: EvidenceRules = {
  capture: false,
  directory: null,
  keep: 20,
  retention: { ageMs: null, bytes: null },
  bucket: null,
  redact: { emails: false, patterns: [] },
  withinMs: 20_000,
  recorder: { record: true, perRelease: 4 * 1024 * 1024, total: 64 * 1024 * 1024 },
  queries: {},
  limits: {},
};
