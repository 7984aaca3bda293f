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

export const FORMATS = ['rss', 'atom', 'json'] as const;

export type Format = (typeof FORMATS)[number];

export function isFormat(value: unknown): value is Format {
  return typeof value === 'string' && (FORMATS as readonly string[]).includes(value);
}
