import { reducedTags } from '../documents/cache-tags.ts';
import { enqueueJob, readJob } from '../jobs/jobs.ts';
import type { Channel, JobOwner } from '../jobs/queue.ts';
import { isAccepted, retryOf } from '../jobs/retry-of-answer.ts';
import type { Outgoing, OutgoingRequest } from '../outgoing/outgoing.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import type { Stored, Transaction } from '../storage/store.ts';

/** A shared cache that is told by tag what has changed. */
export interface PurgeTarget {
  readonly url: string;
  /** The bearer token or API key of the cache; null when it asks for none. */
  readonly token: string | null;
  /** May reach private addresses, since the operator has named the cache. */
  readonly outgoing: Outgoing;
}

/** Of one request. Cloudflare takes 100 tags, Fastly 256 keys; Varnish takes header fields of 8 KiB. */
export const PURGE_LIMITS = { tags: 100, bytes: 6_000, timeout: 10_000 } as const;

/** All that waits is one job: the tags of a change are added to those that no cache has accepted yet. */
const JOB = 'tags';

/** Must run under the directory's lock, in the transaction of the change. */
export async function enqueuePurge(
  transaction: Transaction,
  tags: readonly string[],
  now: number,
): Promise<void> {
  const waiting = await readJob(transaction, DIRECTORY_KEY, 'cache-purge', JOB);
  const content = { tags: reducedTags([...tagsIn(waiting?.content), ...tags], PURGE_LIMITS.tags) };
  await enqueueJob(transaction, DIRECTORY_KEY, { channel: 'cache-purge', id: JOB, content, now });
}

/** Without a target, as after the operator has removed it, waiting jobs are dropped: documents expire by themselves. */
export function purgeChannel(
  owner: JobOwner,
  target: PurgeTarget | null,
  limits: Channel['limits'],
): Channel {
  return {
    name: 'cache-purge',
    limits,
    receivingHost: () => (target === null ? null : new URL(target.url).host),
    async perform({ content }) {
      const [tags, others] = firstBatch(tagsIn(content));
      if (target === null || tags.length === 0) return { kind: 'done', as: 'dropped' };
      const answer = await target.outgoing.send(purgeRequest(target, tags));
      if (!isAccepted(answer)) return retryOf(answer, owner.now());
      return others.length === 0
        ? { kind: 'done', as: 'delivered' }
        : { kind: 'continue', content: { tags: others } };
    },
  };
}

/** The form is told by the address. */
function purgeRequest({ url, token }: PurgeTarget, tags: readonly string[]): OutgoingRequest {
  const { pathname } = new URL(url);
  const common = { url, body: null, maxBytes: 0, timeout: PURGE_LIMITS.timeout, redirects: 0 };
  const bearer = token === null ? null : { authorization: `Bearer ${token}` };
  const keys = tags.join(' ');
  if (pathname.endsWith('/purge_cache')) {
    // Cloudflare: POST /client/v4/zones/{zone}/purge_cache
    const headers = { 'content-type': 'application/json', ...bearer };
    return { ...common, method: 'POST', headers, body: new TextEncoder().encode(JSON.stringify({ tags })) };
  }
  if (/\/service\/[^/]+\/purge$/.test(pathname)) {
    // Fastly: POST /service/{service}/purge
    const key = token === null ? null : { 'fastly-key': token };
    return { ...common, method: 'POST', headers: { 'surrogate-key': keys, ...key } };
  }
  // Varnish with vmod_xkey, and caches that know surrogate keys.
  return { ...common, method: 'PURGE', headers: { xkey: keys, 'surrogate-key': keys, ...bearer } };
}

function firstBatch(tags: readonly string[]): [readonly string[], readonly string[]] {
  let count = 0;
  for (let bytes = 0; count < Math.min(tags.length, PURGE_LIMITS.tags); count += 1) {
    bytes += (tags[count]?.length ?? 0) + 1;
    if (bytes > PURGE_LIMITS.bytes && count > 0) break;
  }
  return [tags.slice(0, count), tags.slice(count)];
}

function tagsIn(content: Stored | undefined): readonly string[] {
  const tags = content?.tags;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}
