import type { Language } from '../base/locale/language.ts';
import type { ReleaseType } from './release.ts';

export type Cut =
  | { readonly kind: 'all' }
  | { readonly kind: 'keyword'; readonly keyword: string }
  | { readonly kind: 'type'; readonly type: ReleaseType };

export interface FeedName {
  readonly language: Language;
  readonly newsroom: string | null;
  readonly cut: Cut;
}

/** In the order that breaks ties of `Accept` and that pages list links in. */
export const FORMATS = ['rss', 'atom', 'json'] as const;

export type Format = (typeof FORMATS)[number];

export type ByFormat<T> = { readonly [F in Format]: T };

export function byFormat<T>(valueIn: (format: Format) => T): ByFormat<T> {
  return { rss: valueIn('rss'), atom: valueIn('atom'), json: valueIn('json') };
}

export function isFormat(value: unknown): value is Format {
  return typeof value === 'string' && (FORMATS as readonly string[]).includes(value);
}
