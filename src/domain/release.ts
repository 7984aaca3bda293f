import type { Language, Localized } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';

export const RELEASE_TYPES = ['release', 'bulletin', 'invitation', 'statement'] as const;
export type ReleaseType = (typeof RELEASE_TYPES)[number];

export const RELEASE_STATES = ['draft', 'scheduled', 'published', 'withdrawn'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

/** One announcement, in one or more languages. Times are instants; text is already validated and sanitized. */
export interface Release {
  /** 1, 2, 3 … within the newsroom. */
  readonly number: number;
  /** Grows by one with every change; also the strong ETag of the publisher's representation. */
  readonly revision: number;
  readonly state: ReleaseState;
  readonly type: ReleaseType;
  /** The promised instant: required when scheduled, first publication when published, a wish or null on a draft. */
  readonly publishAt: Instant | null;
  readonly sourceLanguage: Language;
  readonly variants: Variants;
  readonly contacts: readonly Contact[];
  readonly media: readonly MediaReference[];
  readonly links: readonly Link[];
  readonly corrections: readonly Correction[];
  /** Set once the whole release is withdrawn. */
  readonly withdrawn: Withdrawal | null;
  /** Where an imported release came from; null for one written here. */
  readonly source: Source | null;
  /** Languages whose variant went to another release, by its number: joined there, or split off from here. */
  readonly departed?: { readonly [L in Language]?: number };
  readonly createdAt: Instant;
  /** The latest public event (publication, correction, withdrawal); null before the first. */
  readonly lastEventAt: Instant | null;
}

export type Variants = { readonly [L in Language]?: Variant };

/** The release in one language. `title`, `lead` and `keywords` are plain text, `body` is sanitized HTML. */
export interface Variant {
  readonly title: string;
  readonly lead: string;
  readonly body: string;
  readonly keywords: readonly string[];
  /** Null until it is chosen or frozen by publication; until then addresses use one made from the title. */
  readonly slug: string | null;
  /** Null until the variant is first public. Never cleared afterwards. */
  readonly publication: Publication | null;
  /** Set when this language was withdrawn; it then stays out of everything public for ever. */
  readonly withdrawn: Withdrawal | null;
}

/** What is fixed when a variant is first published. Only `updatedAt` moves, and only by a correction. */
export interface Publication {
  /** The entry's tag URI, the same in every format, for ever. */
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
  /** Media type such as `image/jpeg`; absent when the publisher did not say. */
  readonly type?: string;
  /** Size in bytes; absent when unknown. */
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

/** A published release has public variants: those once published and not withdrawn. */
export function isPublic(release: Release, language: Language): boolean {
  const variant = release.variants[language];
  return release.state === 'published' && variant?.publication != null && variant.withdrawn === null;
}

/** The service-wide id: readable as newsroom number and release number, e.g. 1000042. */
export function releaseId(newsroomNumber: number, releaseNumber: number): number {
  return newsroomNumber * 1_000_000 + releaseNumber;
}

/** Release ids have six digits for the number. */
export const LAST_NUMBER = 999_999;
