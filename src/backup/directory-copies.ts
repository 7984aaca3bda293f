import { languagesOf } from '../base/locale/language.ts';
import type { UpdatePort } from '../directory/directory-port.ts';
import type { Release } from '../domain/release.ts';
import { releaseBatches } from '../rebuild/releases.ts';
import { newsroomTarget } from '../rebuild/targets.ts';
import type { Store } from '../storage/store.ts';

/** A release has at most 2 MB, and a call to a Durable Object at most 32 MB. */
const COPIES_PER_CALL = 10;

/** Sends the directory the releases of which it has no readable copy. Returns their number. */
export async function restoreCopies(
  store: Store,
  { key, number }: { readonly key: number; readonly number: number },
  updates: Pick<UpdatePort, 'lackingCopies' | 'restoreCopies'>,
): Promise<number> {
  let restored = 0;
  for await (const releases of releaseBatches(newsroomTarget(store, { key, number }, []))) {
    const published = releases.filter(wasPublished);
    const lacking = new Set(
      await updates.lackingCopies(
        number,
        published.map((release) => release.number),
      ),
    );
    const sent = published.filter((release) => lacking.has(release.number));
    for (let from = 0; from < sent.length; from += COPIES_PER_CALL)
      await updates.restoreCopies(number, sent.slice(from, from + COPIES_PER_CALL));
    restored += sent.length;
  }
  return restored;
}

/** The directory has also what was withdrawn, of which it shows tombstones. */
export function wasPublished({ variants }: Release): boolean {
  return languagesOf(variants).some((language) => variants[language]?.publication != null);
}
