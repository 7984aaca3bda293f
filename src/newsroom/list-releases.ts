import { invalid, ok, type Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, RELEASE_STATES, type Release, type ReleaseState } from '../domain/release.ts';
import { newsroomKeys, position } from '../repository/keys.ts';
import { decodeRelease } from '../repository/records.ts';
import type { Store } from '../storage/store.ts';
import type { ListQuery, ReleaseListPage } from './release-port.ts';

const CURSOR = /^[0-9]{14}:[0-9]{9}$/;

/**
 * One page of releases, newest first. The cursor is the place of the last release the reader saw, so it tells nothing
 * of what the reader may not see, and nothing published meanwhile is shown twice or skipped.
 */
export async function listReleases(
  store: Store,
  key: number,
  newsroom: Newsroom,
  query: ListQuery,
): Promise<Result<ReleaseListPage>> {
  const after = query.cursor === null ? '' : decodeCursor(query.cursor);
  if (after === null) return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
  const states = shownStates(query);
  const found: Release[] = [];
  let from = after;
  while (states.length > 0 && found.length <= query.limit) {
    const places = await nextPlaces(store, key, states, query, from);
    if (places.length === 0) break;
    from = places.at(-1) ?? from;
    const numbers = places.map((place) => 999_999_999 - Number(place.split(':')[1]));
    const records = await store.getMany(numbers.map((number) => newsroomKeys.release(key, number)));
    const releases = records.flatMap((record) => decodeRelease(record) ?? []);
    found.push(...releases.filter((release) => isFor(release, query)));
  }
  const releases = found.slice(0, query.limit);
  const last = releases.at(-1);
  const next = found.length > query.limit && last !== undefined ? encodeCursor(position(last)) : null;
  return ok({ newsroom, releases, next });
}

/** The public's releases are the published ones. */
function shownStates({ audience, state }: ListQuery): readonly ReleaseState[] {
  if (audience === 'newsroom') return state === null ? RELEASE_STATES : [state];
  return state === null || state === 'published' ? ['published'] : [];
}

function isFor(release: Release, { audience, language }: ListQuery): boolean {
  return audience === 'newsroom' || language === null || isPublic(release, language);
}

/** The next places after `from` in the lists of `states`, merged. */
async function nextPlaces(
  store: Store,
  key: number,
  states: readonly ReleaseState[],
  { language, limit }: ListQuery,
  from: string,
): Promise<string[]> {
  const lists = await Promise.all(
    states.map(async (state) => {
      const base = newsroomKeys.index(key, state, language ?? 'any');
      const rows = await store.keys(base, {
        limit: limit + 1,
        ...(from !== '' && { after: `${base}:${from}` }),
      });
      return rows.map((row) => row.slice(base.length + 1));
    }),
  );
  return lists
    .flat()
    .sort()
    .slice(0, limit + 1);
}

function encodeCursor(place: string): string {
  return btoa(place).replace(/=+$/, '');
}

function decodeCursor(cursor: string): string | null {
  if (!/^[A-Za-z0-9+/]{1,64}$/.test(cursor)) return null;
  try {
    const place = atob(cursor);
    return CURSOR.test(place) ? place : null;
  } catch {
    return null;
  }
}
