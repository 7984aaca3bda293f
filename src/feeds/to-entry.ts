import { type Language, type Localized, languagesOf, pickText } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release, releaseId } from '../domain/release.ts';
import { slugOf } from '../domain/representation.ts';
import { newsroomUrl, releaseUrl } from '../domain/urls.ts';
import type { Entry, Publisher, Tombstone } from './entry.ts';

export function publisherOf(newsroom: Newsroom, language: Language, baseUrl: string): Publisher {
  return {
    name: pickText(newsroom.name, language, newsroom.defaultLanguage) ?? newsroom.slug,
    url: newsroomUrl(baseUrl, language, newsroom.slug),
  };
}

/** Null when the variant is not public. */
export function toEntry(
  newsroom: Newsroom,
  release: Release,
  language: Language,
  baseUrl: string,
): Entry | null {
  const variant = release.variants[language];
  if (variant?.publication == null || !isPublic(release, language)) return null;
  const { title, lead, body, keywords, publication } = variant;
  const text = (localized: Localized | undefined) =>
    localized === undefined ? undefined : pickText(localized, language, release.sourceLanguage);
  const urlIn = (other: Language, slug: string) =>
    releaseUrl(baseUrl, other, newsroom.slug, release.number, slug);

  return {
    ...publication,
    releaseId: releaseId(newsroom.number, release.number),
    number: release.number,
    language,
    type: release.type,
    title,
    lead,
    body,
    keywords,
    url: urlIn(language, slugOf(variant)),
    publisher: publisherOf(newsroom, language, baseUrl),
    corrections: release.corrections.map(({ at, note }) => ({ at, note: text(note) ?? '' })),
    media: release.media.map(({ alt, caption, ...rest }) => ({
      ...rest,
      ...optionalMember('alt', text(alt)),
      ...optionalMember('caption', text(caption)),
    })),
    links: release.links.map(({ url, title: name }) => ({ url, ...optionalMember('title', text(name)) })),
    contacts: release.contacts.map(({ title: role, ...rest }) => ({
      ...rest,
      ...optionalMember('title', text(role)),
    })),
    variants: languagesOf(release.variants).flatMap((other) => {
      const variantInOther = release.variants[other];
      if (other === language || variantInOther?.publication == null || !isPublic(release, other)) return [];
      const { id } = variantInOther.publication;
      return [{ language: other, url: urlIn(other, slugOf(variantInOther)), id }];
    }),
  };
}

/** Null when the variant was never public or is not withdrawn. */
export function toTombstone(release: Release, language: Language): Tombstone | null {
  const { publication, withdrawn } = release.variants[language] ?? {};
  if (publication == null || withdrawn == null) return null;
  return {
    id: publication.id,
    at: withdrawn.at,
    reason:
      pickText(withdrawn.reason, language, release.sourceLanguage) || translate(language, 'feed:withdrawn'),
  };
}

function optionalMember<N extends string>(
  name: N,
  value: string | undefined,
): { readonly [K in N]?: string } {
  const object: { [K in N]?: string } = {};
  if (value !== undefined) object[name] = value;
  return object;
}
