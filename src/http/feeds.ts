import type { Context, Hono } from 'hono';
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from '../base/locale/language.ts';
import { type Cut, type Format, isFormat } from '../domain/feed-name.ts';
import { RELEASE_TYPES } from '../domain/release.ts';
import { canonicalKeyword, isDotSegment, toOneLine } from '../domain/text.ts';
import { feedUrl } from '../domain/urls.ts';
import type { FeedPort, FeedQuery } from '../feeds/feed-port.ts';
import { chooseEncoding } from '../negotiation/encoding.ts';
import { chooseFormat } from '../negotiation/format.ts';
import { chooseLanguage } from '../negotiation/language.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { documentResponse } from './documents.ts';
import { problemResponse } from './problem.ts';
import { negotiatedRedirect, permanentRedirect } from './redirect.ts';
import { resolveNewsroom } from './resolve-newsroom.ts';
import { addResource, type Handler, pathPart } from './resource.ts';
import type { ResponseCacheWriter } from './response-cache.ts';
import type { Service } from './service.ts';

/** Matches any text after `feed.`, so that an unknown format is 404 and does not match another route. */
export const FEED_DOCUMENT_PATTERN = ':document{feed\\.[^/]*}';

const ALL_RELEASES: Cut = { kind: 'all' };

/** An address with language and format answers with the feed; any other redirects to such an address. */
export function addFeedRoutes(app: Hono, service: Service, responseCache: ResponseCacheWriter | null): void {
  const feedHandler = (cutOf: (c: Context) => Cut | null): Handler => {
    return (c) => newsroomFeed(c, service, responseCache, cutOf(c));
  };
  addResource(app, '/feed', { GET: (c) => negotiateAcrossNewsrooms(c, service, null) });
  addResource(app, `/${FEED_DOCUMENT_PATTERN}`, {
    GET: (c) => negotiateAcrossNewsrooms(c, service, pathFormat(c)),
  });
  addResource(app, '/:owner/feed', { GET: (c) => negotiateInNewsroom(c, service, 'negotiated') });
  addResource(app, `/:owner/${FEED_DOCUMENT_PATTERN}`, {
    GET: (c) => {
      const language = pathPart(c, 'owner');
      return isLanguage(language)
        ? feedAcrossNewsrooms(c, service, responseCache, language)
        : negotiateInNewsroom(c, service, 'path');
    },
  });
  addResource(app, `/:language/:newsroom/${FEED_DOCUMENT_PATTERN}`, { GET: feedHandler(() => ALL_RELEASES) });
  addResource(app, `/:language/:newsroom/keywords/:keyword/${FEED_DOCUMENT_PATTERN}`, {
    GET: feedHandler(pathKeywordCut),
  });
  addResource(app, `/:language/:newsroom/types/:type/${FEED_DOCUMENT_PATTERN}`, {
    GET: feedHandler(pathTypeCut),
  });
}

async function newsroomFeed(
  c: Context,
  service: Service,
  responseCache: ResponseCacheWriter | null,
  cut: Cut | null,
): Promise<Response> {
  const language = pathPart(c, 'language');
  const format = pathFormat(c);
  if (!isLanguage(language) || format === null || cut === null) return notFound(c);
  const resolved = await resolveNewsroom(service, pathPart(c, 'newsroom'));
  if (resolved === null) return notFound(c);
  const { key, newsroom, port } = resolved;
  const isCanonical = cut.kind !== 'keyword' || cut.keyword === pathPart(c, 'keyword');
  const feed = { language, newsroom: newsroom.slug, cut };
  if (pathPart(c, 'newsroom') !== newsroom.slug || !isCanonical)
    return permanentRedirect(feedUrl(service.baseUrl, feed, format));
  const archive = requestedArchive(c);
  if (archive === 'none') return notFound(c);
  const query = { feed, format, archive, encoding: requestEncoding(c) };
  return feedResponse(c, service, responseCache, { key, feeds: port.feeds }, query);
}

async function feedAcrossNewsrooms(
  c: Context,
  service: Service,
  responseCache: ResponseCacheWriter | null,
  language: Language,
): Promise<Response> {
  const format = pathFormat(c);
  const archive = requestedArchive(c);
  if (format === null || archive === 'none') return notFound(c);
  const feed = { language, newsroom: null, cut: ALL_RELEASES };
  const query = { feed, format, archive, encoding: requestEncoding(c) };
  return feedResponse(
    c,
    service,
    responseCache,
    { key: DIRECTORY_KEY, feeds: service.directory.feeds },
    query,
  );
}

async function feedResponse(
  c: Context,
  service: Service,
  responseCache: ResponseCacheWriter | null,
  { key, feeds }: { readonly key: number; readonly feeds: FeedPort },
  query: FeedQuery,
): Promise<Response> {
  const { feed, format, archive } = query;
  // The version is read before the document, because a commit may happen while the document is rendered.
  const version = responseCache?.observeVersion(key);
  const document = await feeds.get(query);
  if (!document.ok) return problemResponse(c, document.problem, { language: feed.language });
  if (version !== undefined) {
    responseCache?.store(c, version, feedUrl('', feed, format, archive ?? undefined), document.value);
  }
  return documentResponse(c, document.value, service.now());
}

/** `format` is null for `/feed`, and for an unknown format, which is not found. */
function negotiateAcrossNewsrooms(c: Context, service: Service, format: Format | null): Response {
  if (format === null && pathPart(c, 'document') !== '') return notFound(c);
  const language = requestLanguageAmong(c, LANGUAGES, FALLBACK_LANGUAGE);
  const feed = { language, newsroom: null, cut: ALL_RELEASES };
  return redirectToFeed(c, format, (chosen) => feedUrl(service.baseUrl, feed, chosen));
}

async function negotiateInNewsroom(
  c: Context,
  service: Service,
  formatSource: 'negotiated' | 'path',
): Promise<Response> {
  const format = pathFormat(c);
  if (formatSource === 'path' && format === null) return notFound(c);
  const slug = pathPart(c, 'owner');
  const resolved = await resolveNewsroom(service, slug);
  if (resolved === null) return notFound(c);
  const { newsroom } = resolved;
  if (slug !== newsroom.slug) {
    const document = format === null ? 'feed' : `feed.${format}`;
    return permanentRedirect(`${service.baseUrl}/${newsroom.slug}/${document}`);
  }
  const language = requestLanguageAmong(c, newsroom.languages, newsroom.defaultLanguage);
  const feed = { language, newsroom: newsroom.slug, cut: ALL_RELEASES };
  return redirectToFeed(c, format, (chosen) => feedUrl(service.baseUrl, feed, chosen));
}

function redirectToFeed(c: Context, format: Format | null, address: (format: Format) => string): Response {
  const chosen = format ?? chooseFormat(c.req.header('accept') ?? null);
  return negotiatedRedirect(address(chosen), format === null ? 'Accept-Language, Accept' : 'Accept-Language');
}

export function requestLanguageAmong(
  c: Context,
  available: readonly Language[],
  fallback: Language,
): Language {
  const acceptLanguage = c.req.header('accept-language') ?? null;
  return chooseLanguage({ query: c.req.query('lang'), acceptLanguage, available, fallback });
}

export function pathFormat(c: Context): Format | null {
  const format = pathPart(c, 'document').slice('feed.'.length);
  return isFormat(format) ? format : null;
}

/** Null when the request names no archive document; `none` when no document can have that number. */
function requestedArchive(c: Context): number | null | 'none' {
  const archive = c.req.query('archive');
  if (archive === undefined) return null;
  return /^(?:0|[1-9][0-9]{0,8})$/.test(archive) ? Number(archive) : 'none';
}

/** The keyword in canonical form; null when no release can have it. */
export function pathKeywordCut(c: Context): Cut | null {
  const keyword = canonicalKeyword(toOneLine(pathPart(c, 'keyword')));
  return keyword === '' || isDotSegment(keyword) ? null : { kind: 'keyword', keyword };
}

export function pathTypeCut(c: Context): Cut | null {
  const type = RELEASE_TYPES.find((known) => known === pathPart(c, 'type'));
  return type === undefined ? null : { kind: 'type', type };
}

export function requestEncoding(c: Context) {
  return chooseEncoding(c.req.header('accept-encoding') ?? null);
}

function notFound(c: Context): Response {
  const language = [pathPart(c, 'language'), pathPart(c, 'owner')].find(isLanguage);
  const options = language === undefined ? {} : { language };
  return problemResponse(c, { code: 'not-found' }, options);
}
