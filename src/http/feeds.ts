import type { Context, Hono } from 'hono';
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from '../base/locale/language.ts';
import { type Cut, type Format, isFormat } from '../domain/feed-name.ts';
import { RELEASE_TYPES } from '../domain/release.ts';
import { canonicalKeyword, isDots, oneLine } from '../domain/text.ts';
import { feedUrl } from '../domain/urls.ts';
import type { FeedPort, FeedQuery } from '../feeds/feed-port.ts';
import { chooseEncoding } from '../negotiation/encoding.ts';
import { chooseFormat } from '../negotiation/format.ts';
import { chooseLanguage } from '../negotiation/language.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { documentResponse } from './documents.ts';
import { findNewsroom } from './find-newsroom.ts';
import { problemResponse } from './problem.ts';
import { moved, negotiated } from './redirect.ts';
import { type Handler, part, resource } from './resource.ts';
import type { ResponseStore } from './response-cache.ts';
import type { Service } from './service.ts';

/** `feed.` and whatever is written behind it, so that an unknown format is 404 and nothing else's address. */
export const DOCUMENT = ':document{feed\\.[^/]*}';

const ALL: Cut = { kind: 'all' };

/** Feeds: explicit addresses answer, negotiated ones redirect to them. */
export function feeds(app: Hono, service: Service, responseCache: ResponseStore | null): void {
  const explicit = (cutOf: (c: Context) => Cut | null): Handler => {
    return (c) => newsroomFeed(c, service, responseCache, cutOf(c));
  };
  resource(app, '/feed', { GET: (c) => negotiateAcrossNewsrooms(c, service, null) });
  resource(app, `/${DOCUMENT}`, { GET: (c) => negotiateAcrossNewsrooms(c, service, formatOf(c)) });
  resource(app, '/:owner/feed', { GET: (c) => negotiateInNewsroom(c, service, 'open') });
  resource(app, `/:owner/${DOCUMENT}`, {
    GET: (c) => {
      const language = part(c, 'owner');
      return isLanguage(language)
        ? feedAcrossNewsrooms(c, service, responseCache, language)
        : negotiateInNewsroom(c, service, 'in the address');
    },
  });
  resource(app, `/:language/:newsroom/${DOCUMENT}`, { GET: explicit(() => ALL) });
  resource(app, `/:language/:newsroom/keywords/:keyword/${DOCUMENT}`, { GET: explicit(keywordOf) });
  resource(app, `/:language/:newsroom/types/:type/${DOCUMENT}`, { GET: explicit(typeOf) });
}

async function newsroomFeed(
  c: Context,
  service: Service,
  responseCache: ResponseStore | null,
  cut: Cut | null,
): Promise<Response> {
  const language = part(c, 'language');
  const format = formatOf(c);
  if (!isLanguage(language) || format === null || cut === null) return notFound(c);
  const found = await findNewsroom(service, part(c, 'newsroom'));
  if (found === null) return notFound(c);
  const { key, newsroom, port } = found;
  const isCanonical = cut.kind !== 'keyword' || cut.keyword === part(c, 'keyword');
  const feed = { language, newsroom: newsroom.slug, cut };
  if (part(c, 'newsroom') !== newsroom.slug || !isCanonical)
    return moved(feedUrl(service.baseUrl, feed, format));
  const archive = archiveOf(c);
  if (archive === 'none') return notFound(c);
  const query = { feed, format, archive, encoding: encodingOf(c) };
  return answerFeed(c, service, responseCache, { key, feeds: port.feeds }, query);
}

async function feedAcrossNewsrooms(
  c: Context,
  service: Service,
  responseCache: ResponseStore | null,
  language: Language,
): Promise<Response> {
  const format = formatOf(c);
  const archive = archiveOf(c);
  if (format === null || archive === 'none') return notFound(c);
  const feed = { language, newsroom: null, cut: ALL };
  const query = { feed, format, archive, encoding: encodingOf(c) };
  return answerFeed(c, service, responseCache, { key: DIRECTORY_KEY, feeds: service.directory.feeds }, query);
}

/** The document, which the front gives from then on where there is one. */
async function answerFeed(
  c: Context,
  service: Service,
  responseCache: ResponseStore | null,
  { key, feeds }: { readonly key: number; readonly feeds: FeedPort },
  query: FeedQuery,
): Promise<Response> {
  const { feed, format, archive } = query;
  const snapshot = responseCache?.snapshot(key);
  const served = await feeds.get(query);
  if (!served.ok) return problemResponse(c, served.problem, { language: feed.language });
  const freshness = archive === null ? 'current' : 'archive';
  if (snapshot !== undefined) {
    responseCache?.keep(
      c,
      snapshot,
      feedUrl('', feed, format, archive ?? undefined),
      served.value,
      freshness,
    );
  }
  return documentResponse(c, served.value, freshness, service.now());
}

/** `format` is null where the address leaves it open; an address with an unknown one names nothing. */
function negotiateAcrossNewsrooms(c: Context, service: Service, format: Format | null): Response {
  if (format === null && part(c, 'document') !== '') return notFound(c);
  const language = languageOf(c, LANGUAGES, FALLBACK_LANGUAGE);
  const feed = { language, newsroom: null, cut: ALL };
  return toExplicit(c, format, (chosen) => feedUrl(service.baseUrl, feed, chosen));
}

async function negotiateInNewsroom(
  c: Context,
  service: Service,
  choice: 'open' | 'in the address',
): Promise<Response> {
  const format = formatOf(c);
  if (choice === 'in the address' && format === null) return notFound(c);
  const slug = part(c, 'owner');
  const found = await findNewsroom(service, slug);
  if (found === null) return notFound(c);
  const { newsroom } = found;
  if (slug !== newsroom.slug) {
    const document = format === null ? 'feed' : `feed.${format}`;
    return moved(`${service.baseUrl}/${newsroom.slug}/${document}`);
  }
  const language = languageOf(c, newsroom.languages, newsroom.defaultLanguage);
  const feed = { language, newsroom: newsroom.slug, cut: ALL };
  return toExplicit(c, format, (chosen) => feedUrl(service.baseUrl, feed, chosen));
}

function toExplicit(c: Context, format: Format | null, address: (format: Format) => string): Response {
  const chosen = format ?? chooseFormat(c.req.header('accept') ?? null);
  return negotiated(address(chosen), format === null ? 'Accept-Language, Accept' : 'Accept-Language');
}

/** The best language of `available` for the request. */
export function languageOf(c: Context, available: readonly Language[], fallback: Language): Language {
  const acceptLanguage = c.req.header('accept-language') ?? null;
  return chooseLanguage({ query: c.req.query('lang'), acceptLanguage, available, fallback });
}

export function formatOf(c: Context): Format | null {
  const format = part(c, 'document').slice('feed.'.length);
  return isFormat(format) ? format : null;
}

/** Null without one; 'none' for what can name no archive document. */
function archiveOf(c: Context): number | null | 'none' {
  const archive = c.req.query('archive');
  if (archive === undefined) return null;
  return /^(?:0|[1-9][0-9]{0,8})$/.test(archive) ? Number(archive) : 'none';
}

/** In canonical form, whatever form the address has; null for what no release can have as a keyword. */
export function keywordOf(c: Context): Cut | null {
  const keyword = canonicalKeyword(oneLine(part(c, 'keyword')));
  return keyword === '' || isDots(keyword) ? null : { kind: 'keyword', keyword };
}

export function typeOf(c: Context): Cut | null {
  const type = RELEASE_TYPES.find((known) => known === part(c, 'type'));
  return type === undefined ? null : { kind: 'type', type };
}

export function encodingOf(c: Context) {
  return chooseEncoding(c.req.header('accept-encoding') ?? null);
}

function notFound(c: Context): Response {
  const language = [part(c, 'language'), part(c, 'owner')].find(isLanguage);
  const options = language === undefined ? {} : { language };
  return problemResponse(c, { code: 'not-found' }, options);
}
