import { invalid, ok, type Result } from '../base/problem.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, RELEASE_STATES, type Release, type ReleaseState } from '../domain/release.ts';
import { newsroomKeys, position } from '../repository/keys.ts';
import { decodeRelease } from '../repository/records.ts';
import type { Store } from '../storage/store.ts';
import type { ListQuery, ReleaseListPage } from './release-port.ts';

const CURSOR = /^[0-9]{14}:[0-9]{9}$/;

/** Newest first. The cursor is the position of the last listed release, so it reveals nothing about hidden releases. */
export async function listReleases(
  store: Store,
  key: number,
  newsroom: Newsroom,
  query: ListQuery,
): Promise<Result<ReleaseListPage>> {
  const after = query.cursor === null ? '' : decodeCursor(query.cursor);
  if (after === null) return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
  const states = listedStates(query);
  const listed: Release[] = [];
  let from = after;
  while (states.length > 0 && listed.length <= query.limit) {
    const positions = await nextPositions(store, key, states, query, from);
    if (positions.length === 0) break;
    from = positions.at(-1) ?? from;
    const numbers = positions.map((each) => 999_999_999 - Number(each.split(':')[1]));
    const records = await store.getMany(numbers.map((number) => newsroomKeys.release(key, number)));
    const releases = records.flatMap((record) => decodeRelease(record) ?? []);
    listed.push(...releases.filter((release) => isListed(release, query)));
  }
  const releases = listed.slice(0, query.limit);
  const last = releases.at(-1);
  const next = listed.length > query.limit && last !== undefined ? encodeCursor(position(last)) : null;
  return ok({ newsroom, releases, next });
}

function listedStates({ audience, state }: ListQuery): readonly ReleaseState[] {
  if (audience === 'newsroom') return state === null ? RELEASE_STATES : [state];
  return state === null || state === 'published' ? ['published'] : [];
}

function isListed(release: Release, { audience, language }: ListQuery): boolean {
  return audience === 'newsroom' || language === null || isPublic(release, language);
}

/** Merges the lists of `states`. */
async function nextPositions(
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

function encodeCursor(afterPosition: string): string {
  return btoa(afterPosition).replace(/=+$/, '');
}

function decodeCursor(cursor: string): string | null {
  if (!/^[A-Za-z0-9+/]{1,64}$/.test(cursor)) return null;
  try {
    const decoded = atob(cursor);
    return CURSOR.test(decoded) ? decoded : null;
  } catch {
    return null;
  }
}
