import type { Language, Localized } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Contact, Link } from './release.ts';

/** Texts are validated; `name` has at least one language. */
export interface Profile {
  readonly slug: string;
  readonly name: Localized;
  readonly description: Localized;
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly website: string | null;
  readonly contacts: readonly Contact[];
  readonly socialLinks: readonly Link[];
}

export interface Newsroom extends Profile {
  readonly number: number;
  readonly revision: number;
  readonly createdAt: Instant;
  /** The host of the base URL at creation, without port; it stays the authority of the tag URIs (RFC 4151). */
  readonly authority: string;
}
