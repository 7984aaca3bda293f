import { languagesOf } from '../base/locale/language.ts';
import { isPublic, type Release } from './release.ts';

/** The public sees it, in one language at least: every change of it is a visible one. */
export function hasPublicVariant(release: Release | null): boolean {
  return release !== null && languagesOf(release.variants).some((language) => isPublic(release, language));
}
