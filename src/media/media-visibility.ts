import { hasNewWithdrawal, tag } from '../documents/cache-tags.ts';
import type { MediaVisibility } from '../domain/media-file.ts';
import { ownerOf } from '../domain/timeline.ts';
import type { ReleaseStep } from '../repository/commit.ts';
import type { ProjectedNewsroom } from '../repository/projection.ts';
import type { Transaction } from '../storage/store.ts';
import { mediaKeys } from './keys.ts';
import { decodeMedia, encodeMedia } from './media-record.ts';
import { type MediaUse, readUse, usesIn } from './media-use.ts';

/**
 * Whether everybody may read a file. `use` is what the newsroom's releases do with it; whatever else shows files to the
 * public, such as a picture of the newsroom's profile, counts as a public use too.
 */
export function isShown(visibility: MediaVisibility | null, use: MediaUse): boolean {
  if (visibility === 'public' || use === 'public') return true;
  return visibility === null && use === 'none';
}

/**
 * Hears every step of a release, before its uses are written. Returns the cache tags that follow from files that become
 * public or stop being public with it.
 */
export async function changeShownFiles(
  transaction: Transaction,
  newsroom: ProjectedNewsroom,
  { before, after }: ReleaseStep,
): Promise<readonly string[]> {
  const { key, number } = newsroom;
  const usesBefore = before === null ? new Map<string, boolean>() : usesIn(before, number);
  const usesAfter = usesIn(after, number);
  const isWithdrawal = hasNewWithdrawal(before, after);
  const ids = new Set([...usesBefore.keys(), ...usesAfter.keys()]);
  const tags = new Set<string>();
  for (const id of ids) {
    const [was, is] = [usesBefore.get(id), usesAfter.get(id)];
    const stored = was === is ? null : decodeMedia(await transaction.get(mediaKeys.item(key, id)));
    if (stored === null || stored.item.visibility === 'public') continue;
    const others = await readUse(transaction, key, id, after.number);
    const wasShown = isShown(stored.item.visibility, withOne(others, was));
    // A file from before is decided on here: what leaves an embargo, or is withdrawn, does not become public again.
    const isHidden = is === undefined && !wasShown;
    const isWithdrawn = was === true && is !== true && isWithdrawal;
    const isDecided = stored.item.visibility === null && others !== 'public' && (isHidden || isWithdrawn);
    const item = isDecided ? { ...stored.item, visibility: 'private' as const } : stored.item;
    if (isDecided) transaction.set(mediaKeys.item(key, id), encodeMedia(item, stored.blob));
    const isShownNow = isShown(item.visibility, withOne(others, is));
    for (const name of shownTags(key, id, wasShown, isShownNow)) tags.add(name);
  }
  return [...tags];
}

/** The tags of the documents that list a file, and of its bytes when they are no longer public. */
export function shownTags(
  key: number,
  id: string,
  wasShown: boolean,
  isShownNow: boolean,
): readonly string[] {
  const owner = ownerOf(key);
  if (wasShown === isShownNow) return [];
  return wasShown ? [tag.library(owner), tag.file(owner, id)] : [tag.library(owner)];
}

function withOne(others: MediaUse, isPublic: boolean | undefined): MediaUse {
  if (others === 'public' || isPublic === undefined) return others;
  return isPublic ? 'public' : 'hidden';
}
