import { LANGUAGES, type Language, languagesOf } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { CLOCK_TOLERANCE } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release, type Variant } from '../domain/release.ts';

/** A key below `problem.field` in the catalogues. */
export type ReleaseFault = 'export-state' | 'export-date' | 'export-language';

export interface RuleContext {
  readonly newsroom: Pick<Newsroom, 'languages'>;
  readonly now: Instant;
  /** False for a revision, which may have a language that the newsroom has removed since. */
  readonly isCurrent: boolean;
}

/** What the service cannot have written, however its requests came; null when it can have written the release. Pure. */
export function faultOf(release: Release, context: RuleContext): ReleaseFault | null {
  if (!isPossibleState(release)) return 'export-state';
  if (eventsOf(release).some((at) => at > context.now + CLOCK_TOLERANCE)) return 'export-date';
  return context.isCurrent && hasForeignLanguage(release, context.newsroom) ? 'export-language' : null;
}

function isPossibleState(release: Release): boolean {
  const { state, publishAt, withdrawn, corrections, lastEventAt } = release;
  const variants = Object.values(release.variants);
  const isEvent = withdrawn !== null || corrections.length > 0 || lastEventAt !== null;
  if ((withdrawn !== null) !== (state === 'withdrawn')) return false;
  if (
    !hasPossibleLanguages(release) ||
    !languagesOf(release.variants).every((language) => isOfLanguage(release, language))
  )
    return false;
  if (state === 'draft' || state === 'scheduled') {
    return !isEvent && variants.every(isNew) && (state === 'draft' || publishAt !== null);
  }
  if (state === 'published') return publishAt !== null && lastEventAt !== null && variants.every(isPublished);
  return variants.every((variant) => isPublished(variant) && variant.withdrawn !== null);
}

/** Only a join takes all variants away from a release, which it then withdraws. */
function hasPossibleLanguages({ state, variants, departed = {}, sourceLanguage }: Release): boolean {
  const languages = languagesOf(variants);
  if (languages.some((language) => departed[language] !== undefined)) return false;
  if (languages.length > 0) return languages.includes(sourceLanguage);
  return state === 'withdrawn' && languagesOf(departed).length > 0;
}

function isNew({ publication, withdrawn }: Variant): boolean {
  return publication === null && withdrawn === null;
}

function isPublished({ publication, slug }: Variant): boolean {
  return publication !== null && slug !== null && publication.updatedAt >= publication.publishedAt;
}

/** An entry keeps its id when a join or a split moves it to another release, but never changes its language. */
function isOfLanguage({ variants }: Release, language: Language): boolean {
  const id = variants[language]?.publication?.id;
  return id === undefined || id.endsWith(`/${language}`);
}

function eventsOf(release: Release): Instant[] {
  const { state, publishAt, createdAt, lastEventAt, corrections, withdrawn, variants } = release;
  const ofVariants = Object.values(variants).flatMap(({ publication, withdrawn: of }) => [
    publication?.publishedAt ?? 0,
    publication?.updatedAt ?? 0,
    of?.at ?? 0,
  ]);
  return [
    createdAt,
    lastEventAt ?? 0,
    withdrawn?.at ?? 0,
    state === 'published' ? (publishAt ?? 0) : 0,
    ...corrections.map(({ at }) => at),
    ...ofVariants,
  ];
}

/** A language with public or scheduled variants cannot be removed from a newsroom. */
function hasForeignLanguage(release: Release, { languages }: Pick<Newsroom, 'languages'>): boolean {
  const shown = LANGUAGES.filter(
    (language) =>
      isPublic(release, language) ||
      (release.state === 'scheduled' && release.variants[language] !== undefined),
  );
  return shown.some((language) => !languages.includes(language));
}
