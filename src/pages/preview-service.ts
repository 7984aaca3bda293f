import { previewUrl } from '../domain/urls.ts';
import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { releasePage } from './views/release-page.tsx';
import { fail, ok, type Result } from '../base/problem.ts';
import { parsePreview } from './preview-request.ts';
import type { Release } from '../domain/release.ts';
import { toSecond } from '../base/time/instant.ts';
import type { MediaPort } from '../media/media-port.ts';
import { shownMedia } from './release-media.ts';
import type { Room } from '../repository/repository.ts';
import { linkSecret } from '../repository/link-secret.ts';
import { previewToken, readPreviewToken } from './preview-link.ts';
import type { PreviewGrant, PreviewPort } from './preview-port.ts';

/** Drafts and embargoed releases, shown to whoever was given a link. What is shown is kept nowhere. */
export class Previews implements PreviewPort {
  readonly #room: Room;
  readonly #library: Pick<MediaPort, 'mediaItem'>;

  constructor(room: Room, library: Pick<MediaPort, 'mediaItem'>) {
    this.#room = room;
    this.#library = library;
  }

  async grantPreview(number: number, body: unknown): Promise<Result<PreviewGrant>> {
    const { key, premises } = this.#room;
    const [record, release] = [await this.#room.record(), await this.#room.release(number)];
    if (record === null || record.restoring || release === null) return fail('not-found');
    const languages = seenIn(release);
    if (languages.length === 0) return fail('wrong-state', { rule: 'already-withdrawn' });
    const request = parsePreview(body);
    if (!request.ok) return request;
    const expiresAt = toSecond(premises.now()) + request.value.expiresIn * 1000;
    const secret = await this.#room.alone(() => linkSecret(premises.store, key));
    const token = await previewToken(secret, { number, expiresAt });
    return ok({ newsroom: record.newsroom, token, expiresAt, languages });
  }

  async preview(token: string, language: Language): Promise<Result<string>> {
    const { key, premises } = this.#room;
    const { store, now, baseUrl } = premises;
    const record = await this.#room.record();
    if (record === null || record.restoring) return fail('not-found');
    const { newsroom } = record;
    const secret = await this.#room.alone(() => linkSecret(store, key));
    const link = await readPreviewToken(secret, token);
    if (link === null || now() >= link.expiresAt || !newsroom.languages.includes(language))
      return fail('not-found');
    const release = await this.#room.release(link.number);
    const languages = release === null ? [] : seenIn(release);
    const shown = languages.includes(language) ? language : languages[0];
    if (release === null || shown === undefined) return fail('not-found');
    return ok(
      releasePage({
        ...{ baseUrl, language, newsroom, release, shown, others: [] },
        media: await shownMedia(this.#library, newsroom, release, baseUrl),
        preview: {
          languages: LANGUAGES.filter((other) => languages.includes(other)),
          urlIn: (other) => previewUrl(baseUrl, other, newsroom.slug, token),
          expiresAt: link.expiresAt,
        },
      }),
    );
  }
}

/** What was withdrawn is shown to nobody any more. */
function seenIn(release: Release): Language[] {
  if (release.state === 'withdrawn') return [];
  const { sourceLanguage, variants } = release;
  const order = [sourceLanguage, ...LANGUAGES.filter((language) => language !== sourceLanguage)];
  return order.filter((language) => variants[language]?.withdrawn === null);
}
