import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { BackupService } from '../../../src/backup/backup-service.ts';
import { DirectoryFeedService } from '../../../src/directory/directory-feed-service.ts';
import { UpdateService } from '../../../src/directory/update-service.ts';
import { ImportService } from '../../../src/imports/import-service.ts';
import { DirectoryUpdater } from '../../../src/newsroom/directory-updater.ts';
import { newsroomName } from '../../../src/platform/cloudflare/service.ts';
import { StaleTags } from '../../../src/platform/cloudflare/stale-tags.ts';
import { NewsroomRepository } from '../../../src/repository/repository.ts';
import { ADMIN, API, call, type Founded, found, listen, send } from './calls.ts';

/**
 * Objects are evicted during their work: `abort` ends an object at once and discards unconfirmed writes, as the worst
 * eviction does.
 */

/** Long enough for a busy machine, and for a failed task, which is retried after a second. */
const WAIT = { timeout: 30_000, interval: 200 };

afterEach(() => vi.restoreAllMocks());

const published = (title: string) => ({ state: 'published', variants: { fi: { title } } });

/** The state of the object's present instance. */
async function contextOf(stub: DurableObjectStub): Promise<DurableObjectState> {
  const contexts: DurableObjectState[] = [];
  await runInDurableObject(stub, (_object, context) => void contexts.push(context));
  const [context] = contexts;
  if (context === undefined) throw new Error('no such object');
  return context;
}

function newsroomObject(key: number) {
  return env.NEWSROOM.getByName(newsroomName(key));
}

function directoryObject() {
  return env.DIRECTORY.getByName('directory');
}

/** Aborts the object instead of the call of the spied method, and discards unconfirmed writes. */
async function goesBefore(spy: MockInstance, stub: DurableObjectStub): Promise<void> {
  const context = await contextOf(stub);
  spy.mockImplementationOnce(() => {
    context.abort('evicted');
    return new Promise(() => undefined);
  });
}

/** Aborts the object after the spied method has finished and its writes are confirmed. */
async function goesAfter(
  spy: MockInstance,
  stub: DurableObjectStub,
  work: (object: unknown, given: unknown[]) => unknown,
): Promise<void> {
  const context = await contextOf(stub);
  spy.mockImplementationOnce(async function (this: unknown, ...given: unknown[]) {
    await work(this, given);
    await context.storage.sync();
    context.abort('evicted');
    return new Promise(() => undefined);
  });
}

async function expectUnavailable(answer: Response): Promise<void> {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toMatchObject({ type: 'urn:kaiku:problem:unavailable', status: 503 });
}

/** Titles in a feed of the newsroom or across newsrooms. */
async function titles(path: string): Promise<string[]> {
  const feed: unknown = await (await call(path)).json();
  const { items } = Object(feed);
  return Array.isArray(items) ? items.map(({ title }) => String(title)) : [];
}

/** The lists are equal to those of a rebuild, and the directory has the same releases. */
async function expectWhole({ slug, token }: Founded, expected: readonly string[]): Promise<void> {
  const rebuilt: unknown = await (await send('POST', `/${slug}/rebuild`, token, {})).json();
  expect(rebuilt).toMatchObject({ repaired: 0 });
  expect((await titles(`/fi/${slug}/feed.json`)).toSorted()).toEqual(expected.toSorted());
  const inAll = async () =>
    (await titles('/fi/feed.json')).filter((title) => title.startsWith(slug)).toSorted();
  await expect.poll(inAll, WAIT).toEqual(expected.toSorted());
}

function tagsIn(told: ReturnType<typeof listen>): readonly string[] {
  return told.flatMap(({ tags }) => tags);
}

describe('a newsroom object that is evicted during a publish', () => {
  test('before its commit publishes nothing and answers 503', async () => {
    const newsroom = await found('ennen');
    const key = { 'idempotency-key': 'yksi' };
    await goesBefore(vi.spyOn(NewsroomRepository.prototype, 'commit'), newsroomObject(newsroom.key));
    const release = published('ennen 1');
    await expectUnavailable(await send('POST', '/ennen/releases', newsroom.token, release, key));
    await expectWhole(newsroom, []);
    expect((await send('POST', '/ennen/releases', newsroom.token, release, key)).status).toBe(201);
    await expectWhole(newsroom, ['ennen 1']);
  });

  test('after its commit, but before the update of the directory, has published the release', async () => {
    const newsroom = await found('jalkeen');
    const stub = newsroomObject(newsroom.key);
    const key = { 'idempotency-key': 'yksi' };
    await goesAfter(vi.spyOn(DirectoryUpdater.prototype, 'run'), stub, () => undefined);
    const told = listen();
    const release = published('jalkeen 1');
    await expectUnavailable(await send('POST', '/jalkeen/releases', newsroom.token, release, key));
    expect(await titles('/fi/jalkeen/feed.json')).toEqual(['jalkeen 1']);
    // The alarm of the object may have fired already.
    await runDurableObjectAlarm(newsroomObject(newsroom.key));
    await expect.poll(() => titles('/fi/feed.json'), WAIT).toContain('jalkeen 1');
    await expect
      .poll(() => tagsIn(told), WAIT)
      .toEqual(expect.arrayContaining([`n${newsroom.key}-fi`, 'all-fi']));
    expect((await send('POST', '/jalkeen/releases', newsroom.token, release, key)).status).toBe(201);
    await expectWhole(newsroom, ['jalkeen 1']);
  });
});

describe('an evicted directory object', () => {
  test('before it commits an update receives that update again until it succeeds', async () => {
    const newsroom = await found('uudestaan');
    const spy = vi.spyOn(UpdateService.prototype, 'apply');
    await goesBefore(spy, directoryObject());
    const told = listen();
    const release = published('uudestaan 1');
    expect((await send('POST', '/uudestaan/releases', newsroom.token, release)).status).toBe(201);
    await goesBefore(spy, directoryObject());
    await runDurableObjectAlarm(newsroomObject(newsroom.key));
    await expect.poll(() => titles('/fi/feed.json'), WAIT).toContain('uudestaan 1');
    await expect.poll(() => tagsIn(told), WAIT).toContain(`n${newsroom.key}-fi`);
    expect(spy.mock.calls.length).toBeGreaterThanOrEqual(3);
    // No updates are left, or the newsroom would retry for ever.
    const left = () =>
      runInDurableObject(newsroomObject(newsroom.key), (_object, { storage }) =>
        storage.sql
          .exec("SELECT key FROM record WHERE key LIKE 'due:%:outbox' OR key LIKE 'outbox:%'")
          .toArray(),
      );
    await expect.poll(left, WAIT).toEqual([]);
    await expectWhole(newsroom, ['uudestaan 1']);
  });

  test('after it marked the stale tags invalidates them at the edge when it runs again', async () => {
    const newsroom = await found('reuna');
    const told = listen();
    await goesAfter(vi.spyOn(StaleTags.prototype, 'flush'), directoryObject(), () => undefined);
    const answer = await send('POST', '/reuna/releases', newsroom.token, published('reuna 1'));
    expect(answer.status).toBe(201);
    expect(tagsIn(told)).not.toContain(`n${newsroom.key}-fi`);
    const waiting = await runInDurableObject(directoryObject(), (_object, { storage }) =>
      [...storage.kv.list({ prefix: 'stale:' })].map(([key]) => key),
    );
    expect(waiting).toContain(`stale:n${newsroom.key}-fi`);
    await runDurableObjectAlarm(directoryObject());
    // This is sooner than after a refusal.
    await expect
      .poll(() => tagsIn(told), { timeout: 10_000 })
      .toEqual(expect.arrayContaining([`n${newsroom.key}-fi`, 'all-fi']));
    await expectWhole(newsroom, ['reuna 1']);
  });

  test('during a read answers that read with 503 and the next one with 200', async () => {
    await goesBefore(vi.spyOn(DirectoryFeedService.prototype, 'get'), directoryObject());
    await expectUnavailable(await call('/fi/feed.json'));
    expect((await call('/fi/feed.json')).status).toBe(200);
  });
});

describe('a newsroom object that is evicted while its alarm lifts an embargo', () => {
  test.each([
    ['before its commit', 'aika', 2, goesBefore],
    [
      'after its commit',
      'hetki',
      1,
      (spy: MockInstance, stub: DurableObjectStub) => {
        const { commit } = ORIGINAL;
        return goesAfter(spy, stub, (repository, given) => Reflect.apply(commit, repository, given));
      },
    ],
  ])('%s lifts it once', async (_when, slug, times, goes) => {
    const newsroom = await found(slug);
    const publishAt = new Date(Date.now() + 5_000).toISOString();
    const release = { ...published(`${slug} 1`), state: 'scheduled', publishAt };
    expect((await send('POST', `/${slug}/releases`, newsroom.token, release)).status).toBe(201);
    const lifting = vi.spyOn(NewsroomRepository.prototype, 'commit');
    await goes(lifting, newsroomObject(newsroom.key));
    await expect.poll(() => titles(`/fi/${slug}/feed.json`), WAIT).toEqual([`${slug} 1`]);
    expect(lifting).toHaveBeenCalledTimes(times);
    await expectWhole(newsroom, [`${slug} 1`]);
    const headers = { authorization: `Bearer ${newsroom.token}` };
    const held: unknown = await (await call(`${API}/${slug}/releases/1`, { headers })).json();
    expect(held).toMatchObject({ state: 'published', revision: 2 });
  });
});

describe('a newsroom object that is evicted during', () => {
  test.each([
    ['before', 'tuonti', 20],
    ['after', 'tuodut', 40],
  ] as const)(
    'an import, %s a batch is stored, imports the rest when the request is repeated',
    async (when, slug, kept) => {
      const newsroom = await found(slug);
      const stub = newsroomObject(newsroom.key);
      const spy = vi.spyOn(ImportService.prototype, 'importItems');
      const { importItems } = ORIGINAL;
      spy.mockImplementationOnce(function (this: ImportService, ...given) {
        return Reflect.apply(importItems, this, given);
      });
      if (when === 'before') await goesBefore(spy, stub);
      else await goesAfter(spy, stub, (imports, given) => Reflect.apply(importItems, imports, given));
      const names = Array.from({ length: 45 }, (_, number) => `${slug} ${number}`);
      const bring = () =>
        send('POST', `/${slug}/imports`, newsroom.token, atom(names), { 'content-type': 'application/xml' });
      await expectUnavailable(await bring());
      expect(await titles(`/fi/${slug}/feed.json`)).toHaveLength(kept);
      const again: unknown = await (await bring()).json();
      expect(again).toMatchObject({ read: 45, created: 45 - kept, unchanged: kept, refused: [] });
      await expectWhole(newsroom, names);
    },
  );

  test.each([
    ['a batch of a restore', 'siirto', 'restore', 200],
    ['the end of a restore', 'paluu', 'finishRestore', 409],
  ] as const)(
    '%s has done all of that step or nothing, and the repeated restore brings the newsroom in',
    async (_of, slug, step, last) => {
      const old = await found(`vanha-${slug}`);
      await send('POST', `/${old.slug}/releases`, old.token, published(`vanha-${slug} 1`));
      const headers = { authorization: `Bearer ${old.token}` };
      const exported = await (await call(`${API}/${old.slug}/export`, { headers })).arrayBuffer();
      const moved = new TextDecoder()
        .decode(exported)
        .replaceAll(`"number":${old.key},`, `"number":${old.key + 700},`)
        .replaceAll(`release/${old.key}000001/`, `release/${old.key + 700}000001/`)
        .replaceAll(`vanha-${slug}`, slug);
      const newsroom = await found(`uusi-${slug}`);
      const restore = () =>
        send('POST', `/uusi-${slug}/restore`, ADMIN, moved, {
          'content-type': 'application/x-ndjson',
        });
      const spy = vi.spyOn(BackupService.prototype, step);
      await goesBefore(spy, newsroomObject(newsroom.key));
      await expectUnavailable(await restore());
      expect((await call(`/fi/${slug}/feed.json`)).status).toBe(404);
      const original = ORIGINAL[step];
      await goesAfter(spy, newsroomObject(newsroom.key), (service, given) =>
        Reflect.apply(original, service, given),
      );
      await expectUnavailable(await restore());
      // A newsroom that is restored already is not replaced.
      expect((await restore()).status).toBe(last);
      await expectWhole({ ...newsroom, slug }, [`${slug} 1`]);
    },
  );
});

/** The original methods, without spies. */
const ORIGINAL = {
  commit: NewsroomRepository.prototype.commit,
  importItems: ImportService.prototype.importItems,
  restore: BackupService.prototype.restore,
  finishRestore: BackupService.prototype.finishRestore,
};

function atom(names: readonly string[]): string {
  const entries = names.map(
    (name) =>
      `<entry><id>urn:${name}</id><title>${name}</title><published>2026-01-05T09:00:00Z</published>` +
      `<updated>2026-01-05T09:00:00Z</updated><content>Teksti.</content></entry>`,
  );
  return (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>T</title><id>urn:t</id>' +
    `<updated>2026-01-05T09:00:00Z</updated>${entries.join('')}</feed>`
  );
}
