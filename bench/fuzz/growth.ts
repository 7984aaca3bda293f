import type { MemoryUsage } from './inspector.ts';
import type { Started } from './server.ts';

export interface Sample {
  readonly requests: number;
  /** With the caches as they are. */
  readonly full: MemoryUsage;
  /** Bytes of documents in its cache, as the service counts them. */
  readonly counted: number;
  /** After the caches were emptied; null in the other rounds. */
  readonly bare: MemoryUsage | null;
}

/** A sample is taken after each round of requests. */
export const ROUNDS = 10;
/** The caches are emptied after these rounds. In the first half everything that is allocated once has been allocated. */
const EMPTIED: readonly number[] = [ROUNDS / 2, ROUNDS];

const MEGABYTE = 1024 * 1024;
/** Allowed growth between the two samples with empty caches, in bytes: twice the most that three seeds showed. */
const MAX_GROWTH = { heap: MEGABYTE, buffers: MEGABYTE } as const;

/** How much more memory the document cache may use than it counts. */
const MAX_UNCOUNTED = { share: 0.1, bytes: 2 * MEGABYTE } as const;

export async function sample(
  { inspector, metrics }: Started,
  round: number,
  requests: number,
): Promise<Sample> {
  const full = await inspector.memoryUsage();
  const [, counted] = /^kaiku_documents_bytes (\d+)/m.exec(await metrics()) ?? [];
  const taken = { requests, full, counted: Number(counted) };
  if (!EMPTIED.includes(round)) return { ...taken, bare: null };
  await inspector.emptyCaches();
  return { ...taken, bare: await inspector.memoryUsage() };
}

/** Returns a message for each excess. */
export function findGrowth(samples: readonly Sample[]): string[] {
  const measured = samples.flatMap(({ full, counted, bare }) =>
    bare === null ? [] : [{ bare, counted, cached: full.buffers - bare.buffers }],
  );
  const [half, end] = measured;
  if (half === undefined || end === undefined) return ['not measured to the end'];
  const grown = (['heap', 'buffers'] as const)
    .filter((what) => end.bare[what] - half.bare[what] > MAX_GROWTH[what])
    .map(
      (what) =>
        `${what} without caches grew from ${megabytes(half.bare[what])} to ${megabytes(end.bare[what])}`,
    );
  const uncounted = measured
    .filter(({ counted, cached }) => !(cached <= counted * (1 + MAX_UNCOUNTED.share) + MAX_UNCOUNTED.bytes))
    .map(({ counted, cached }) => `${megabytes(cached)} of documents, counted as ${megabytes(counted)}`);
  return [...grown, ...uncounted];
}

export function formatSample({ requests, full, counted, bare }: Sample): string {
  const format = ({ heap, buffers, resident }: MemoryUsage) =>
    `heap ${megabytes(heap)}, buffers ${megabytes(buffers)}, resident ${megabytes(resident)}`;
  return `${requests}: ${format(full)}, documents ${megabytes(counted)}${bare === null ? '' : `; caches empty: ${format(bare)}`}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
