import { type Language, type Localized, languagesOf } from '../base/locale/language.ts';
import { toRfc3339 } from '../base/time/helsinki.ts';
import type { Newsroom, Profile } from './newsroom.ts';
import {
  type Contact,
  isPublic,
  type Link,
  type MediaReference,
  type Release,
  type ReleaseState,
  type ReleaseType,
  releaseId,
  type Source,
  type Variant,
  type Withdrawal,
} from './release.ts';
import { slugify } from './slug.ts';
import { newsroomUrl, releaseUrl } from './urls.ts';

/** The JSON of a release in the API; times are RFC 3339 with Helsinki's offset. */
export interface ReleaseRepresentation {
  readonly id: number;
  readonly number: number;
  readonly revision: number;
  readonly state: ReleaseState;
  readonly type: ReleaseType;
  readonly publishAt: string | null;
  readonly sourceLanguage: Language;
  readonly variants: { readonly [L in Language]?: VariantRepresentation | WithdrawnRepresentation };
  readonly contacts: readonly Contact[];
  readonly media: readonly MediaReference[];
  readonly links: readonly Link[];
  readonly corrections?: readonly { readonly at: string; readonly note: Localized }[];
  readonly withdrawn?: WithdrawalRepresentation;
  readonly source?: Source;
}

export interface VariantRepresentation {
  readonly title: string;
  readonly lead: string;
  readonly body: string;
  readonly keywords: readonly string[];
  readonly slug: string;
  /** `id`, `url`, `publishedAt` and `updatedAt` are present after the first publication. */
  readonly id?: string;
  readonly url?: string;
  readonly publishedAt?: string;
  readonly updatedAt?: string;
  readonly withdrawn?: WithdrawalRepresentation;
}

export interface WithdrawnRepresentation {
  readonly withdrawn: WithdrawalRepresentation;
}

export interface WithdrawalRepresentation {
  readonly at: string;
  readonly reason: Localized;
}

export type Audience = 'newsroom' | 'public';

/** Without a variant for `public` the caller must answer 404. */
export function representRelease(
  newsroom: Newsroom,
  release: Release,
  baseUrl: string,
  audience: Audience,
): ReleaseRepresentation {
  const variants: { [L in Language]?: VariantRepresentation | WithdrawnRepresentation } = {};
  for (const language of languagesOf(release.variants)) {
    const variant = release.variants[language];
    if (variant === undefined) continue;
    if (audience === 'newsroom' || isPublic(release, language)) {
      const url = releaseUrl(baseUrl, language, newsroom.slug, release.number, slugOf(variant));
      variants[language] = representVariant(variant, url);
    } else if (variant.publication !== null && variant.withdrawn !== null) {
      variants[language] = { withdrawn: representWithdrawal(variant.withdrawn) };
    }
  }
  const { number, revision, state, type, publishAt, sourceLanguage, contacts, media, links } = release;
  return {
    id: releaseId(newsroom.number, number),
    number,
    revision,
    state,
    type,
    publishAt: publishAt === null ? null : toRfc3339(publishAt),
    sourceLanguage,
    variants,
    contacts,
    media,
    links,
    ...(release.corrections.length > 0 && {
      corrections: release.corrections.map(({ at, note }) => ({ at: toRfc3339(at), note })),
    }),
    ...(release.withdrawn !== null && { withdrawn: representWithdrawal(release.withdrawn) }),
    ...(release.source !== null && { source: release.source }),
  };
}

export function slugOf(variant: Pick<Variant, 'slug' | 'title'>): string {
  return variant.slug ?? slugify(variant.title);
}

function representVariant(variant: Variant, url: string): VariantRepresentation {
  const { title, lead, body, keywords, publication, withdrawn } = variant;
  return {
    title,
    lead,
    body,
    keywords,
    slug: slugOf(variant),
    ...(publication !== null && {
      id: publication.id,
      url,
      publishedAt: toRfc3339(publication.publishedAt),
      updatedAt: toRfc3339(publication.updatedAt),
    }),
    ...(withdrawn !== null && { withdrawn: representWithdrawal(withdrawn) }),
  };
}

function representWithdrawal({ at, reason }: Withdrawal): WithdrawalRepresentation {
  return { at: toRfc3339(at), reason };
}

export interface NewsroomRepresentation extends Profile {
  readonly number: number;
  readonly url: string;
  readonly createdAt: string;
}

export function representNewsroom(newsroom: Newsroom, baseUrl: string): NewsroomRepresentation {
  const { number, slug, name, description, languages, defaultLanguage, website, contacts, socialLinks } =
    newsroom;
  return {
    number,
    slug,
    name,
    description,
    languages,
    defaultLanguage,
    website,
    contacts,
    socialLinks,
    url: newsroomUrl(baseUrl, defaultLanguage, slug),
    createdAt: toRfc3339(newsroom.createdAt),
  };
}
