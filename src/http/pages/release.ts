import type { Context, Hono } from 'hono';
import { LANGUAGES, type Language, languagesOf } from '../../base/locale/language.ts';
import type { Problem } from '../../base/problem.ts';
import { isPublic, type Release } from '../../domain/release.ts';
import { slugOf } from '../../domain/representation.ts';
import { newsroomUrl, releaseUrl } from '../../domain/urls.ts';
import { bestLanguage } from '../../pages/page-service.ts';
import { encodingOf, languageOf } from '../feeds.ts';
import { findNewsroom } from '../find-newsroom.ts';
import { moved, negotiated } from '../redirect.ts';
import { numberPart, part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { addressed, answer, problemAnswer } from './answer.ts';

/** One release, in the language that the address names. */
export function release(app: Hono, service: Service): void {
  resource(app, '/:language/:newsroom/:number', { GET: (c) => releasePage(c, service) });
  resource(app, '/:language/:newsroom/:number/:slug', { GET: (c) => releasePage(c, service) });
}

async function releasePage(c: Context, service: Service): Promise<Response> {
  const address = await addressed(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port } = address;
  const number = numberPart(c, 'number');
  const found = number === null ? undefined : (await port.releases.get(number))?.release;
  const departed = found?.departed?.[language];
  if (departed !== undefined)
    return moved(`${newsroomUrl(service.baseUrl, language, newsroom.slug)}/${departed}`);
  const isWithdrawn = found?.variants[language]?.withdrawn != null;
  const shown = found === undefined ? null : bestLanguage(found, language, newsroom.defaultLanguage);
  const variant = shown === null ? undefined : found?.variants[shown];
  if (number === null || variant === undefined || isWithdrawn) {
    return problemAnswer(c, service, absence(found, language), { language, newsroom });
  }
  const { slug } = newsroom;
  if (part(c, 'newsroom') !== slug || part(c, 'slug') !== slugOf(variant)) {
    return moved(releaseUrl(service.baseUrl, language, slug, number, slugOf(variant)));
  }
  const page = { kind: 'release', number } as const;
  return answer(c, service, await port.pages.get({ language, page, encoding: encodingOf(c) }), {
    language,
    newsroom,
  });
}

/** `/{newsroom}/{n}`: to the best language for the reader. */
export async function toRelease(c: Context, service: Service): Promise<Response> {
  const slug = part(c, 'language');
  const number = numberPart(c, 'newsroom');
  const found = number === null ? null : await findNewsroom(service, slug);
  if (number === null || found === null) return problemAnswer(c, service, { code: 'not-found' });
  const { newsroom } = found;
  if (slug !== newsroom.slug) return moved(`${service.baseUrl}/${newsroom.slug}/${number}`);
  const held = (await found.port.releases.get(number))?.release;
  const available = LANGUAGES.filter((language) => held !== undefined && isPublic(held, language));
  const fallback = [newsroom.defaultLanguage, ...available].find((language) => available.includes(language));
  if (held === undefined || fallback === undefined) return problemAnswer(c, service, absence(held));
  const language = languageOf(c, available, fallback);
  const variant = held.variants[language];
  if (variant === undefined) return problemAnswer(c, service, { code: 'not-found' });
  const address = releaseUrl(service.baseUrl, language, newsroom.slug, number, slugOf(variant));
  return negotiated(address, 'Accept-Language');
}

/** 410 for what was public and was withdrawn, 404 for what never was: nothing tells it from what does not exist. */
function absence(release: Release | undefined, language?: Language): Problem {
  if (release === undefined) return { code: 'not-found' };
  // A language that the release never had showed another, under an address that was good until that went as well.
  const had = language !== undefined && release.variants[language] !== undefined;
  const asked = had ? [language] : languagesOf(release.variants);
  const once = asked.map((one) => release.variants[one]).filter((variant) => variant?.publication != null);
  // A language that went before the others went for a reason of its own.
  const own = language === undefined ? null : release.variants[language]?.withdrawn;
  const first = once.find((variant) => variant?.withdrawn != null)?.withdrawn;
  const reason = (own ?? release.withdrawn ?? first)?.reason;
  return once.length === 0 || reason === undefined ? { code: 'not-found' } : { code: 'gone', reason };
}
