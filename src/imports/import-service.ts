import { sha256 } from '../base/crypto.ts';
import type { JsonObject } from '../base/json.ts';
import {
  isLanguage,
  LANGUAGES,
  type Language,
  type Localized,
  languagesOf,
} from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import { fail, ok, type Problem, type Result } from '../base/problem.ts';
import type { Refusal } from '../base/refusal.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import type { ChangeContext } from '../lifecycle/context.ts';
import {
  addImportedVariants,
  areEdited,
  type Imported,
  importRelease,
  isSharedEdited,
  updateImported,
} from '../lifecycle/imported.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { PendingChanges } from '../repository/pending-changes.ts';
import {
  decodeRelease,
  encode,
  isOriginRecord,
  type NewsroomRecord,
  type OriginPart,
  type OriginRecord,
} from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored } from '../storage/store.ts';
import type { ImportItem, RefusedItem } from './document.ts';
import { contentHash } from './identity.ts';
import type { ImportPort, ItemOutcome, ItemTaken } from './import-port.ts';
import { importKeys } from './keys.ts';
import { familyOf } from './relate-items.ts';
import { inLanguage, together } from './shared-content.ts';
import { toCreateBody } from './to-release.ts';

/** Variants of one release are seldom published further apart. */
const TOGETHER = 2 * 24 * 60 * 60 * 1000;
/** Variants that go on to another release, and from there to another, are followed so far. */
const MOVES = 20;
/** A release has no more languages; whatever else an item links as one of them would only take time and rows. */
const RELATED = LANGUAGES.length;

/** Foreign items become releases of one newsroom: each once, whatever it is brought in by and how often. */
export class ImportService implements ImportPort {
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  importItems(items: readonly ImportItem[]): Promise<Result<readonly ItemOutcome[]>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null || record.restoring) return fail('not-found');
      const portion = new Portion(this.#repository, record);
      const outcomes: ItemOutcome[] = [];
      for (const item of items) outcomes.push(await portion.take(item));
      await portion.commit();
      return ok(outcomes);
    });
  }
}

/** Items that are brought in with one commit. */
class Portion {
  readonly #repository: NewsroomRepository;
  readonly #newsroom: Newsroom;
  readonly #pending: PendingChanges;

  constructor(repository: NewsroomRepository, { newsroom }: NewsroomRecord) {
    this.#repository = repository;
    this.#newsroom = newsroom;
    this.#pending = new PendingChanges(repository);
  }

  commit(): Promise<void> {
    return this.#pending.commit();
  }

  async take(item: ImportItem): Promise<ItemOutcome> {
    const content = toCreateBody(item, this.#newsroom.languages);
    if (!content.ok) return refusedItem(item, content.refusal);
    const imported = { ...item, content: content.value };
    const arriving = { item, imported, hash: contentHash(item), origin: await this.#origin(item.source.id) };
    const { origin } = arriving;
    const languages = languagesOf(item.variants).filter((language) => origin?.parts[language] !== undefined);
    if (origin !== null && languages.length > 0) return this.#again(arriving, origin, languages);
    const candidate = origin === null ? await this.#candidate(item) : await this.#present(origin, []);
    if (candidate !== null && isSameRelease(candidate, item)) {
      const joined = await this.#join(arriving, candidate);
      if (joined !== null) return joined;
    }
    const number = await this.#pending.nextNumber();
    if (number > LAST_NUMBER) return refusedItem(item, { code: 'not-valid' });
    const created = importRelease(this.#context(), number, imported);
    if (!created.ok) return refusedItem(item, invalidContent(created.problem));
    return this.#add(arriving, null, created.value, 'created', {
      isUncertain: item.rivals !== undefined || candidate !== null,
      apartFrom: candidate?.number ?? (await this.#rival(item)),
    });
  }

  /** Null when `release` cannot take it. */
  async #join(arriving: Arriving, release: Release): Promise<ItemOutcome | null> {
    const { item, imported } = arriving;
    const { contacts, media, links } = together([release, inLanguage(item, item.sourceLanguage)]);
    const content = { ...imported.content, contacts, media, links };
    const added = addImportedVariants(this.#context(), release, { ...imported, content });
    return added.ok ? this.#add(arriving, release, added.value, 'joined') : null;
  }

  /** An item that came in before in all of `languages`. */
  async #again(
    arriving: Arriving,
    origin: OriginRecord,
    languages: readonly Language[],
  ): Promise<ItemOutcome> {
    const { item, hash, imported } = arriving;
    const release = await this.#present(origin, languages);
    const same = (kept: ItemTaken['kept']): ItemTaken => ({
      index: item.index,
      id: item.source.id,
      became: 'unchanged',
      kept,
      release: release?.number ?? origin.number,
      isUncertain: false,
      apartFrom: null,
    });
    if (release === null || languages.every((language) => isWithdrawn(release, language))) {
      return same('withdrawn');
    }
    if (await this.#wasEdited(origin, release, languages, item)) return same('edited');
    // A language that was written here before its source had it is an editor's, and stays that.
    const own = languagesOf(item.variants).filter(
      (language) => !languages.includes(language) && release.variants[language] !== undefined,
    );
    const kept = own.length > 0 ? 'edited' : null;
    const parts = languages.flatMap((language) => origin.parts[language] ?? []);
    const moved = movedTo(release, item);
    if (parts.every((part) => part.hash === hash) && moved === null) return same(kept);
    const isUpdate = parts.every(({ updatedAt }) => (item.updatedAt ?? 0) > (updatedAt ?? 0));
    const content = within(imported.content, release, languages);
    const isFirst = release.source?.id === item.source.id;
    const shared = isFirst ? content : { ...content, ...sharedOf(release) };
    const changed = updateImported(this.#context(), release, shared, moved, isUpdate ? note() : null);
    if (!changed.ok) return refusedItem(item, invalidContent(changed.problem));
    const became = isUpdate && release.state === 'published' ? 'corrected' : 'updated';
    return this.#add(arriving, release, changed.value, became, { kept, own });
  }

  /** The release together with what tells the item again. */
  async #add(
    { item, hash, origin }: Arriving,
    before: Release | null,
    after: Release,
    became: ItemTaken['became'],
    { own = [], ...apart }: Partial<Pick<ItemTaken, 'isUncertain' | 'apartFrom' | 'kept'>> & Own = {},
  ): Promise<ItemOutcome> {
    const part: OriginPart = { revision: after.revision, hash, updatedAt: item.updatedAt };
    const taken = languagesOf(item.variants).filter((language) => !own.includes(language));
    const parts = Object.fromEntries(taken.map((language) => [language, part]));
    const written: OriginRecord = {
      schema: 1,
      number: after.number,
      shared: after.revision,
      parts: { ...(origin?.number === after.number && origin.parts), ...parts },
    };
    const first = became === 'joined' ? await this.#firstOrigin(before, after) : null;
    const [key, aliases] = [await this.#originKey(item.source.id), await this.#aliasKeys(item)];
    const records = new Map<string, Stored>(
      aliases.map((alias) => [alias, { schema: 1, number: after.number }]),
    );
    if (first !== null) records.set(first.key, encode(first.origin));
    records.set(key, encode(written));
    await this.#pending.add({ before, after }, records);
    return {
      index: item.index,
      id: item.source.id,
      became,
      release: after.number,
      kept: null,
      isUncertain: false,
      apartFrom: null,
      ...apart,
    };
  }

  /** That of the item whose release another joins, which writes what they share: an import's doing, not an editor's. */
  async #firstOrigin(
    before: Release | null,
    after: Release,
  ): Promise<{ key: string; origin: OriginRecord } | null> {
    const origin = before?.source == null ? null : await this.#origin(before.source.id);
    if (before?.source == null || origin?.number !== after.number) return null;
    const then = await this.#revision(origin.number, origin.shared);
    if (then === null || isSharedEdited(then, before)) return null;
    return { key: await this.#originKey(before.source.id), origin: { ...origin, shared: after.revision } };
  }

  /** The release that `item` may be another language of: by its links, or by an id that differs in the language. */
  async #candidate(item: ImportItem): Promise<Release | null> {
    for (const id of item.kin ?? []) {
      const origin = await this.#origin(id);
      if (origin !== null) return this.#present(origin, []);
    }
    if (item.rivals !== undefined) return null;
    for (const alias of await this.#aliasKeys(item)) {
      const number = (await this.#pending.get(alias))?.number;
      const release = typeof number === 'number' ? await this.#pending.release(number) : null;
      if (release !== null && release.state !== 'withdrawn') return release;
    }
    return null;
  }

  /** The release of an item that may be the same one, as far as it is here by now. */
  async #rival({ rivals = [] }: ImportItem): Promise<number | null> {
    for (const id of rivals) {
      const origin = await this.#origin(id);
      if (origin !== null) return origin.number;
    }
    return null;
  }

  /** What an item is also known by: its address, those it links as its other languages, its id without the language. */
  #aliasKeys(item: ImportItem): Promise<string[]> {
    const { source, related } = item;
    const family = familyOf(item);
    const linked = related.slice(0, RELATED).map(({ url }) => url);
    const urls = [source.url, ...linked].filter((url) => url !== undefined);
    const names = [...urls.map((url) => `url ${url}`), ...(family === null ? [] : [`family ${family}`])];
    return Promise.all(
      [...new Set(names)].map(async (name) => importKeys.alias(this.#repository.key, await sha256(name))),
    );
  }

  async #originKey(id: string): Promise<string> {
    return importKeys.origin(this.#repository.key, await sha256(id));
  }

  async #origin(id: string): Promise<OriginRecord | null> {
    const record = await this.#pending.get(await this.#originKey(id));
    return isOriginRecord(record) ? record : null;
  }

  /** The release that holds the origin's `languages` now; without any, the release as it is. */
  async #present({ number }: OriginRecord, languages: readonly Language[]): Promise<Release | null> {
    let release = await this.#pending.release(number);
    for (let moves = 0; release !== null && moves < MOVES; moves += 1) {
      const { departed, variants } = release;
      const isHere = languages.some((language) => variants[language] !== undefined);
      const to = isHere ? undefined : languages.flatMap((language) => departed?.[language] ?? [])[0];
      if (to === undefined) return release;
      release = await this.#pending.release(to);
    }
    return release;
  }

  async #wasEdited(
    origin: OriginRecord,
    release: Release,
    languages: readonly Language[],
    item: ImportItem,
  ): Promise<boolean> {
    for (const language of languages) {
      const revision = origin.parts[language]?.revision ?? 0;
      if (release.number === origin.number && release.revision === revision) continue;
      const then = await this.#revision(origin.number, revision);
      if (then === null || areEdited(then, release, [language])) return true;
      // Whoever schedules it anew has a time of their own in mind.
      if (release.state === 'scheduled' && then.publishAt !== release.publishAt) return true;
    }
    // What all languages share was the first item's to say.
    if (release.number !== origin.number || release.source?.id !== item.source.id) return false;
    const then = await this.#revision(origin.number, origin.shared);
    return then === null || isSharedEdited(then, release);
  }

  #context(): ChangeContext {
    return {
      newsroom: this.#newsroom,
      baseUrl: this.#repository.dependencies.baseUrl,
      now: this.#repository.dependencies.now(),
    };
  }

  async #revision(number: number, revision: number): Promise<Release | null> {
    const pending = await this.#pending.release(number);
    if (pending?.revision === revision) return pending;
    const row = newsroomKeys.revision(this.#repository.key, number, revision);
    return decodeRelease(await this.#repository.dependencies.store.get(row));
  }
}

interface Own {
  /** Languages that the item has and that were written here all the same. */
  readonly own?: readonly Language[];
}

/** One item with what is worked out of it once. */
interface Arriving {
  readonly item: ImportItem;
  readonly hash: string;
  readonly imported: Imported;
  readonly origin: OriginRecord | null;
}

/** The source's new time for a release that is still under embargo; null when it is the one it has. */
function movedTo(release: Release, { publishAt }: ImportItem): Instant | null {
  if (release.state !== 'scheduled' || publishAt === null) return null;
  const at = toSecond(publishAt);
  return at === release.publishAt ? null : at;
}

function sharedOf({ contacts, media, links, type }: Release): JsonObject {
  return { contacts, media, links, type };
}

function isSameRelease(release: Release, { variants, publishAt }: ImportItem): boolean {
  const isFree = (language: Language) =>
    release.variants[language] === undefined && release.departed?.[language] === undefined;
  const apart = publishAt === null || release.publishAt === null ? 0 : release.publishAt - publishAt;
  const isTogether =
    release.state === 'published' ? Math.abs(apart) <= TOGETHER : release.publishAt === publishAt;
  return isTogether && languagesOf(variants).every(isFree);
}

function isWithdrawn(release: Release, language: Language): boolean {
  return release.state === 'withdrawn' || (release.variants[language]?.withdrawn ?? null) !== null;
}

/**
 * The content with only the languages that the release has from this source, or not at all yet, and that are not
 * withdrawn; `languages` came in before.
 */
function within(content: JsonObject, release: Release, languages: readonly Language[]): JsonObject {
  const { variants } = content;
  const kept = Object.entries(Object(variants)).filter(([language]) => {
    if (!isLanguage(language) || isWithdrawn(release, language)) return false;
    return (release.variants[language] !== undefined) === languages.includes(language);
  });
  return { ...content, variants: Object.fromEntries(kept) };
}

/** What readers are told of a correction that an import brings. */
function note(): Localized {
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, translate(language, 'common:import.corrected')]),
  );
}

function refusedItem({ index, source }: ImportItem, refusal: Refusal): RefusedItem {
  return { index, id: source.id, refusal };
}

/** The first field that was refused says where; a release beyond what a record holds is not valid as a whole. */
function invalidContent({ errors }: Problem): Refusal {
  const where = errors?.[0]?.pointer;
  return { code: 'not-valid', ...(where !== undefined && { where }) };
}
