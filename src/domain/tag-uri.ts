import type { Language } from '../base/locale/language.ts';
import { toUtcText } from '../base/time/utc.ts';
import type { Newsroom } from './newsroom.ts';
import { releaseId } from './release.ts';

type Founding = Pick<Newsroom, 'authority' | 'createdAt'>;

/**
 * `tag:{authority},{date}:{specific}` (RFC 4151). The date is the newsroom's founding day in UTC, because a tag's date
 * is the day that the authority held its name at 00:00 UTC (section 2.1). `specific` is ASCII without spaces.
 */
export function tagUri(newsroom: Founding, specific: string): string {
  return `tag:${newsroom.authority},${toUtcText(newsroom.createdAt).slice(0, 10)}:${specific}`;
}

/** The entry id of one variant, minted when it is first public and stored from then on. */
export function entryId(
  newsroom: Founding & Pick<Newsroom, 'number'>,
  number: number,
  language: Language,
): string {
  return tagUri(newsroom, `release/${releaseId(newsroom.number, number)}/${language}`);
}

/** Whether an entry's id is one that the newsroom gives: a release that was restored may bear another's. */
export function isEntryIdOf(newsroom: Founding & Pick<Newsroom, 'number'>, id: string): boolean {
  const ours = tagUri(newsroom, `release/${newsroom.number}`);
  return id.startsWith(ours) && /^[0-9]{6}\/[a-z]{2}$/.test(id.slice(ours.length));
}
