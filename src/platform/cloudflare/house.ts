import { LRUCache } from 'lru-cache';
import type { DirectoryPort, House } from '../../newsroom/port.ts';

/** The directory's object. There is one. */
const DIRECTORY = 'directory';
const NEWSROOM = 'newsroom-';

/**
 * Keys by slug, for as long as the isolate lives. Who got a slug keeps it for ever, so what is found never grows old;
 * what is not found may be founded any moment and is asked for each time.
 */
const keysOfSlugs = new LRUCache<string, number>({ max: 10_000 });

/** The name of the object that holds the newsroom with `key`. */
export function newsroomName(key: number): string {
  return `${NEWSROOM}${key}`;
}

/** @throws when no newsroom's object is called `name`. */
export function keyOfNewsroom(name: string | undefined): number {
  const key = name?.startsWith(NEWSROOM) ? Number(name.slice(NEWSROOM.length)) : Number.NaN;
  if (!Number.isSafeInteger(key)) throw new TypeError('a newsroom is addressed by its key');
  return key;
}

/** Newsrooms and directory in their objects, as a worker reaches them. Stubs belong to a request: one a call. */
export function openHouse(env: Env): House {
  const directory = directoryOf(env);
  return {
    baseUrl: baseUrlOf(env),
    adminToken: env.KAIKU_ADMIN_TOKEN || null,
    now: Date.now,
    directory,
    newsroom: (key) => env.NEWSROOM.getByName(newsroomName(key)),
    async isHealthy() {
      await env.DIRECTORY.getByName(DIRECTORY).keyOfNumber(0);
      return true;
    },
  };
}

export function directoryOf(env: Env): DirectoryPort {
  const stub = () => env.DIRECTORY.getByName(DIRECTORY);
  return {
    reserve: (slug, key) => stub().reserve(slug, key),
    async keyOfSlug(slug) {
      const key = keysOfSlugs.get(slug) ?? (await stub().keyOfSlug(slug));
      if (key !== null) keysOfSlugs.set(slug, key);
      return key;
    },
    keyOfNumber: (number) => stub().keyOfNumber(number),
    claimNumber: (number, key) => stub().claimNumber(number, key),
    apply: (newsroom, release) => stub().apply(newsroom, release),
    feed: (query) => stub().feed(query),
  };
}

/** Without a slash at its end. */
export function baseUrlOf({ KAIKU_BASE_URL }: Env): string {
  return KAIKU_BASE_URL.replace(/\/+$/, '');
}
