import { sha256 } from '../base/crypto.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Format } from '../domain/feed-name.ts';
import type { FeedCaches } from './caches.ts';
import type { FeedChanges } from './changing-feeds.ts';
import { feedHead } from './feed-document.ts';
import type { FeedSource } from './feed-source.ts';
import { FEED_FORMATS } from './formats/formats.ts';
import { renderFeed } from './formats/render-feed.ts';

interface Digests {
  readonly head: string;
  readonly entries: readonly string[];
  readonly tombstones: readonly string[];
}

/** Characters of a digest. 48 bits suffice, because a subscriber has at most 150 of them. */
const LENGTH = 12;

/** One version has many subscribers. */
const digestsBySource = new WeakMap<FeedSource, Promise<Digests>>();

/** Addresses of the caches contain the version. */
export interface VersionedSource {
  readonly address: string;
  readonly read: () => Promise<FeedSource | null>;
}

export async function feedState(
  { sources }: FeedCaches,
  { address, read }: VersionedSource,
): Promise<string | null> {
  const source = await sources.get(address, read);
  return source === null ? null : stateOf(await digestsOf(source));
}

export async function feedChanges(
  { sources, changes, fragments }: FeedCaches,
  { address, read }: VersionedSource,
  format: Format,
  received: string | null,
): Promise<Result<FeedChanges>> {
  const since = received === null ? '' : await sha256(received);
  const made = await changes.get(`${address}${format}${since}`, async () => {
    const source = await sources.get(address, read);
    if (source === null) return null;
    const digests = await digestsOf(source);
    const known = received === null ? new Set<string>() : knownOf(received);
    const isNew = (digest: string | undefined) => digest === undefined || !known.has(digest);
    const head = {
      ...feedHead(source),
      tombstones: source.tombstones.filter((_, at) => isNew(digests.tombstones[at])),
    };
    const entries = source.entries.filter((_, at) => isNew(digests.entries[at]));
    const { mediaType } = FEED_FORMATS[format];
    const body = new TextEncoder().encode(renderFeed(format, head, entries, fragments));
    return { mediaType, body, state: stateOf(digests) };
  });
  return made === null ? fail('not-found') : ok(made);
}

function digestsOf(source: FeedSource): Promise<Digests> {
  const known = digestsBySource.get(source) ?? makeDigests(source);
  digestsBySource.set(source, known);
  return known;
}

/** A new name of the publisher changes the head only, because it would else deliver every entry again. */
async function makeDigests(source: FeedSource): Promise<Digests> {
  const { updatedAt: _, tombstones, ...head } = feedHead(source);
  const publishers = source.entries.map(({ publisher }) => publisher.name);
  const entries = source.entries.map(({ publisher: _publisher, ...entry }) => digest(entry));
  return {
    head: await digest({ head, publishers: [...new Set(publishers)].sort() }),
    entries: await Promise.all(entries),
    tombstones: await Promise.all(tombstones.map((tombstone) => digest({ tombstone }))),
  };
}

async function digest(value: object): Promise<string> {
  return (await sha256(JSON.stringify(value))).slice(0, LENGTH);
}

function stateOf({ head, entries, tombstones }: Digests): string {
  return [head, ...entries, ...tombstones].join('');
}

function knownOf(state: string): Set<string> {
  return new Set(state.match(new RegExp(`.{${LENGTH}}`, 'g')));
}
