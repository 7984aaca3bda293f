import { Lock } from '../base/lock.ts';
import {
  type CacheAction,
  directoryTags,
  hasNewWithdrawal,
  type InvalidateCache,
  isFileTag,
  reducedTags,
} from '../documents/cache-tags.ts';
import { announcementOf, type TouchedFeeds } from '../domain/announcement.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { type Release, releaseId } from '../domain/release.ts';
import { directoryCuts, ownerOf } from '../domain/timeline.ts';
import { applyPlacements, placementsOf } from '../feeds/placement.ts';
import type { Outbox } from '../jobs/outbox.ts';
import { type RebuildReport, rebuild } from '../rebuild/rebuild.ts';
import { directoryTarget } from '../rebuild/targets.ts';
import type { CommitFollower } from '../repository/commit-followers.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { decodeRelease, encodeRelease } from '../repository/records.ts';
import type { Transaction } from '../storage/store.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';
import { enqueuePurge } from './cache-purge.ts';
import type { PublicChange, UpdatePort } from './directory-port.ts';
import { type DirectoryRepository, DIRECTORY_OWNER as OWNER, readNumber } from './directory-repository.ts';
import { NEWS_SPAN, putNews, recentNews } from './news.ts';
import { putInList } from './newsroom-list.ts';
import { directoryKeys as keys } from './records.ts';

export interface UpdateDependencies {
  readonly outbox: Outbox;
  readonly invalidateCache: InvalidateCache;
  /** Whether the operator has named a cache that is purged by tag. */
  readonly isPurging: boolean;
  readonly afterApply: () => Promise<void>;
}

interface AppliedChange {
  /** False when the directory already had the change. */
  readonly isNew: boolean;
  readonly hasNewWithdrawal: boolean;
  /** Cache tags of the directory's documents that change. */
  readonly tags: readonly string[];
  readonly change: Parameters<CommitFollower> | null;
}

const NO_CHANGE: AppliedChange = { isNew: false, hasNewWithdrawal: false, tags: [], change: null };

export class UpdateService implements UpdatePort {
  readonly #repository: DirectoryRepository;
  readonly #dependencies: UpdateDependencies;
  /** One rebuild after another; each takes the repository's lock by portions. */
  readonly #rebuilds = new Lock();

  constructor(repository: DirectoryRepository, dependencies: UpdateDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async apply(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void> {
    const { outbox, afterApply } = this.#dependencies;
    await this.#repository.withLock(() => this.#applyAll(newsroom, changes));
    // On failure the jobs remain due, and the scheduler starts them.
    await outbox.startEnqueued().catch(() => this.#repository.dependencies.rearm());
    await afterApply();
  }

  async lackingCopies(newsroomNumber: number, numbers: readonly number[]): Promise<number[]> {
    const { store } = this.#repository.dependencies;
    const copies = await store.getMany(
      numbers.map((number) => keys.release(releaseId(newsroomNumber, number))),
    );
    return numbers.filter((_, at) => decodeRelease(copies[at]) === null);
  }

  async restoreCopies(newsroomNumber: number, releases: readonly Release[]): Promise<void> {
    await this.#repository.withLock(async () => {
      // A newer copy may have come since.
      const numbers = releases.map(({ number }) => number);
      const lacking = new Set(await this.lackingCopies(newsroomNumber, numbers));
      const writes = releases
        .filter(({ number }) => lacking.has(number))
        .map((release) => ({
          key: keys.release(releaseId(newsroomNumber, release.number)),
          value: encodeRelease(release),
        }));
      await this.#repository.dependencies.store.commit(writes);
    });
  }

  rebuild(newsroomNumber: number): Promise<RebuildReport> {
    const { store, now } = this.#repository.dependencies;
    return this.#rebuilds.run(async () => {
      const target = directoryTarget(store, newsroomNumber, {
        owner: OWNER,
        releases: keys.releases(),
        release: keys.release,
        projections: [recentNews(now() - NEWS_SPAN)],
      });
      const report = await rebuild(target, this.#repository);
      if (report.repaired > 0)
        await this.#repository.withLock(() =>
          this.#commitNextVersion(store.transaction(), [OWNER], 'invalidate'),
        );
      return report;
    });
  }

  async #applyAll(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void> {
    const { store } = this.#repository.dependencies;
    const transaction = store.transaction();
    const known = await this.#repository.newsroom(newsroom.number);
    const key = await readNumber(store, keys.number(newsroom.number), 'key');
    const owner = ownerOf(key ?? newsroom.number);
    const applied: AppliedChange[] = [];
    for (const change of changes) applied.push(await this.#applyOne(transaction, newsroom, change));
    const staleTags = [
      ...changes.map(({ tags }) => tags ?? [owner]),
      ...applied.map(({ tags }) => tags),
    ].flat();
    const mustDelete = applied.some((each) => each.hasNewWithdrawal) || staleTags.some(isFileTag);
    const action = mustDelete ? 'purge' : 'invalidate';
    if (!applied.some(({ isNew }) => isNew)) {
      await this.#enqueuePurge(transaction, staleTags);
      this.#invalidate(staleTags, action);
      await transaction.commit();
      return;
    }
    // The update of a release may contain a newer profile whose own update comes later.
    if (known?.revision !== newsroom.revision) staleTags.push(owner, OWNER);
    putInList(transaction, known, newsroom);
    transaction.set(keys.newsroom(newsroom.number), { newsroom });
    await this.#commitNextVersion(transaction, staleTags, action);
    for (const { change } of applied) if (change !== null) this.#repository.followers.tell(...change);
  }

  async #commitNextVersion(
    transaction: Transaction,
    staleTags: readonly string[],
    action: CacheAction,
  ): Promise<void> {
    const version = await this.#repository.writeNextVersion(transaction);
    await this.#enqueuePurge(transaction, staleTags);
    this.#invalidate(staleTags, action);
    await transaction.commit();
    this.#repository.setCurrentVersion(version);
  }

  async #enqueuePurge(transaction: Transaction, staleTags: readonly string[]): Promise<void> {
    const { now } = this.#repository.dependencies;
    if (this.#dependencies.isPurging && staleTags.length > 0)
      await enqueuePurge(transaction, staleTags, now());
  }

  /** Must be called in the turn of the commit, so that a Durable Object writes both or neither. */
  #invalidate(staleTags: readonly string[], action: CacheAction): void {
    if (staleTags.length > 0) this.#dependencies.invalidateCache(reducedTags(staleTags), action);
  }

  async #applyOne(
    transaction: Transaction,
    newsroom: Newsroom,
    { release, isQuiet, tags }: PublicChange,
  ): Promise<AppliedChange> {
    if (release === null) {
      if (tags !== null) return NO_CHANGE;
      await this.#enqueuePush(transaction, 'profiles', null);
      return { ...NO_CHANGE, isNew: true, tags: [OWNER] };
    }
    const id = releaseId(newsroom.number, release.number);
    const before = decodeRelease(await transaction.get(keys.release(id)));
    const announcement = isQuiet ? null : announcementOf(before, release, directoryCuts);
    // An update of the same revision with `isQuiet` may have come first.
    if (announcement !== null) {
      await this.#enqueuePush(transaction, `${id}-${release.revision}`, announcement.touched);
    }
    if (before !== null && before.revision >= release.revision) return NO_CHANGE;
    await applyPlacements(transaction, placementsOf(OWNER, id, before, release, directoryCuts));
    transaction.set(keys.release(id), encodeRelease(release));
    await putNews(transaction, id, before, release, this.#repository.dependencies.now());
    return {
      isNew: true,
      hasNewWithdrawal: hasNewWithdrawal(before, release),
      tags: directoryTags(OWNER, id, before, release),
      change: [id, before, release],
    };
  }

  /** Without a release number, because only newsrooms count deliveries. */
  #enqueuePush(transaction: Transaction, id: string, touched: readonly TouchedFeeds[] | null): Promise<void> {
    const { now } = this.#repository.dependencies;
    return enqueuePush(transaction, DIRECTORY_KEY, id, { number: null, touched, cursor: null }, now());
  }
}
