import { sha256 } from '../base/crypto.ts';
import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Release, Source } from '../domain/release.ts';
import type { PendingChanges } from '../repository/pending-changes.ts';
import { isOriginRecord, type OriginRecord } from '../repository/records.ts';
import type { Stored } from '../storage/store.ts';
import type { ImportItem } from './document.ts';
import { type DocumentSource, hostOf } from './document-source.ts';
import { importKeys } from './keys.ts';
import { idWithoutLanguage } from './relate-items.ts';

/** What is known of an item's id. */
export interface FoundOrigin {
  /** Where the item's own record is, or will be written. */
  readonly key: string;
  /** Where it is written when the item becomes another release than the one in `own`. */
  readonly keyApart: string;
  /** Null when this source has not brought the item yet. */
  readonly own: OriginRecord | null;
  /** The record of another source that uses the same id. */
  readonly others: OriginRecord | null;
}

/** A release cannot have more languages, so more links would only cost time and rows. */
const MAX_RELATED = LANGUAGES.length;

/**
 * Finds which release an item of a source became. The record of an id belongs to the first source that used it; each
 * other source has a record of its own under its site and the id.
 */
export class ImportOrigins {
  readonly #pending: PendingChanges;
  readonly #newsroomKey: number;
  readonly #source: DocumentSource;

  constructor(pending: PendingChanges, newsroomKey: number, source: DocumentSource) {
    this.#pending = pending;
    this.#newsroomKey = newsroomKey;
    this.#source = source;
  }

  /** The document's site, else that of the item's own address. */
  siteOf({ source }: Pick<ImportItem, 'source'>): string {
    return this.#source.site ?? hostOf(source.url ?? '') ?? '';
  }

  /** `languages` are those of the item: one id may stand for several releases, each in languages of its own. */
  async find(id: string, site: string, languages: readonly Language[] = []): Promise<FoundOrigin> {
    const found = await this.#findFirst(id, site);
    const { own } = found;
    const [language] = languages;
    if (own === null || language === undefined || languages.some((each) => own.parts[each] !== undefined)) {
      return found;
    }
    const key = await this.#siteKey(`${id}\n${language}`, site);
    const apart = await this.#read(key);
    return apart === null ? { ...found, keyApart: key } : { ...found, key, keyApart: key, own: apart };
  }

  async #findFirst(id: string, site: string): Promise<FoundOrigin> {
    const key = await this.#plainKey(id);
    const first = await this.#read(key);
    const isOwn = first === null || (await this.#belongsTo(first, site));
    if (isOwn) return { key, keyApart: key, own: first, others: null };
    const ownKey = await this.#siteKey(id, site);
    return { key: ownKey, keyApart: ownKey, own: await this.#read(ownKey), others: first };
  }

  /** The record from which `release` was made. `site` is that of an item that joins it. */
  async ofRelease(
    { number, source }: Pick<Release, 'number'> & { readonly source: Source },
    site: string,
  ): Promise<{ readonly key: string; readonly record: OriginRecord } | null> {
    const ownHost = hostOf(source.url ?? '');
    const keys = [
      this.#plainKey(source.id),
      this.#siteKey(source.id, site),
      ...(ownHost === null ? [] : [this.#siteKey(source.id, ownHost)]),
    ];
    for (const key of await Promise.all(keys)) {
      const record = await this.#read(key);
      if (record?.number === number) return { key, record };
    }
    return null;
  }

  /** The release that an item's addresses, or its id without the language, lead to. */
  async linkedRelease(item: ImportItem): Promise<Release | null> {
    for (const { key } of await this.#aliases(item)) {
      const release = await this.#releaseOf(await this.#pending.get(key));
      if (release !== null) return release;
    }
    return null;
  }

  /**
   * The rows by which other languages of the item find release `number`. Where another source has one already, it
   * stays, unless the address is one of this site.
   */
  async aliasRows(item: ImportItem, number: number): Promise<ReadonlyMap<string, Stored>> {
    const site = this.siteOf(item);
    const rows = new Map<string, Stored>();
    for (const { key, host } of await this.#aliases(item)) {
      const before = host === site ? null : await this.#pending.get(key);
      const release = await this.#releaseOf(before);
      const owner = before?.site ?? hostOf(release?.source?.url ?? '') ?? site;
      if (release === null || owner === site) rows.set(key, { schema: 1, number, site });
    }
    return rows;
  }

  /** An item is found by its URL, by URLs of its other languages, and by its id without the language. */
  #aliases(item: ImportItem): Promise<{ readonly key: string; readonly host: string | null }[]> {
    const linked = item.related.slice(0, MAX_RELATED).map(({ url }) => url);
    const urls = [item.source.url, ...linked].filter((url) => url !== undefined);
    const strippedId = idWithoutLanguage(item);
    const hostByName = new Map(urls.map((url) => [`url ${url}`, hostOf(url)]));
    if (strippedId !== null) hostByName.set(`family ${strippedId}`, null);
    return Promise.all(
      [...hostByName].map(async ([name, host]) => ({
        key: importKeys.alias(this.#newsroomKey, await sha256(name)),
        host,
      })),
    );
  }

  async #releaseOf(alias: Stored | null): Promise<Release | null> {
    const number = alias?.number;
    const release = typeof number === 'number' ? await this.#pending.release(number) : null;
    return release?.state === 'withdrawn' ? null : release;
  }

  /**
   * Records of older versions name no site. They belong to the host of the release's source, and without one to
   * documents brought by hand, never to a fetch.
   */
  async #belongsTo(record: OriginRecord, site: string): Promise<boolean> {
    if (record.site !== undefined) return record.site === site;
    const release = await this.#pending.release(record.number);
    const host = hostOf(release?.source?.url ?? '');
    return host === null ? !this.#source.isFetched : host === site;
  }

  async #read(key: string): Promise<OriginRecord | null> {
    const record = await this.#pending.get(key);
    return isOriginRecord(record) ? record : null;
  }

  async #plainKey(id: string): Promise<string> {
    return importKeys.origin(this.#newsroomKey, await sha256(id));
  }

  /** An id is one line, so no id equals a site and an id. */
  async #siteKey(id: string, site: string): Promise<string> {
    return importKeys.origin(this.#newsroomKey, await sha256(`${site}\n${id}`));
  }
}
