import type { Language } from '../base/locale/language.ts';
import { toUtcText } from '../base/time/utc.ts';
import type { Newsroom } from './newsroom.ts';
import { releaseId } from './release.ts';

type TagAuthority = Pick<Newsroom, 'authority' | 'createdAt'>;

/** RFC 4151 section 2.1: the authority must have had its name on the date. `specific` is ASCII without spaces. */
export function tagUri(newsroom: TagAuthority, specific: string): string {
  return `tag:${newsroom.authority},${toUtcText(newsroom.createdAt).slice(0, 10)}:${specific}`;
}

/** Called once, at the first publication; later the stored id is used. */
export function entryId(
  newsroom: TagAuthority & Pick<Newsroom, 'number'>,
  number: number,
  language: Language,
): string {
  return tagUri(newsroom, `release/${releaseId(newsroom.number, number)}/${language}`);
}

/** A restored release can have an entry id of another newsroom. */
export function isEntryIdOf(newsroom: TagAuthority & Pick<Newsroom, 'number'>, id: string): boolean {
  const ours = tagUri(newsroom, `release/${newsroom.number}`);
  return id.startsWith(ours) && /^[0-9]{6}\/[a-z]{2}$/.test(id.slice(ours.length));
}
