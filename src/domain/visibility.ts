import { languagesOf } from '../base/locale/language.ts';
import { isPublic, type Release } from './release.ts';

export function hasPublicVariant(release: Release | null): boolean {
  return release !== null && languagesOf(release.variants).some((language) => isPublic(release, language));
}
