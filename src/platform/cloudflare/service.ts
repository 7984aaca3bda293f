import { LRUCache } from 'lru-cache';
import type { Log } from '../../base/log.ts';
import { DIRECTORY_SUBJECTS, type DirectoryPort } from '../../directory/directory-port.ts';
import type { Service } from '../../http/service.ts';
import { readDocument } from '../../imports/read-document.ts';
import type { DeliveryConcurrency } from '../../jobs/concurrency-limiter.ts';
import { NEWSROOM_SUBJECTS, type NewsroomPort } from '../../newsroom/port.ts';
import type { Outgoing } from '../../outgoing/outgoing.ts';
import type { MediaStore } from '../../storage/media-store.ts';
import { openMediaStore } from '../../storage/open-media-store.ts';
import { ADMIN_TOKEN_LENGTH, isShortAdminToken } from '../environment.ts';
import { openLog } from '../log.ts';
import { compress } from '../node/compress.ts';
import { startDigest } from '../node/digest.ts';
import { environmentOf } from './environment.ts';
import { remotePort } from './facets.ts';
import { mediaBucket } from './media-bucket.ts';
import { openOutgoing } from './outgoing.ts';

/** The parsed document must fit into the memory of an isolate. */
const IMPORT_BYTES = 5 * 1024 * 1024;

/** An isolate has 128 MB and may run several objects. */
export const OBJECT_CACHE_BYTES = {
  documents: 16 * 1024 * 1024,
  sources: 4 * 1024 * 1024,
  fragments: 8 * 1024 * 1024,
  changes: 1024 * 1024,
};

/** An invocation may have six connections open, and other parts of the service need some of them. */
export const DELIVERY_CONCURRENCY: DeliveryConcurrency = {
  requests: { first: 4, doubtful: 1, perHost: 4, slowJobs: 0 },
  mails: { first: 2, doubtful: 1, perHost: 2, slowJobs: 0 },
};

const DIRECTORY_NAME = 'directory';
const NEWSROOM_PREFIX = 'newsroom-';

/** A slug is never given to another newsroom, so entries never expire. Unknown slugs may come to exist and are not kept. */
const keysBySlug = new LRUCache<string, number>({ max: 10_000 });

export function newsroomName(key: number): string {
  return `${NEWSROOM_PREFIX}${key}`;
}

export function keyOfNewsroom(name: string | undefined): number {
  const key = name?.startsWith(NEWSROOM_PREFIX) ? Number(name.slice(NEWSROOM_PREFIX.length)) : Number.NaN;
  if (!Number.isSafeInteger(key)) throw new TypeError('a newsroom is addressed by its key');
  return key;
}

export function openService(env: Env): Service {
  const directory = directoryOf(env);
  if (isShortAdminToken(env.KAIKU_ADMIN_TOKEN)) {
    const why = `too short: at least ${ADMIN_TOKEN_LENGTH} characters are needed`;
    logOf(env).failed('KAIKU_ADMIN_TOKEN', new RangeError(why));
  }
  return {
    baseUrl: baseUrlOf(env),
    adminToken: environmentOf(env).adminToken,
    accessibilityContact: environmentOf(env).accessibilityContact,
    compress,
    now: Date.now,
    directory,
    outgoing: outgoingOf(env),
    // An isolate has one thread; with IMPORT_BYTES it is blocked for a second or two at most.
    readDocument: async (bytes, context) => readDocument(bytes, context),
    importBytes: IMPORT_BYTES,
    media: mediaOf(env),
    // Workers Cache keeps the whole file and answers ranges itself.
    supportsRanges: false,
    externalHub: environmentOf(env).hubUrl,
    allowPrivateHosts: environmentOf(env).allowPrivateHosts,
    newsroom: (key) =>
      remotePort<NewsroomPort>(NEWSROOM_SUBJECTS, () => env.NEWSROOM.getByName(newsroomName(key))),
    async keyOfSlug(slug) {
      const key = keysBySlug.get(slug) ?? (await directory.registry.keyOfSlug(slug));
      if (key !== null) keysBySlug.set(slug, key);
      return key;
    },
    log: logOf(env),
    async health() {
      await directory.registry.keyOfNumber(0);
      return { store: 'ok' };
    },
  };
}

export function directoryOf(env: Env): DirectoryPort {
  return remotePort<DirectoryPort>(DIRECTORY_SUBJECTS, () => env.DIRECTORY.getByName(DIRECTORY_NAME));
}

export function outgoingOf(env: Env): Outgoing {
  return openOutgoing(environmentOf(env));
}

export function mediaOf({ MEDIA }: Env): MediaStore {
  return openMediaStore(mediaBucket(MEDIA), startDigest);
}

export function logOf(env: Env): Log {
  const write = (line: string) => console.log(line);
  return openLog({ level: environmentOf(env).logLevel, write, now: Date.now });
}

export function baseUrlOf(env: Env): string {
  return environmentOf(env).baseUrl;
}
