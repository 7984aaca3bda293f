import type { Context, Hono } from 'hono';
import { newsroomUrl, releaseUrl } from '../addresses.ts';
import {
  FALLBACK_LANGUAGE,
  isLanguage,
  LANGUAGES,
  type Language,
  languagesOf,
  pick,
} from '../locale/language.ts';
import type { House } from '../newsroom/port.ts';
import { isPublic, type Release } from '../release/release.ts';
import { slugOf } from '../release/representation.ts';
import { languageOf } from './feeds.ts';
import { problemResponse } from './problem.ts';
import { moved, negotiated } from './redirect.ts';
import { numberPart, part, resource } from './resource.ts';
import { visit } from './visit.ts';

/** What people open: the service, a newsroom, a release. */
export function pages(app: Hono, house: House): void {
  resource(app, '/', {
    GET: (c) => {
      const language = languageOf(c, LANGUAGES, FALLBACK_LANGUAGE);
      return negotiated(`${house.baseUrl}/${language}/`, 'Accept-Language');
    },
  });
  resource(app, '/:owner', { GET: (c) => toNewsroom(c, house) });
  resource(app, '/:owner/', {
    GET: (c) => {
      const language = part(c, 'owner');
      return isLanguage(language) ? page(language, 'Kaiku') : toNewsroom(c, house);
    },
  });
  resource(app, '/:owner/:page', {
    GET: (c) => {
      const language = part(c, 'owner');
      return isLanguage(language) ? newsroomPage(c, house, language) : toRelease(c, house);
    },
  });
  resource(app, '/:language/:newsroom/:number', { GET: (c) => releasePage(c, house) });
  resource(app, '/:language/:newsroom/:number/:slug', { GET: (c) => releasePage(c, house) });
}

async function toNewsroom(c: Context, house: House): Promise<Response> {
  const slug = part(c, 'owner');
  if (isLanguage(slug)) return moved(`${house.baseUrl}/${slug}/`);
  const found = await visit(house, slug);
  if (found === null) return notFound(c);
  const { newsroom } = found;
  if (slug !== newsroom.slug) return moved(`${house.baseUrl}/${newsroom.slug}`);
  const language = languageOf(c, newsroom.languages, newsroom.defaultLanguage);
  return negotiated(newsroomUrl(house.baseUrl, language, newsroom.slug), 'Accept-Language');
}

async function newsroomPage(c: Context, house: House, language: Language): Promise<Response> {
  const slug = part(c, 'page');
  const found = await visit(house, slug);
  if (!found?.newsroom.languages.includes(language)) return notFound(c, language);
  const { newsroom } = found;
  if (slug !== newsroom.slug) return moved(newsroomUrl(house.baseUrl, language, newsroom.slug));
  return page(language, pick(newsroom.name, language, newsroom.defaultLanguage) ?? newsroom.slug);
}

async function toRelease(c: Context, house: House): Promise<Response> {
  const slug = part(c, 'owner');
  const number = numberPart(c, 'page');
  const found = number === null ? null : await visit(house, slug);
  if (number === null || found === null) return notFound(c);
  const { newsroom } = found;
  if (slug !== newsroom.slug) return moved(`${house.baseUrl}/${newsroom.slug}/${number}`);
  const release = (await found.port.release(number))?.release;
  const available = LANGUAGES.filter((language) => release !== undefined && isPublic(release, language));
  const fallback = [newsroom.defaultLanguage, ...available].find((language) => available.includes(language));
  if (release === undefined || fallback === undefined) return absent(c, release);
  const language = languageOf(c, available, fallback);
  const variant = release.variants[language];
  if (variant === undefined) return notFound(c);
  const address = releaseUrl(house.baseUrl, language, newsroom.slug, number, slugOf(variant));
  return negotiated(address, 'Accept-Language');
}

async function releasePage(c: Context, house: House): Promise<Response> {
  const language = part(c, 'language');
  const number = numberPart(c, 'number');
  if (!isLanguage(language) || number === null) return notFound(c);
  const found = await visit(house, part(c, 'newsroom'));
  const release = (await found?.port.release(number))?.release;
  const variant = release?.variants[language];
  if (found === null || release === undefined || variant === undefined) return notFound(c, language);
  if (!isPublic(release, language)) return absent(c, release, language);
  const { slug } = found.newsroom;
  if (part(c, 'newsroom') !== slug || part(c, 'slug') !== slugOf(variant)) {
    return moved(releaseUrl(house.baseUrl, language, slug, number, slugOf(variant)));
  }
  return page(language, variant.title, variant.lead);
}

/** 410 for what was public and was withdrawn, 404 for what never was: nothing tells it from what does not exist. */
function absent(c: Context, release: Release | undefined, language?: Language): Response {
  if (release === undefined) return notFound(c, language);
  const asked = language === undefined ? languagesOf(release.variants) : [language];
  const once = asked.map((one) => release.variants[one]).filter((variant) => variant?.publication != null);
  // A language that went before the others went for a reason of its own.
  const own = language === undefined ? null : release.variants[language]?.withdrawn;
  const first = once.find((variant) => variant?.withdrawn != null)?.withdrawn;
  const reason = (own ?? release.withdrawn ?? first)?.reason;
  if (once.length === 0 || reason === undefined) return notFound(c, language);
  return problemResponse(c, { code: 'gone', reason }, language === undefined ? {} : { language });
}

function page(language: Language, ...paragraphs: string[]): Response {
  return new Response(`${paragraphs.filter((text) => text !== '').join('\n\n')}\n`, {
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Language': language,
      'Cache-Control': 'public, max-age=60',
      'Cloudflare-CDN-Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': '*',
    },
  });
}

function notFound(c: Context, language?: Language): Response {
  return problemResponse(c, { code: 'not-found' }, language === undefined ? {} : { language });
}
