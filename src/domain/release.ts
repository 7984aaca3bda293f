import type { Language, Localized } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';

export const RELEASE_TYPES = ['release', 'bulletin', 'invitation', 'statement'] as const;
export type ReleaseType = (typeof RELEASE_TYPES)[number];

export const RELEASE_STATES = ['draft', 'scheduled', 'published', 'withdrawn'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

export interface Release {
  readonly number: number;
  /** Increases by one with every change; it is also the ETag of the representation for the newsroom. */
  readonly revision: number;
  readonly state: ReleaseState;
  readonly type: ReleaseType;
  /** The planned time of a scheduled release, the first publication of a published one; optional for a draft. */
  readonly publishAt: Instant | null;
  readonly sourceLanguage: Language;
  readonly variants: Variants;
  readonly contacts: readonly Contact[];
  readonly media: readonly MediaReference[];
  readonly links: readonly Link[];
  readonly corrections: readonly Correction[];
  readonly withdrawn: Withdrawal | null;
  readonly source: Source | null;
  /** Languages whose variant a join or a split moved to the release with this number. */
  readonly departed?: { readonly [L in Language]?: number };
  readonly createdAt: Instant;
  readonly lastEventAt: Instant | null;
}

export type Variants = { readonly [L in Language]?: Variant };

/** `title`, `lead` and `keywords` are plain text, `body` is sanitized HTML. */
export interface Variant {
  readonly title: string;
  readonly lead: string;
  readonly body: string;
  readonly keywords: readonly string[];
  /** While it is null, addresses use a slug from the title. The first publication makes it permanent. */
  readonly slug: string | null;
  /** Null before the first publication, never null afterwards. */
  readonly publication: Publication | null;
  readonly withdrawn: Withdrawal | null;
}

/** Only a correction changes `updatedAt`; the other members never change. */
export interface Publication {
  readonly id: string;
  readonly publishedAt: Instant;
  readonly updatedAt: Instant;
}

export interface Contact {
  readonly name: string;
  readonly title?: Localized;
  readonly email?: string;
  readonly phone?: string;
}

export interface MediaReference {
  readonly url: string;
  readonly type?: string;
  readonly bytes?: number;
  readonly alt?: Localized;
  readonly caption?: Localized;
  readonly credit?: string;
}

export interface Link {
  readonly url: string;
  readonly title?: Localized;
}

export interface Correction {
  readonly at: Instant;
  readonly note: Localized;
}

export interface Withdrawal {
  readonly at: Instant;
  readonly reason: Localized;
}

export interface Source {
  readonly id: string;
  readonly url?: string;
  readonly type?: string;
}

export function isPublic(release: Release, language: Language): boolean {
  const variant = release.variants[language];
  return release.state === 'published' && variant?.publication != null && variant.withdrawn === null;
}

export function releaseId(newsroomNumber: number, releaseNumber: number): number {
  return newsroomNumber * 1_000_000 + releaseNumber;
}

export const LAST_NUMBER = 999_999;
/** Keys order revisions by nine digits. */
export const LAST_REVISION = 999_999_999;
