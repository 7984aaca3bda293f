import type { Context, Hono } from 'hono';
import { LANGUAGES, type Language, languagesOf } from '../../base/locale/language.ts';
import type { Problem } from '../../base/problem.ts';
import { isPublic, type Release } from '../../domain/release.ts';
import { slugOf } from '../../domain/representation.ts';
import { newsroomUrl, releaseUrl } from '../../domain/urls.ts';
import { bestLanguage } from '../../pages/page-service.ts';
import { requestEncoding, requestLanguageAmong } from '../feeds.ts';
import { negotiatedRedirect, permanentRedirect } from '../redirect.ts';
import { resolveNewsroom } from '../resolve-newsroom.ts';
import { addResource, pathNumber, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { negotiatedProblemResponse, pageResponse, resolvePageAddress } from './answer.ts';

export function addReleasePages(app: Hono, service: Service): void {
  addResource(app, '/:language/:newsroom/:number', { GET: (c) => releasePage(c, service) });
  addResource(app, '/:language/:newsroom/:number/:slug', { GET: (c) => releasePage(c, service) });
}

async function releasePage(c: Context, service: Service): Promise<Response> {
  const address = await resolvePageAddress(c, service);
  if (address instanceof Response) return address;
  const { language, newsroom, port } = address;
  const number = pathNumber(c, 'number');
  const release = number === null ? undefined : (await port.releases.get(number))?.release;
  const departed = release?.departed?.[language];
  if (departed !== undefined)
    return permanentRedirect(`${newsroomUrl(service.baseUrl, language, newsroom.slug)}/${departed}`);
  const isWithdrawn = release?.variants[language]?.withdrawn != null;
  const bestMatch = release === undefined ? null : bestLanguage(release, language, newsroom.defaultLanguage);
  const variant = bestMatch === null ? undefined : release?.variants[bestMatch];
  if (number === null || variant === undefined || isWithdrawn) {
    return negotiatedProblemResponse(c, service, missingReleaseProblem(release, language), {
      language,
      newsroom,
    });
  }
  const { slug } = newsroom;
  if (pathPart(c, 'newsroom') !== slug || pathPart(c, 'slug') !== slugOf(variant)) {
    return permanentRedirect(releaseUrl(service.baseUrl, language, slug, number, slugOf(variant)));
  }
  const page = { kind: 'release', number } as const;
  return pageResponse(c, service, await port.pages.get({ language, page, encoding: requestEncoding(c) }), {
    language,
    newsroom,
  });
}

/** `/{newsroom}/{number}` redirects to the best language for the reader. */
export async function redirectToRelease(c: Context, service: Service): Promise<Response> {
  const slug = pathPart(c, 'language');
  const number = pathNumber(c, 'newsroom');
  const resolved = number === null ? null : await resolveNewsroom(service, slug);
  if (number === null || resolved === null)
    return negotiatedProblemResponse(c, service, { code: 'not-found' });
  const { newsroom } = resolved;
  if (slug !== newsroom.slug) return permanentRedirect(`${service.baseUrl}/${newsroom.slug}/${number}`);
  const release = (await resolved.port.releases.get(number))?.release;
  const available = LANGUAGES.filter((language) => release !== undefined && isPublic(release, language));
  const fallback = [newsroom.defaultLanguage, ...available].find((language) => available.includes(language));
  if (release === undefined || fallback === undefined)
    return negotiatedProblemResponse(c, service, missingReleaseProblem(release));
  const language = requestLanguageAmong(c, available, fallback);
  const variant = release.variants[language];
  if (variant === undefined) return negotiatedProblemResponse(c, service, { code: 'not-found' });
  const address = releaseUrl(service.baseUrl, language, newsroom.slug, number, slugOf(variant));
  return negotiatedRedirect(address, 'Accept-Language');
}

/** 410 when the release was public and is withdrawn. A release that was never public must look like a missing one: 404. */
function missingReleaseProblem(release: Release | undefined, language?: Language): Problem {
  if (release === undefined) return { code: 'not-found' };
  // The address of a language without a variant showed another variant, so it is gone when all variants are.
  const hasVariant = language !== undefined && release.variants[language] !== undefined;
  const languages = hasVariant ? [language] : languagesOf(release.variants);
  const published = languages
    .map((one) => release.variants[one])
    .filter((variant) => variant?.publication != null);
  // A variant that was withdrawn before the others has its own reason.
  const own = language === undefined ? null : release.variants[language]?.withdrawn;
  const firstWithdrawn = published.find((variant) => variant?.withdrawn != null)?.withdrawn;
  const reason = (own ?? release.withdrawn ?? firstWithdrawn)?.reason;
  return published.length === 0 || reason === undefined ? { code: 'not-found' } : { code: 'gone', reason };
}
