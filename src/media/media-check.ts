import type { Instant } from '../base/time/instant.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store, Write } from '../storage/store.ts';
import { mediaKeys } from './keys.ts';
import { faultWrites, stateOfFile } from './media-faults.ts';
import { decodeMedia } from './media-record.ts';

/** One run of the check reads no more. */
const FILES_PER_RUN = 20;
const BYTES_PER_RUN = 16 * 1024 * 1024;
/** In milliseconds: between two runs, and between two rounds over the whole library. */
const RUN_DELAY = 60 * 1000;
const ROUND_DELAY = 24 * 60 * 60 * 1000;

/** How far a round over the library has come; it is there as long as the next run is scheduled. */
const progressKey = (key: number) => `media-check:${paddedNumber(key)}`;

interface CheckDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly now: () => Instant;
}

/** Compares the next files of a library with their records, and schedules the next run. The caller holds the lock. */
export async function checkNextFiles(
  { store, media, now }: CheckDependencies,
  key: number,
): Promise<{ readonly newFaults: number }> {
  const base = mediaKeys.items(key);
  const [progress = null] = await store.getMany([progressKey(key)]);
  const after = typeof progress?.after === 'string' ? progress.after : null;
  const rows = await store.keys(base, {
    limit: FILES_PER_RUN,
    ...(after !== null && { after: `${base}:${after}` }),
  });
  const writes: Write[] = [];
  let bytes = 0;
  let checked = 0;
  for (const row of rows) {
    const [stored] = await store.getMany([row]);
    const file = decodeMedia(stored);
    checked += 1;
    if (file === null) continue;
    writes.push(...(await faultWrites(store, key, file.item.id, await stateOfFile(media, file))));
    bytes += file.item.bytes;
    if (bytes >= BYTES_PER_RUN) break;
  }
  const isRoundDone = checked === rows.length && rows.length < FILES_PER_RUN;
  const last = rows[checked - 1]?.slice(base.length + 1) ?? null;
  const schedule =
    isRoundDone && after === null && rows.length === 0
      ? [{ key: progressKey(key) }]
      : runOfCheck(key, now() + (isRoundDone ? ROUND_DELAY : RUN_DELAY), isRoundDone ? null : last);
  await store.commit([...writes, ...schedule]);
  return { newFaults: writes.filter(({ value }) => value !== undefined).length };
}

function runOfCheck(key: number, at: Instant, after: string | null): Write[] {
  return [
    { key: progressKey(key), value: { after } },
    { key: dueKeys.row(at, key, 'files'), value: { key, task: 'files' } },
  ];
}

/** Begins the rounds over a library that has files, unless they have begun. */
export async function firstRunOfCheck(
  store: Pick<Store, 'getMany'>,
  key: number,
  now: Instant,
): Promise<Write[]> {
  const [progress = null] = await store.getMany([progressKey(key)]);
  return progress === null ? runOfCheck(key, now + RUN_DELAY, null) : [];
}

/** For libraries that are older than the check. Reads one row of each newsroom that has files. */
export async function scheduleChecks(store: Store, now: Instant): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const [row] = await store.keys('media', { limit: 1, ...(after !== undefined && { after }) });
    if (row === undefined) return;
    const key = Number(row.split(':')[1]);
    const writes = await firstRunOfCheck(store, key, now);
    if (writes.length > 0) await store.commit(writes);
    // Follows every id of this newsroom.
    after = `${mediaKeys.items(key)}:g`;
  }
}
