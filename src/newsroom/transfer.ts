import { languagesOf } from '../locale/language.ts';
import { fail, invalid, ok, type Result } from '../problem.ts';
import { isObject } from '../publish/json.ts';
import { parseNewsroom } from '../publish/newsroom-request.ts';
import { eachVariant } from '../publish/public-event.ts';
import { sanitizeBody } from '../publish/sanitize.ts';
import { Batch } from '../store/batch.ts';
import { Commits, keyPortions } from '../store/portions.ts';
import type { Store, Stored } from '../store/store.ts';
import { nextVersion, ownerOf, tellDirectory, writeNewsroom } from './commit.ts';
import { newsroomKeys } from './keys.ts';
import { clearMedia, exportMedia, restoreMedia, restorePiece } from './media/media-transfer.ts';
import { refer } from './media/media-use.ts';
import type { DirectoryPort } from './port.ts';
import type { NewsroomPremises } from './premises.ts';
import type { Newsroom } from './profile.ts';
import { rebuildTimelines } from './rebuild/rebuild.ts';
import { releasePortions } from './rebuild/releases.ts';
import {
  decodeRelease,
  encodeRelease,
  isNewsroomRecord,
  isOriginRecord,
  isTokenRecord,
  type NewsroomRecord,
} from './records.ts';
import { isMailed } from './subscribers/subscriber-records.ts';
import { restoredSubscriber } from './subscribers/subscriber-transfer.ts';

/**
 * A newsroom as NDJSON: one record a line, `{ "record": family, "id": key below the newsroom, "value": … }`. What can be
 * worked out again (timelines, lists) is left out; where closed entries were placed cannot, and is in.
 */
const FAMILIES = [
  'newsroom',
  'token',
  'release',
  'revision',
  'shelf',
  'placed',
  'origin',
  'alias',
  'subscriber',
  'mailed',
  'media-bytes',
  'media',
] as const;
type Family = (typeof FAMILIES)[number];
/** The ids of each family, as the keys below the newsroom are written. */
const ID: { readonly [F in Family]: RegExp } = {
  newsroom: /^$/,
  token: /^[0-9a-f]{16}$/,
  release: /^000[0-9]{6}$/,
  revision: /^000[0-9]{6}:[0-9]{9}$/,
  shelf: /^[a-z0-9_-]+(?::[a-z0-9_-]+){0,3}$/,
  placed: /^[a-z0-9_-]+(?::[a-z0-9_-]+){0,3}$/,
  origin: /^[0-9a-f]{64}$/,
  alias: /^[0-9a-f]{64}$/,
  subscriber: /^(?:fi|sv|en):[0-9a-f]{32}$/,
  mailed: /^[0-9a-f]{32}:000[0-9]{6}$/,
  'media-bytes': /^[0-9a-f]{32}:[0-9]{4}$/,
  media: /^[0-9a-f]{32}$/,
};
const PORTION = 100;

function baseOf(family: Family, key: number): string {
  if (family === 'newsroom') return 'newsroom';
  return family === 'shelf' || family === 'placed'
    ? `${family}:${ownerOf(key)}`
    : newsroomKeys.releases(key).replace('release', family);
}

/** One portion of the export; the cursor is the family and the last key. */
export async function exportPart(
  { store, media }: Pick<NewsroomPremises, 'store' | 'media'>,
  key: number,
  cursor: string | null,
): Promise<{ text: string; next: string | null }> {
  const [given = 'newsroom', after] = (cursor ?? 'newsroom').split('|');
  const family = FAMILIES.find((name) => name === given) ?? 'newsroom';
  if (family === 'media-bytes' || family === 'media') {
    // A file's record follows its bytes, in one pass over both families.
    const { lines, next } = await exportMedia({ store, media }, key, after ?? null);
    return { text: lines.map((line) => `${line}\n`).join(''), next: next === null ? null : `media|${next}` };
  }
  const base = baseOf(family, key);
  const keys =
    family === 'newsroom'
      ? [newsroomKeys.newsroom(key)]
      : await store.keys(base, { limit: PORTION, ...(after !== undefined && { after }) });
  const records = await store.getMany(keys);
  const lines = keys.map((row, at) => {
    const id = family === 'newsroom' ? '' : row.slice(base.length + 1);
    return `${JSON.stringify({ record: family, id, value: records[at] })}\n`;
  });
  const isWhole = family === 'newsroom' || keys.length < PORTION;
  const following = FAMILIES[FAMILIES.indexOf(family) + 1];
  const next = isWhole ? (following ?? null) : `${family}|${keys.at(-1)}`;
  return { text: lines.join(''), next };
}

async function isEmpty(store: Store, { key, lastNumber }: NewsroomRecord): Promise<boolean> {
  const files = await store.keys(newsroomKeys.mediaItems(key), { limit: 1 });
  return lastNumber === 0 && files.length === 0;
}

/** Writes one portion of lines. The newsroom is closed to the public from the first to `restoreDone`. */
export async function restorePart(
  premises: NewsroomPremises,
  record: NewsroomRecord,
  lines: readonly string[],
): Promise<Result<NewsroomRecord>> {
  const { store, directory } = premises;
  if (!record.restoring && !(await isEmpty(store, record))) {
    return fail('wrong-state', { rule: 'newsroom-not-empty' });
  }
  const batch = new Batch();
  let next: NewsroomRecord = { ...record, restoring: true };
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed === null) return fail('malformed');
    const { family, id, value } = parsed;
    if (family === 'newsroom') {
      const newsroom = restoredNewsroom(value);
      if (newsroom === null) return fail('malformed');
      const rule = await takenRule(directory, newsroom, record.key);
      if (rule !== null) return fail('wrong-state', { rule });
      // What an attempt that broke off has left is not to mix with this one.
      if (record.restoring) await clear(premises, record.key);
      next = { ...next, newsroom: { ...newsroom, slug: record.newsroom.slug }, restoredSlug: newsroom.slug };
    } else if (family === 'media-bytes' || family === 'media') {
      const take = family === 'media' ? restoreMedia : restorePiece;
      if (!ID[family].test(id) || !(await take(premises, batch, record.key, id, value)))
        return fail('malformed');
    } else {
      const checked =
        family === 'subscriber'
          ? await restoredSubscriber(store, record.key, next.newsroom, id, value)
          : checkedValue(family, id, value, next.newsroom.website);
      if (checked === null || !ID[family].test(id)) return fail('malformed');
      batch.set(`${baseOf(family, record.key)}:${id}`, checked);
      if (family === 'release') next = { ...next, lastNumber: Math.max(next.lastNumber, Number(id)) };
    }
  }
  const written = writeNewsroom(batch, next);
  await batch.commit(store);
  return ok(written);
}

/**
 * Takes over the export's number and slug, builds lists and timelines in portions, and opens the newsroom with the last
 * commit. What breaks off before that leaves it closed: nothing of it is read, nothing leaves it and no embargo lifts.
 * All of it is one call, at a memory that does not grow with the newsroom.
 */
export async function restoreDone(
  premises: NewsroomPremises,
  record: NewsroomRecord,
): Promise<Result<NewsroomRecord>> {
  const { store, directory, now } = premises;
  const { restoredSlug, ...rest } = record;
  if (!record.restoring || restoredSlug === undefined) return invalid({ pointer: '', code: 'required' });
  const numbered = await directory.claimNumber(record.newsroom.number, record.key);
  if (!numbered.ok) return numbered;
  const named = await directory.reserve(restoredSlug, record.key);
  if (!named.ok) return fail('wrong-state', { rule: 'slug-taken' });
  await rebuildTimelines(store, record.key, ownerOf(record.key));
  await tellOfReleases(store, record);
  const batch = new Batch();
  tellDirectory(batch, record.key);
  const open = nextVersion({ ...rest, restoring: false }, now(), true);
  const written = writeNewsroom(batch, { ...open, newsroom: { ...open.newsroom, slug: restoredSlug } });
  await batch.commit(store);
  premises.rearm();
  return ok(written);
}

/** Which files each release uses, and what the directory is to be told: due once the newsroom opens. */
async function tellOfReleases(store: Store, { key, newsroom }: NewsroomRecord): Promise<void> {
  const commits = new Commits(store);
  for await (const releases of releasePortions(store, key)) {
    const batch = new Batch();
    for (const release of releases) {
      refer(batch, key, newsroom.number, null, release);
      if (languagesOf(release.variants).some((language) => release.variants[language]?.publication != null)) {
        batch.set(newsroomKeys.outboxRow(key, `release-${release.number}`), { number: release.number });
      }
    }
    await commits.add(batch.writes());
  }
  await commits.flush();
}

/** Which of the export's identities another newsroom has here; null when they are free. */
async function takenRule(directory: DirectoryPort, newsroom: Newsroom, key: number): Promise<string | null> {
  const numbered = await directory.keyOfNumber(newsroom.number);
  if (numbered !== null && numbered !== key) return 'number-taken';
  const named = await directory.keyOfSlug(newsroom.slug);
  return named !== null && named !== key ? 'slug-taken' : null;
}

/** What a newsroom has before a restore, and what is cleared by itself. */
const KEPT: readonly Family[] = ['newsroom', 'token', 'media', 'media-bytes'];

/** In commits of their own: the newsroom is closed as it is, and what is left is cleared by the next attempt. */
async function clear(premises: NewsroomPremises, key: number): Promise<void> {
  const { store } = premises;
  await clearMedia(premises, key);
  const families = FAMILIES.filter((family) => !KEPT.includes(family)).map((family) => baseOf(family, key));
  const commits = new Commits(store);
  for (const base of [...families, newsroomKeys.allMediaUses(key), newsroomKeys.outbox(key)]) {
    for await (const rows of keyPortions(store, base)) await commits.add(rows.map((row) => ({ key: row })));
  }
  await commits.flush();
}

function parseLine(line: string): { family: Family; id: string; value: Stored } | null {
  try {
    const parsed: unknown = JSON.parse(line);
    if (!isObject(parsed) || !isObject(parsed.value) || typeof parsed.id !== 'string') return null;
    const family = FAMILIES.find((name) => name === parsed.record);
    return family === undefined ? null : { family, id: parsed.id, value: parsed.value };
  } catch {
    return null;
  }
}

/** The profile is validated as any other; what is fixed for ever comes from the export. */
function restoredNewsroom(value: Stored): Newsroom | null {
  if (!isNewsroomRecord(value)) return null;
  const { number, revision, createdAt, authority, ...profile } = value.newsroom;
  const parsed = parseNewsroom(profile);
  const isWhole =
    Number.isSafeInteger(number) &&
    number > 0 &&
    number < 1e9 &&
    Number.isSafeInteger(createdAt) &&
    typeof authority === 'string' &&
    /^[a-z0-9.-]{1,255}$/.test(authority) &&
    Number.isSafeInteger(revision);
  return parsed.ok && isWhole ? { ...parsed.value, number, revision, createdAt, authority } : null;
}

/** Bodies are sanitized again: an export is a file, and a file can be edited. Null for what is no such record. */
function checkedValue(family: Family, id: string, value: Stored, website: string | null): Stored | null {
  if (family === 'token') return isTokenRecord(value) ? value : null;
  if (family === 'mailed') return isMailed(value) ? value : null;
  if (family === 'origin') return isOriginRecord(value) ? value : null;
  if (family === 'release' || family === 'revision') {
    const release = decodeRelease(value);
    if (release === null || release.number !== Number(id.split(':')[0])) return null;
    const variants = eachVariant(release.variants, (variant) => ({
      ...variant,
      body: sanitizeBody(variant.body, website),
    }));
    return encodeRelease({ ...release, variants });
  }
  return value;
}
