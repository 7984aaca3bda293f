import type { Language, Localized } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Contact, Link } from './release.ts';

/** What a publisher says of itself. Text is validated; `name` has at least one language. */
export interface Profile {
  readonly slug: string;
  readonly name: Localized;
  readonly description: Localized;
  /** At least one; variants and feeds exist in these only. */
  readonly languages: readonly Language[];
  readonly defaultLanguage: Language;
  readonly website: string | null;
  readonly contacts: readonly Contact[];
  readonly socialLinks: readonly Link[];
}

/** A newsroom: its profile and what is fixed for ever when it is founded. */
export interface Newsroom extends Profile {
  /** The first part of every release id; unique in the service. */
  readonly number: number;
  /** Grows by one with every change of the profile. */
  readonly revision: number;
  readonly createdAt: Instant;
  /** Host of the base URL on the founding day, without port: the authority of every tag URI (RFC 4151). */
  readonly authority: string;
}
