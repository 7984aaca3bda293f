import type { ReleaseWithNewsroom } from './inspector.ts';
import type { Started } from './server.ts';

export interface Sample {
  readonly requests: number;
  /** As it is, its caches filling up. */
  readonly full: ReleaseWithNewsroom;
  /** Bytes of documents in its cache, as the service counts them. */
  readonly counted: number;
  /** Once they are empty, where they were emptied. */
  readonly bare: ReleaseWithNewsroom | null;
}

/** Rounds of requests, after each of which is looked at what the server holds. */
export const ROUNDS = 10;
/** After these the caches are emptied: by then all that is made once has been made. */
const EMPTIED: readonly number[] = [ROUNDS / 2, ROUNDS];

const MEGABYTE = 1024 * 1024;
/** How much more there may be at the end than half-way, the caches empty, in bytes: of three seeds the most was a half of it. */
const GROWTH = { heap: MEGABYTE, buffers: MEGABYTE } as const;

/** A cache whose limit is in bytes has to count them: so much more may be held than is counted. */
const UNLIMITED_RATES = { share: 0.1, bytes: 2 * MEGABYTE } as const;

export async function sample(
  { inspector, metrics }: Started,
  round: number,
  requests: number,
): Promise<Sample> {
  const full = await inspector.held();
  const [, counted] = /^kaiku_documents_bytes (\d+)/m.exec(await metrics()) ?? [];
  const taken = { requests, full, counted: Number(counted) };
  if (!EMPTIED.includes(round)) return { ...taken, bare: null };
  await inspector.emptyCaches();
  return { ...taken, bare: await inspector.held() };
}

/** What is wrong, in words. */
export function growth(samples: readonly Sample[]): string[] {
  const measured = samples.flatMap(({ full, counted, bare }) =>
    bare === null ? [] : [{ bare, counted, cached: full.buffers - bare.buffers }],
  );
  const [half, end] = measured;
  if (half === undefined || end === undefined) return ['not measured to the end'];
  const grown = (['heap', 'buffers'] as const)
    .filter((what) => end.bare[what] - half.bare[what] > GROWTH[what])
    .map(
      (what) =>
        `${what} without caches grew from ${megabytes(half.bare[what])} to ${megabytes(end.bare[what])}`,
    );
  const uncounted = measured
    .filter(
      ({ counted, cached }) => !(cached <= counted * (1 + UNLIMITED_RATES.share) + UNLIMITED_RATES.bytes),
    )
    .map(({ counted, cached }) => `${megabytes(cached)} of documents, counted as ${megabytes(counted)}`);
  return [...grown, ...uncounted];
}

export function shownSample({ requests, full, counted, bare }: Sample): string {
  const shown = ({ heap, buffers, resident }: ReleaseWithNewsroom) =>
    `heap ${megabytes(heap)}, buffers ${megabytes(buffers)}, resident ${megabytes(resident)}`;
  return `${requests}: ${shown(full)}, documents ${megabytes(counted)}${bare === null ? '' : `; caches empty: ${shown(bare)}`}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
