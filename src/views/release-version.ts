/** The version of a release as it is named beside others. */
import type { Release } from '../model/release.ts';
import { shortImage } from './images.ts';

export function versionOf({ spec, status }: Release): string {
  const image = status?.rollback?.from.image ?? status?.targets[0]?.image;
  return image === undefined ? spec.version : shortImage(image, image);
}
