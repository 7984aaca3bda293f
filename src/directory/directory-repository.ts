import { Lock } from '../base/lock.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import type { CurrentVersion } from '../documents/current-version.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { RepositoryDependencies } from '../repository/dependencies.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { decodeRelease } from '../repository/records.ts';
import { mayBeRead, nextChange } from '../repository/version.ts';
import type { Reader, Stored, Transaction } from '../storage/store.ts';
import { directoryKeys, newsroomIn } from './records.ts';

/** The owner segment of the directory's timelines, and its name among cache tags. */
export const DIRECTORY_OWNER = 'all';

/** The directory's own record. */
export interface DirectoryHead {
  readonly createdAt: Instant;
  readonly authority: string;
  readonly lastKey: number;
  readonly version: number;
  readonly changedAt: Instant;
  readonly crowded: boolean;
}

/** The directory's records behind its lock. It holds copies of what is public; the newsrooms remain the authority. */
export class DirectoryRepository {
  readonly dependencies: RepositoryDependencies;
  readonly #lock = new Lock();
  readonly #currentVersion: CurrentVersion;
  /** As a newsroom's: the latest version that was read, undefined when it is not known. */
  #readVersion: number | undefined;

  constructor(dependencies: RepositoryDependencies) {
    this.dependencies = dependencies;
    this.#currentVersion = dependencies.currentVersions.of(DIRECTORY_KEY);
  }

  /** Runs `work` while nothing else is written here. */
  withLock<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.run(work);
  }

  async head(): Promise<DirectoryHead> {
    const { store, now, baseUrl } = this.dependencies;
    const record = await store.get(directoryKeys.head());
    if (isHead(record)) {
      this.setCurrentVersion(record.version);
      return record;
    }
    const createdAt = toSecond(now());
    const authority = new URL(baseUrl).hostname;
    const head = { createdAt, authority, lastKey: 0, version: 0, changedAt: createdAt, crowded: false };
    // Written at the first question, because the feeds' ids carry the founding day.
    await store.commit([{ key: directoryKeys.head(), value: head }]);
    this.#readVersion = -1;
    return head;
  }

  /** The head for a document that is about to be rendered, which a commit may overtake. */
  async headToRender(): Promise<DirectoryHead> {
    const head = await this.head();
    this.#readVersion = head.version;
    return head;
  }

  /** Writes the next version. Returns its number, to be shown once it is committed. */
  async writeNextVersion(transaction: Transaction): Promise<number> {
    const head = await this.head();
    const version = head.version + 1;
    const wasRead = mayBeRead(head.version, this.#readVersion);
    transaction.set(directoryKeys.head(), {
      ...head,
      version,
      ...nextChange(head, this.dependencies.now(), wasRead),
    });
    return version;
  }

  /** A head that was read before a commit may come in after it: versions only grow. */
  setCurrentVersion(version: number): void {
    this.#currentVersion.set(Math.max(version, this.#currentVersion.version ?? 0));
  }

  /** The newsroom with this public number, as it was last told of. */
  async newsroom(number: number): Promise<Newsroom | null> {
    return newsroomIn(await this.dependencies.store.get(directoryKeys.newsroom(number)));
  }

  async newsrooms(numbers: readonly number[]): Promise<Newsroom[]> {
    const records = await this.dependencies.store.getMany(numbers.map(directoryKeys.newsroom));
    return records.flatMap((record) => newsroomIn(record) ?? []);
  }

  /** The releases with these ids that are here together with their newsrooms, in the order asked. */
  async releases(ids: readonly number[]): Promise<{ newsroom: Newsroom; release: Release }[]> {
    const { store } = this.dependencies;
    const newsrooms = await store.getMany(
      ids.map((id) => directoryKeys.newsroom(Math.floor(id / 1_000_000))),
    );
    const releases = await store.getMany(ids.map(directoryKeys.release));
    return releases.flatMap((record, at) => {
      const release = decodeRelease(record);
      const newsroom = newsroomIn(newsrooms[at]);
      return release === null || newsroom === null ? [] : [{ newsroom, release }];
    });
  }
}

/** The number in a record's field; null where there is none. */
export async function readNumber(
  reader: Pick<Reader, 'get'>,
  key: string,
  field: string,
): Promise<number | null> {
  const value = (await reader.get(key))?.[field];
  return typeof value === 'number' ? value : null;
}

function isHead(record: Stored | null): record is Stored & DirectoryHead {
  return typeof record?.lastKey === 'number' && typeof record.version === 'number';
}
