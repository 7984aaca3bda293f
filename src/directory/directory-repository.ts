import { Lock } from '../base/lock.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import type { CurrentVersion } from '../documents/current-version.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { CommitFollowers } from '../repository/commit-followers.ts';
import type { RepositoryDependencies } from '../repository/dependencies.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { decodeRelease } from '../repository/records.ts';
import { mayHaveBeenRead, nextVersionDate } from '../repository/version.ts';
import type { RecordReader, Stored, Transaction } from '../storage/store.ts';
import { decodeNewsroom, directoryKeys } from './records.ts';

/** Owner of the directory's timelines and cache tags. */
export const DIRECTORY_OWNER = 'all';

export interface DirectoryHead {
  readonly createdAt: Instant;
  readonly authority: string;
  readonly lastKey: number;
  readonly version: number;
  readonly changedAt: Instant;
  readonly crowded: boolean;
}

/** The directory has copies of public releases and profiles; the newsrooms have the originals. */
export class DirectoryRepository {
  readonly dependencies: RepositoryDependencies;
  readonly followers = new CommitFollowers();
  readonly #lock = new Lock();
  readonly #currentVersion: CurrentVersion;
  /** The latest version that was served; undefined when only an earlier process may have served one. */
  #readVersion: number | undefined;

  constructor(dependencies: RepositoryDependencies) {
    this.dependencies = dependencies;
    this.#currentVersion = dependencies.currentVersions.of(DIRECTORY_KEY);
  }

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
    // The first read writes the record, because the ids of the feeds contain its creation date.
    await store.commit([{ key: directoryKeys.head(), value: head }]);
    this.#readVersion = -1;
    return head;
  }

  /** Must be called before a document is rendered, because a commit may happen during the rendering. */
  async headToRender(): Promise<DirectoryHead> {
    const head = await this.head();
    this.#readVersion = head.version;
    return head;
  }

  /** Returns the new version. After the commit the caller passes it to `setCurrentVersion`. */
  async writeNextVersion(transaction: Transaction): Promise<number> {
    const head = await this.head();
    const version = head.version + 1;
    const wasRead = mayHaveBeenRead(head.version, this.#readVersion);
    transaction.set(directoryKeys.head(), {
      ...head,
      version,
      ...nextVersionDate(head, this.dependencies.now(), wasRead),
    });
    return version;
  }

  /** Ignores an older version, because a head that was read before a commit may arrive after it. */
  setCurrentVersion(version: number): void {
    this.#currentVersion.set(Math.max(version, this.#currentVersion.version ?? 0));
  }

  /** `number` is the public number. */
  async newsroom(number: number): Promise<Newsroom | null> {
    return decodeNewsroom(await this.dependencies.store.get(directoryKeys.newsroom(number)));
  }

  async newsrooms(numbers: readonly number[]): Promise<Newsroom[]> {
    const records = await this.dependencies.store.getMany(numbers.map(directoryKeys.newsroom));
    return records.flatMap((record) => decodeNewsroom(record) ?? []);
  }

  /** In the order of `ids`, without those that the directory does not have. */
  async releases(ids: readonly number[]): Promise<{ newsroom: Newsroom; release: Release }[]> {
    const { store } = this.dependencies;
    const newsrooms = await store.getMany(
      ids.map((id) => directoryKeys.newsroom(Math.floor(id / 1_000_000))),
    );
    const releases = await store.getMany(ids.map(directoryKeys.release));
    return releases.flatMap((record, at) => {
      const release = decodeRelease(record);
      const newsroom = decodeNewsroom(newsrooms[at]);
      return release === null || newsroom === null ? [] : [{ newsroom, release }];
    });
  }
}

export async function readNumber(
  reader: Pick<RecordReader, 'get'>,
  key: string,
  field: string,
): Promise<number | null> {
  const value = (await reader.get(key))?.[field];
  return typeof value === 'number' ? value : null;
}

function isHead(record: Stored | null): record is Stored & DirectoryHead {
  return typeof record?.lastKey === 'number' && typeof record.version === 'number';
}
