import type { ReleaseType } from './release.ts';

/** `before` is the opaque cursor of the next part of a list, null for the first part. */
export type PageName =
  | { readonly kind: 'newsroom'; readonly before: string | null }
  | { readonly kind: 'release'; readonly number: number }
  | { readonly kind: 'keyword'; readonly keyword: string; readonly before: string | null }
  | { readonly kind: 'type'; readonly type: ReleaseType; readonly before: string | null }
  | { readonly kind: 'month'; readonly month: string; readonly before: string | null }
  | { readonly kind: 'media'; readonly id: string }
  | {
      readonly kind: 'search';
      readonly words: string;
      readonly order: SearchOrder;
      readonly before: string | null;
    }
  | { readonly kind: 'subscribe' };

export const SEARCH_ORDERS = ['newest', 'best'] as const;

export type SearchOrder = (typeof SEARCH_ORDERS)[number];
