import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { inverted, invertedNumber, padded } from '../storage/keys.ts';
import type { Stored } from '../storage/store.ts';

/** Release ids reach 15 digits. */
const ID_WIDTH = 15;

/** Addresses of the directory's records. */
export const directoryKeys = {
  head: () => 'directory:head',
  slug: (slug: string) => `directory:slug:${slug}`,
  number: (number: number) => `directory:number:${padded(number)}`,
  newsroom: (number: number) => `directory:newsroom:${padded(number)}`,
  releases: () => 'directory:release',
  release: (id: number) => `directory:release:${padded(id, ID_WIDTH)}`,
  /** What was published lately, newest first. */
  news: () => 'directory:news',
  /** All news before this instant is behind it. */
  newsBefore: (at: Instant) => `directory:news:${inverted(at)}`,
  newsRow: (at: Instant, id: number, language: Language) =>
    `directory:news:${inverted(at)}:${invertedNumber(id, ID_WIDTH)}:${language}`,
  /** The release's id and the language that a row of the news ends with. */
  parseNewsRow: (row: string): { readonly id: number; readonly language: string } => {
    const [id, language = ''] = row.split(':').slice(-2);
    return { id: Number(invertedNumber(Number(id), ID_WIDTH)), language };
  },
};

export function newsroomIn(record: Stored | null | undefined): Newsroom | null {
  return isNewsroom(record?.newsroom) ? record.newsroom : null;
}

function isNewsroom(value: unknown): value is Newsroom {
  return typeof value === 'object' && value !== null && 'slug' in value && 'languages' in value;
}
