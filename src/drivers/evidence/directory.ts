/** Where captures are kept. */
import { join } from 'node:path';
import type { EvidenceRules } from '../../model/catalog.ts';

/** `temporary` is the system's folder for temporary files: where a volume is mounted most often when the rest is read-only. */
export function evidenceDirectory({ directory }: Pick<EvidenceRules, 'directory'>, temporary: string): string {
  return directory ?? join(temporary, 'rollbridge-evidence');
}
