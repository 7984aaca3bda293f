import {
  type CacheAction,
  directoryTags,
  fewestTags,
  type InvalidateCache,
  isGone,
} from '../documents/cache-tags.ts';
import { announcementOf, type TouchedFeeds } from '../domain/announcement.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { releaseId } from '../domain/release.ts';
import { directoryCuts, ownerOf } from '../domain/timeline.ts';
import { applyPlacements, placementsOf } from '../feeds/placement.ts';
import type { Outbox } from '../jobs/outbox.ts';
import { type RebuildReport, rebuild } from '../rebuild/rebuild.ts';
import { directoryTarget } from '../rebuild/targets.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { decodeRelease, encodeRelease } from '../repository/records.ts';
import type { Transaction } from '../storage/store.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';
import type { PublicChange, UpdatePort } from './directory-port.ts';
import { type DirectoryRepository, DIRECTORY_OWNER as OWNER, readNumber } from './directory-repository.ts';
import { putNews } from './news.ts';
import { putInList } from './newsroom-list.ts';
import { directoryKeys as keys } from './records.ts';

export interface UpdateDependencies {
  readonly outbox: Outbox;
  /** Told what a change is seen in, of the newsroom's documents and of the directory's. */
  readonly invalidateCache: InvalidateCache;
  /** Once a change has been taken over. */
  readonly afterApply: () => Promise<void>;
}

/** What a change did here. */
interface Applied {
  /** It was not known yet. */
  readonly isNew: boolean;
  /** Something was withdrawn that had not been. */
  readonly isGone: boolean;
  /** Of the directory's documents that it is seen in. */
  readonly tags: readonly string[];
}

const NOTHING: Applied = { isNew: false, isGone: false, tags: [] };

/** Takes over what newsrooms tell, and keeps the timeline across them. */
export class UpdateService implements UpdatePort {
  readonly #repository: DirectoryRepository;
  readonly #dependencies: UpdateDependencies;

  constructor(repository: DirectoryRepository, dependencies: UpdateDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async apply(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void> {
    const { outbox, afterApply } = this.#dependencies;
    await this.#repository.withLock(() => this.#applyAll(newsroom, changes));
    // What fails to start is still due.
    await outbox.startEnqueued().catch(() => this.#repository.dependencies.rearm());
    await afterApply();
  }

  async rebuild(newsroomNumber: number): Promise<RebuildReport> {
    const { store } = this.#repository.dependencies;
    return this.#repository.withLock(async () => {
      const report = await rebuild(
        directoryTarget(store, newsroomNumber, {
          owner: OWNER,
          releases: keys.releases(),
          release: keys.release,
        }),
      );
      if (report.repaired > 0) await this.#showNextVersion(store.transaction(), [OWNER], 'invalidate');
      return report;
    });
  }

  async #applyAll(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void> {
    const { store } = this.#repository.dependencies;
    const transaction = store.transaction();
    const known = await this.#repository.newsroom(newsroom.number);
    const key = await readNumber(store, keys.number(newsroom.number), 'key');
    const owner = ownerOf(key ?? newsroom.number);
    const applied: Applied[] = [];
    for (const change of changes) applied.push(await this.#applyOne(transaction, newsroom, change));
    const stale = [...changes.map(({ tags }) => tags ?? [owner]), ...applied.map(({ tags }) => tags)].flat();
    const action = applied.some((each) => each.isGone) ? 'purge' : 'invalidate';
    if (!applied.some(({ isNew }) => isNew)) {
      this.#invalidate(stale, action);
      await transaction.commit();
      return;
    }
    // A release may come with a profile that is told of later.
    if (known?.revision !== newsroom.revision) stale.push(owner, OWNER);
    putInList(transaction, known, newsroom);
    transaction.set(keys.newsroom(newsroom.number), { newsroom });
    await this.#showNextVersion(transaction, stale, action);
  }

  /** Commits the transaction together with the next version. */
  async #showNextVersion(
    transaction: Transaction,
    stale: readonly string[],
    action: CacheAction,
  ): Promise<void> {
    const version = await this.#repository.writeNextVersion(transaction);
    this.#invalidate(stale, action);
    await transaction.commit();
    this.#repository.setCurrentVersion(version);
  }

  /** In the turn of the commit: both are one write, or neither is. */
  #invalidate(stale: readonly string[], action: CacheAction): void {
    if (stale.length > 0) this.#dependencies.invalidateCache(fewestTags(stale), action);
  }

  async #applyOne(
    transaction: Transaction,
    newsroom: Newsroom,
    { release, isQuiet, tags }: PublicChange,
  ): Promise<Applied> {
    if (release === null) {
      if (tags !== null) return NOTHING;
      await this.#enqueuePush(transaction, 'profiles', null);
      return { isNew: true, isGone: false, tags: [OWNER] };
    }
    const id = releaseId(newsroom.number, release.number);
    const before = decodeRelease(await transaction.get(keys.release(id)));
    const announcement = isQuiet ? null : announcementOf(before, release, directoryCuts);
    // A quiet row may have come before a loud one of the same revision.
    if (announcement !== null) {
      await this.#enqueuePush(transaction, `${id}-${release.revision}`, announcement.touched);
    }
    if (before !== null && before.revision >= release.revision) return NOTHING;
    await applyPlacements(transaction, placementsOf(OWNER, id, before, release, directoryCuts));
    transaction.set(keys.release(id), encodeRelease(release));
    await putNews(transaction, id, before, release, this.#repository.dependencies.now());
    return {
      isNew: true,
      isGone: isGone(before, release),
      tags: directoryTags(OWNER, id, before, release),
    };
  }

  /** The newsrooms count what leaves of their releases; what leaves from here nobody does. */
  #enqueuePush(transaction: Transaction, id: string, touched: readonly TouchedFeeds[] | null): Promise<void> {
    const { now } = this.#repository.dependencies;
    return enqueuePush(transaction, DIRECTORY_KEY, id, { number: null, touched, cursor: null }, now());
  }
}
