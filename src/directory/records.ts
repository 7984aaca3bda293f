import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { invertedInstant, invertedNumber, paddedNumber } from '../storage/keys.ts';
import type { Stored } from '../storage/store.ts';

/** Release ids have up to 15 digits. */
const ID_WIDTH = 15;

export const directoryKeys = {
  head: () => 'directory:head',
  slug: (slug: string) => `directory:slug:${slug}`,
  number: (number: number) => `directory:number:${paddedNumber(number)}`,
  newsroom: (number: number) => `directory:newsroom:${paddedNumber(number)}`,
  releases: () => 'directory:release',
  release: (id: number) => `directory:release:${paddedNumber(id, ID_WIDTH)}`,
  /** Newest first. */
  news: () => 'directory:news',
  /** Sorts after all newer rows and before all older ones. */
  newsBefore: (at: Instant) => `directory:news:${invertedInstant(at)}`,
  newsRow: (at: Instant, id: number, language: Language) =>
    `directory:news:${invertedInstant(at)}:${invertedNumber(id, ID_WIDTH)}:${language}`,
  parseNewsRow: (row: string): { readonly id: number; readonly language: string } => {
    const [id, language = ''] = row.split(':').slice(-2);
    return { id: Number(invertedNumber(Number(id), ID_WIDTH)), language };
  },
};

export function decodeNewsroom(record: Stored | null | undefined): Newsroom | null {
  return isNewsroom(record?.newsroom) ? record.newsroom : null;
}

function isNewsroom(value: unknown): value is Newsroom {
  return typeof value === 'object' && value !== null && 'slug' in value && 'languages' in value;
}
