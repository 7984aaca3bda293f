import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { toSecond } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { previewUrl } from '../domain/urls.ts';
import { mediaKeys } from '../media/keys.ts';
import type { MediaPort } from '../media/media-port.ts';
import { linkSecret } from '../repository/link-secret.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { signFileAddresses } from './preview-files.ts';
import { parsePreviewToken, previewToken, readPreviewFileToken, readPreviewToken } from './preview-link.ts';
import type { PreviewGrant, PreviewPort } from './preview-port.ts';
import { PREVIEW_FILE_SECONDS, parsePreview } from './preview-request.ts';
import { releaseMedia } from './release-media.ts';
import { releasePage } from './views/release-page.tsx';

/** Shows releases in any state to everybody who has a preview link. Nothing may cache the pages. */
export class PreviewService implements PreviewPort {
  readonly #repository: NewsroomRepository;
  readonly #library: Pick<MediaPort, 'get'>;

  constructor(repository: NewsroomRepository, library: Pick<MediaPort, 'get'>) {
    this.#repository = repository;
    this.#library = library;
  }

  async grant(number: number, body: unknown): Promise<Result<PreviewGrant>> {
    const { key, dependencies } = this.#repository;
    const [record, release] = [await this.#repository.record(), await this.#repository.release(number)];
    if (record === null || record.restoring || release === null) return fail('not-found');
    const languages = previewLanguages(release);
    if (languages.length === 0) return fail('wrong-state', { rule: 'already-withdrawn' });
    const request = parsePreview(body);
    if (!request.ok) return request;
    const expiresAt = toSecond(dependencies.now()) + request.value.expiresIn * 1000;
    const secret = await this.#repository.withLock(() => linkSecret(dependencies.store, key));
    const token = await previewToken(secret, { number, expiresAt });
    return ok({ newsroom: record.newsroom, token, expiresAt, languages });
  }

  async get(token: string, language: Language): Promise<Result<string>> {
    const { key, dependencies } = this.#repository;
    const { store, now, baseUrl } = dependencies;
    const record = await this.#repository.record();
    if (record === null || record.restoring) return fail('not-found');
    const { newsroom } = record;
    const secret = await this.#repository.withLock(() => linkSecret(store, key));
    const link = await readPreviewToken(secret, token);
    if (link === null || now() >= link.expiresAt || !newsroom.languages.includes(language))
      return fail('not-found');
    const release = await this.#repository.release(link.number);
    const languages = release === null ? [] : previewLanguages(release);
    const variantLanguage = languages.includes(language) ? language : languages[0];
    if (release === null || variantLanguage === undefined) return fail('not-found');
    const html = releasePage({
      baseUrl,
      language,
      newsroom,
      release,
      variantLanguage,
      otherReleases: [],
      media: await releaseMedia(this.#library, newsroom, release, baseUrl),
      preview: {
        languages: LANGUAGES.filter((other) => languages.includes(other)),
        urlIn: (other) => previewUrl(baseUrl, other, newsroom.slug, token),
        expiresAt: link.expiresAt,
      },
    });
    const expiresAt = Math.min(link.expiresAt, toSecond(now()) + PREVIEW_FILE_SECONDS * 1000);
    const files = { baseUrl, newsroomNumber: newsroom.number, secret, link: { ...link, expiresAt } };
    return ok(await signFileAddresses(html, release, files));
  }

  /** Only while the release refers to the file, so that a withdrawn release takes the addresses in its previews along. */
  async shows(fileId: string, signature: string): Promise<boolean> {
    const { key, dependencies } = this.#repository;
    const { store, now } = dependencies;
    const claimed = parsePreviewToken(signature);
    if (claimed === null || now() >= claimed.expiresAt) return false;
    const secret = await this.#repository.withLock(() => linkSecret(store, key));
    const link = await readPreviewFileToken(secret, fileId, signature);
    return link !== null && (await store.get(mediaKeys.use(key, fileId, link.number))) !== null;
  }
}

/** Withdrawn variants have no preview. The source language comes first. */
function previewLanguages(release: Release): Language[] {
  if (release.state === 'withdrawn') return [];
  const { sourceLanguage, variants } = release;
  const order = [sourceLanguage, ...LANGUAGES.filter((language) => language !== sourceLanguage)];
  return order.filter((language) => variants[language]?.withdrawn === null);
}
