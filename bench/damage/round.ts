import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/base/json.ts';
import { backUp } from '../../src/platform/node/backup.ts';
import { restoreFrom } from '../../src/platform/node/restore.ts';
import { checkStore } from '../../src/platform/node/store-check.ts';
import { SeededRandom } from '../seeded-random.ts';
import { KINDS } from './kinds.ts';
import { NEWSROOM, type Prepared, Site, titleIn } from './site.ts';

export interface Round {
  readonly kind: string;
  /** Releases and files that were acknowledged and could not be read as they were, and a feed without them. */
  readonly lost: number;
  /** By the start, the health check, a status of 503, the log or check-store. */
  readonly isTold: boolean;
  readonly isPublishing: boolean;
  /** What is still lost after a rebuild and an upload of the files. */
  readonly lostAfterRepair: number;
  /** What is lost in a restored backup of the damaged store; null when no backup could be made. */
  readonly lostAfterBackup: number | null;
}

export async function runRound(
  place: string,
  prepared: Prepared,
  kind: string,
  seed: number,
): Promise<Round> {
  const random = new SeededRandom(seed);
  const data = join(place, 'data');
  const at = random.below(prepared.snapshots.length - 1);
  const snapshot = prepared.snapshots[at];
  if (snapshot === undefined) throw new RangeError('no snapshot');
  cpSync(snapshot.directory, data, { recursive: true });
  KINDS[kind]?.(data, random, prepared, at);
  try {
    const lostAfterBackup = await lostInBackup(place, data, prepared, snapshot.releases);
    const faults = await checkStore(data).then(
      (report) => report.faults.length,
      () => 1,
    );
    let site: Site;
    try {
      site = new Site(data, prepared.token);
    } catch {
      const all = snapshot.releases + prepared.files.length;
      return { kind, lost: all, isTold: true, isPublishing: false, lostAfterRepair: all, lostAfterBackup };
    }
    await site.service.upgrade();
    const first = await losses(site, prepared, snapshot.releases);
    const isPublishing = (await site.publish(999)).status === 201;
    const health = (await site.ask('GET', '/healthz')).json;
    const isTold =
      first.isTold || faults > 0 || 'damage' in health || health.status !== 'ok' || site.lines.length > 0;
    await site.ask('POST', `${NEWSROOM}/rebuild`, {});
    for (const { content, name } of prepared.files) await site.upload(content, name).catch(() => null);
    const lostAfterRepair = (await losses(site, prepared, snapshot.releases)).lost;
    await site.service.close();
    return { kind, lost: first.lost, isTold, isPublishing, lostAfterRepair, lostAfterBackup };
  } finally {
    rmSync(data, { recursive: true });
  }
}

async function lostInBackup(
  place: string,
  data: string,
  prepared: Prepared,
  releases: number,
): Promise<number | null> {
  const [kept, restored] = [join(place, 'kept'), join(place, 'restored')];
  try {
    // A copy, because reading empties the write-ahead log.
    cpSync(data, `${data}-copy`, { recursive: true });
    await backUp(`${data}-copy`, kept, Date.now());
    await restoreFrom(kept, restored);
    const site = new Site(restored, prepared.token);
    await site.service.upgrade();
    const { lost } = await losses(site, prepared, releases);
    await site.service.close();
    return lost;
  } catch {
    return null;
  } finally {
    for (const directory of [`${data}-copy`, kept, restored])
      rmSync(directory, { recursive: true, force: true });
  }
}

async function losses(
  site: Site,
  { titles, files }: Prepared,
  releases: number,
): Promise<{ lost: number; isTold: boolean }> {
  let lost = 0;
  let isTold = false;
  const feed = (await site.ask('GET', '/fi/mittaus/feed.json')).json;
  const items = Array.isArray(feed.items) ? feed.items : [];
  const inFeed = new Set(items.map((item: unknown) => (isObject(item) ? item.title : null)));
  for (let number = 1; number <= releases; number += 1) {
    const { status, json } = await site.ask('GET', `${NEWSROOM}/releases/${number}`);
    const isThere = status === 200 && titleIn(json) === titles.get(number);
    if (status === 503) isTold = true;
    if (!isThere || !inFeed.has(titles.get(number))) lost += 1;
  }
  for (const { address, content } of files) {
    const { status, bytes } = await site.bytes(address);
    if (status === 503) isTold = true;
    if (status !== 200 || !bytes.equals(content)) lost += 1;
  }
  return { lost, isTold };
}
