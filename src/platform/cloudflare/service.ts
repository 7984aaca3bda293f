import { LRUCache } from 'lru-cache';
import type { Log } from '../../base/log.ts';
import { DIRECTORY_SUBJECTS, type DirectoryPort } from '../../directory/directory-port.ts';
import type { Service } from '../../http/service.ts';
import { readDocument } from '../../imports/read-document.ts';
import type { Pace } from '../../jobs/concurrency-limiter.ts';
import { NEWSROOM_SUBJECTS, type NewsroomPort } from '../../newsroom/port.ts';
import type { Outgoing } from '../../outgoing/outgoing.ts';
import type { MediaStore } from '../../storage/media-store.ts';
import { openMediaStore } from '../../storage/open-media-store.ts';
import { openLog } from '../log.ts';
import { compress } from '../node/compress.ts';
import { startDigest } from '../node/digest.ts';
import { environmentOf } from './environment.ts';
import { remotePort } from './facets.ts';
import { mediaBucket } from './media-bucket.ts';
import { openOutgoing } from './outgoing.ts';

/** Of a document to import: what is parsed at once must fit an isolate's memory. */
const IMPORT_BYTES = 5 * 1024 * 1024;

/** An object has 128 MB, its isolate may hold several. */
export const OBJECT_CACHE_BYTES = {
  documents: 16 * 1024 * 1024,
  sources: 4 * 1024 * 1024,
  fragments: 8 * 1024 * 1024,
};

/** Six connections of an object may wait for their answers; the rest of the house needs one as well. */
export const PACE: Pace = {
  requests: { first: 4, doubtful: 1, perHost: 4, slow: 0 },
  mails: { first: 2, doubtful: 1, perHost: 2, slow: 0 },
};

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
export function openService(env: Env): Service {
  const directory = directoryOf(env);
  return {
    baseUrl: baseUrlOf(env),
    adminToken: env.KAIKU_ADMIN_TOKEN || null,
    accessibilityContact: environmentOf(env).accessibilityContact,
    compress,
    now: Date.now,
    directory,
    outgoing: outgoingOf(env),
    // An object's or a worker's isolate has one thread; the limit keeps what it costs within a second or two.
    readDocument: async (bytes, context) => readDocument(bytes, context),
    importBytes: IMPORT_BYTES,
    media: mediaOf(env),
    // Workers Cache keeps the whole file and slices it.
    servesRanges: false,
    externalHub: environmentOf(env).hubUrl,
    allowPrivateHosts: environmentOf(env).allowPrivateHosts,
    newsroom: (key) =>
      remotePort<NewsroomPort>(NEWSROOM_SUBJECTS, () => env.NEWSROOM.getByName(newsroomName(key))),
    async keyOfSlug(slug) {
      const key = keysOfSlugs.get(slug) ?? (await directory.registry.keyOfSlug(slug));
      if (key !== null) keysOfSlugs.set(slug, key);
      return key;
    },
    log: logOf(env),
    async health() {
      await directory.registry.keyOfNumber(0);
      return { store: 'ok' };
    },
  };
}

/** The directory in its object. */
export function directoryOf(env: Env): DirectoryPort {
  return remotePort<DirectoryPort>(DIRECTORY_SUBJECTS, () => env.DIRECTORY.getByName(DIRECTORY));
}

/** Requests that leave, by this worker or object. */
export function outgoingOf(env: Env): Outgoing {
  return openOutgoing(environmentOf(env));
}

/** The libraries' bytes in R2. */
export function mediaOf({ MEDIA }: Env): MediaStore {
  return openMediaStore(mediaBucket(MEDIA), startDigest);
}

/** Lines of JSON, which Workers Logs takes apart. */
export function logOf(env: Env): Log {
  const write = (line: string) => console.log(line);
  return openLog({ level: environmentOf(env).logLevel, write, now: Date.now });
}

/** Without a slash at its end. */
export function baseUrlOf(env: Env): string {
  return environmentOf(env).baseUrl;
}
