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
  type ImportedRelease,
  importRelease,
  isSharedContentEdited,
  isTextEdited,
  updateImported,
} from '../lifecycle/imported.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { PendingChanges } from '../repository/pending-changes.ts';
import {
  decodeRelease,
  encode,
  type NewsroomRecord,
  type OriginPart,
  type OriginRecord,
} from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { SanitizeBody } from '../validation/sanitize.ts';
import { sanitizeAhead } from '../validation/sanitize-ahead.ts';
import type { ImportItem, RefusedItem } from './document.ts';
import type { DocumentSource } from './document-source.ts';
import { fitItem, fitSharedContent } from './fit-item.ts';
import { contentHash } from './identity.ts';
import type { AcceptedItem, ImportPort, ItemOutcome } from './import-port.ts';
import { type FoundOrigin, ImportOrigins } from './origins.ts';
import { MAX_TIME_APART } from './relate-items.ts';
import { localizedContent, mergedContent } from './shared-content.ts';
import { toCreateBody } from './to-release.ts';

const MAX_MOVES = 20;

/** Each item is imported once, even when it comes from several documents. */
export class ImportService implements ImportPort {
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  async importItems(
    items: readonly ImportItem[],
    source: DocumentSource,
  ): Promise<Result<readonly ItemOutcome[]>> {
    const { sanitizeBodies } = this.#repository.dependencies;
    const fitting = items.map(fitItem);
    const website = (await this.#repository.record())?.newsroom.website ?? null;
    // Without the lock, for which an embargo may wait. When the website has changed since, the bodies are sanitized again.
    const sanitize = await sanitizeAhead(sanitizeBodies, fitting, website);
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null || record.restoring) return fail('not-found');
      const batch = new ImportBatch(this.#repository, record, source, sanitize);
      const outcomes: ItemOutcome[] = [];
      for (const item of fitting) outcomes.push(await batch.importItem(item));
      await batch.commit();
      return ok(outcomes);
    });
  }
}

class ImportBatch {
  readonly #repository: NewsroomRepository;
  readonly #newsroom: Newsroom;
  readonly #sanitize: SanitizeBody;
  readonly #pending: PendingChanges;
  readonly #origins: ImportOrigins;

  constructor(
    repository: NewsroomRepository,
    { newsroom }: NewsroomRecord,
    source: DocumentSource,
    sanitize: SanitizeBody,
  ) {
    this.#repository = repository;
    this.#newsroom = newsroom;
    this.#sanitize = sanitize;
    this.#pending = new PendingChanges(repository);
    this.#origins = new ImportOrigins(this.#pending, repository.key, source);
  }

  commit(): Promise<void> {
    return this.#pending.commit();
  }

  async importItem(item: ImportItem): Promise<ItemOutcome> {
    const content = toCreateBody(item, this.#newsroom.languages);
    if (!content.ok) return refusedItem(item, content.refusal);
    const imported = { ...item, content: content.value };
    const found = await this.#origins.find(
      item.source.id,
      this.#origins.siteOf(item),
      languagesOf(item.variants),
    );
    const prepared = { item, imported, hash: contentHash(item), found };
    const { own: origin } = found;
    const languages = languagesOf(item.variants).filter((language) => origin?.parts[language] !== undefined);
    if (origin !== null && languages.length > 0) return this.#importAgain(prepared, origin, languages);
    const candidate =
      origin === null
        ? await this.#candidateRelease(item, found.others)
        : await this.#currentRelease(origin, []);
    if (candidate !== null && canBeSameRelease(candidate, item)) {
      const joined = await this.#joinRelease(prepared, candidate);
      if (joined !== null) return joined;
    }
    const number = await this.#pending.nextNumber();
    if (number > LAST_NUMBER) return refusedItem(item, { code: 'numbers-used-up' });
    const created = importRelease(this.#context(), number, imported);
    if (!created.ok) return refusedItem(item, invalidContent(created.problem));
    return this.#addChange(prepared, null, created.value, 'created', {
      isUncertain: item.possibleMatchIds !== undefined || candidate !== null,
      possibleMatch: candidate?.number ?? (await this.#possibleMatch(item)),
    });
  }

  /** Null when the variants cannot be added to `release`. */
  async #joinRelease(prepared: PreparedItem, release: Release): Promise<ItemOutcome | null> {
    const { item, imported } = prepared;
    const merged = mergedContent([release, localizedContent(item, item.sourceLanguage)]);
    const notes = [...(item.notes ?? [])];
    const content = { ...imported.content, ...fitSharedContent(merged, item.sourceLanguage, notes) };
    const added = addImportedVariants(this.#context(), release, { ...imported, content });
    const { own } = prepared.found;
    const isFirst = own?.number === release.number && isFirstSource(prepared, own, release);
    return added.ok ? this.#addChange(prepared, release, added.value, 'joined', { isFirst, notes }) : null;
  }

  /** `languages` were imported from this item before. */
  async #importAgain(
    prepared: PreparedItem,
    origin: OriginRecord,
    languages: readonly Language[],
  ): Promise<ItemOutcome> {
    const { item, hash, imported } = prepared;
    const isFirst = isFirstSource(prepared, origin, await this.#pending.release(origin.number));
    const release = await this.#currentRelease(origin, languages);
    const unchanged = (kept: AcceptedItem['kept']): AcceptedItem => ({
      index: item.index,
      id: item.source.id,
      effect: 'unchanged',
      kept,
      release: release?.number ?? origin.number,
      isUncertain: false,
      possibleMatch: null,
      notes: item.notes ?? [],
    });
    if (release === null || languages.every((language) => isWithdrawn(release, language))) {
      return unchanged('withdrawn');
    }
    if (await this.#isEdited(origin, release, languages, isFirst)) return unchanged('edited');
    // A language that was written here before the source had it belongs to the editor.
    const editorLanguages = languagesOf(item.variants).filter(
      (language) => !languages.includes(language) && release.variants[language] !== undefined,
    );
    const kept = editorLanguages.length > 0 ? 'edited' : null;
    const parts = languages.flatMap((language) => origin.parts[language] ?? []);
    const publishAt = newPublishAt(release, item);
    if (parts.every((part) => part.hash === hash) && publishAt === null) return unchanged(kept);
    const isCorrection = parts.every(({ updatedAt }) => (item.updatedAt ?? 0) > (updatedAt ?? 0));
    const content = withUpdatableVariants(imported.content, release, languages);
    const changes =
      isFirst && release.number === origin.number ? content : { ...content, ...sharedContentOf(release) };
    const changed = updateImported(
      this.#context(),
      release,
      changes,
      publishAt,
      isCorrection ? correctionNote() : null,
    );
    if (!changed.ok) return refusedItem(item, invalidContent(changed.problem));
    const effect = isCorrection && release.state === 'published' ? 'corrected' : 'updated';
    return this.#addChange(prepared, release, changed.value, effect, { kept, editorLanguages, isFirst });
  }

  async #addChange(
    { item, hash, found }: PreparedItem,
    before: Release | null,
    after: Release,
    effect: AcceptedItem['effect'],
    {
      editorLanguages = [],
      isFirst = effect === 'created',
      ...details
    }: Partial<Pick<AcceptedItem, 'isUncertain' | 'possibleMatch' | 'kept' | 'notes'>> & ChangeDetails = {},
  ): Promise<ItemOutcome> {
    const { own: origin } = found;
    const key = origin === null || origin.number === after.number ? found.key : found.keyApart;
    const part: OriginPart = { revision: after.revision, hash, updatedAt: item.updatedAt };
    const importedLanguages = languagesOf(item.variants).filter(
      (language) => !editorLanguages.includes(language),
    );
    const parts = Object.fromEntries(importedLanguages.map((language) => [language, part]));
    const originRecord: OriginRecord = {
      schema: 1,
      number: after.number,
      shared: after.revision,
      parts: { ...(origin?.number === after.number && origin.parts), ...parts },
      site: this.#origins.siteOf(item),
      isFirst,
    };
    const first = effect === 'joined' ? await this.#firstOrigin(item, before, after) : null;
    const records = new Map(await this.#origins.aliasRows(item, after.number));
    if (first !== null) records.set(first.key, encode(first.origin));
    records.set(key, encode(originRecord));
    await this.#pending.add({ before, after }, records);
    return {
      index: item.index,
      id: item.source.id,
      effect,
      release: after.number,
      kept: null,
      isUncertain: false,
      possibleMatch: null,
      notes: item.notes ?? [],
      ...details,
    };
  }

  /** Records the new revision after a join. The merged content would otherwise count as an editor's change. */
  async #firstOrigin(
    item: ImportItem,
    before: Release | null,
    after: Release,
  ): Promise<{ key: string; origin: OriginRecord } | null> {
    if (before?.source == null) return null;
    const { number, source } = before;
    const first = await this.#origins.ofRelease({ number, source }, this.#origins.siteOf(item));
    if (first === null) return null;
    const { key, record: origin } = first;
    const atImport = await this.#revision(origin.number, origin.shared);
    if (atImport === null || isSharedContentEdited(atImport, before)) return null;
    return { key, origin: { ...origin, shared: after.revision } };
  }

  /** `others` is the record of another source that uses the item's id. */
  async #candidateRelease(item: ImportItem, others: OriginRecord | null): Promise<Release | null> {
    for (const id of item.sameReleaseIds ?? []) {
      const { own } = await this.#origins.find(id, this.#origins.siteOf(item));
      if (own !== null) return this.#currentRelease(own, []);
    }
    if (item.possibleMatchIds !== undefined) return null;
    const linked = await this.#origins.linkedRelease(item);
    return linked ?? (others === null ? null : this.#currentRelease(others, []));
  }

  async #possibleMatch(item: ImportItem): Promise<number | null> {
    for (const id of item.possibleMatchIds ?? []) {
      const { own } = await this.#origins.find(id, this.#origins.siteOf(item));
      if (own !== null) return own.number;
    }
    return null;
  }

  /** The release that has `languages` of the origin now. When `languages` is empty, the release of the origin. */
  async #currentRelease({ number }: OriginRecord, languages: readonly Language[]): Promise<Release | null> {
    let release = await this.#pending.release(number);
    for (let moves = 0; release !== null && moves < MAX_MOVES; moves += 1) {
      const { departed, variants } = release;
      const hasLanguage = languages.some((language) => variants[language] !== undefined);
      const nextNumber = hasLanguage
        ? undefined
        : languages.flatMap((language) => departed?.[language] ?? [])[0];
      if (nextNumber === undefined) return release;
      release = await this.#pending.release(nextNumber);
    }
    return release;
  }

  async #isEdited(
    origin: OriginRecord,
    release: Release,
    languages: readonly Language[],
    isFirst: boolean,
  ): Promise<boolean> {
    for (const language of languages) {
      const revision = origin.parts[language]?.revision ?? 0;
      if (release.number === origin.number && release.revision === revision) continue;
      const atImport = await this.#revision(origin.number, revision);
      if (atImport === null || isTextEdited(atImport, release, [language])) return true;
      // An editor who changed the scheduled time wants to keep it.
      if (release.state === 'scheduled' && atImport.publishAt !== release.publishAt) return true;
    }
    // Contacts, media and links come from the first item of the release.
    if (release.number !== origin.number || !isFirst) return false;
    const atImport = await this.#revision(origin.number, origin.shared);
    return atImport === null || isSharedContentEdited(atImport, release);
  }

  #context(): ChangeContext {
    return {
      newsroom: this.#newsroom,
      baseUrl: this.#repository.dependencies.baseUrl,
      now: this.#repository.dependencies.now(),
      sanitize: this.#sanitize,
    };
  }

  async #revision(number: number, revision: number): Promise<Release | null> {
    const pending = await this.#pending.release(number);
    if (pending?.revision === revision) return pending;
    const row = newsroomKeys.revision(this.#repository.key, number, revision);
    return decodeRelease(await this.#repository.dependencies.store.get(row));
  }
}

interface ChangeDetails {
  readonly editorLanguages?: readonly Language[];
  readonly isFirst?: boolean;
}

interface PreparedItem {
  readonly item: ImportItem;
  readonly hash: string;
  readonly imported: ImportedRelease;
  readonly found: FoundOrigin;
}

/** Whether what all languages of the release share follows this item. Older records do not say it. */
function isFirstSource({ item }: PreparedItem, origin: OriginRecord, release: Release | null): boolean {
  return origin.isFirst ?? release?.source?.id === item.source.id;
}

/** Null when the release is not scheduled or its time is unchanged. */
function newPublishAt(release: Release, { publishAt }: ImportItem): Instant | null {
  if (release.state !== 'scheduled' || publishAt === null) return null;
  const at = toSecond(publishAt);
  return at === release.publishAt ? null : at;
}

function sharedContentOf({ contacts, media, links, type }: Release): JsonObject {
  return { contacts, media, links, type };
}

function canBeSameRelease(release: Release, { variants, publishAt }: ImportItem): boolean {
  const isFree = (language: Language) =>
    release.variants[language] === undefined && release.departed?.[language] === undefined;
  const timeApart = publishAt === null || release.publishAt === null ? 0 : release.publishAt - publishAt;
  const isSameTime =
    release.state === 'published' ? Math.abs(timeApart) <= MAX_TIME_APART : release.publishAt === publishAt;
  return isSameTime && languagesOf(variants).every(isFree);
}

function isWithdrawn(release: Release, language: Language): boolean {
  return release.state === 'withdrawn' || (release.variants[language]?.withdrawn ?? null) !== null;
}

/** Keeps languages that are new or in `languages`, which were imported from this source before. */
function withUpdatableVariants(
  content: JsonObject,
  release: Release,
  languages: readonly Language[],
): JsonObject {
  const { variants } = content;
  const updatable = Object.entries(Object(variants)).filter(([language]) => {
    if (!isLanguage(language) || isWithdrawn(release, language)) return false;
    return (release.variants[language] !== undefined) === languages.includes(language);
  });
  return { ...content, variants: Object.fromEntries(updatable) };
}

function correctionNote(): Localized {
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, translate(language, 'common:import.corrected')]),
  );
}

function refusedItem({ index, source }: ImportItem, refusal: Refusal): RefusedItem {
  return { index, id: source.id, refusal };
}

/** `where` is the first invalid field. It is missing when the whole release is too large. */
function invalidContent({ errors, rule }: Problem): Refusal {
  if (rule === 'revisions-used-up') return { code: rule };
  const where = errors?.[0]?.pointer;
  return { code: 'not-valid', ...(where !== undefined && { where }) };
}
