import { languagesOf } from '../base/locale/language.ts';
import { tag } from '../documents/cache-tags.ts';
import { type Compress, type Document, type DocumentCache, makeDocument } from '../documents/document.ts';
import { RELEASES_PER_SITEMAP } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { slugOf } from '../domain/representation.ts';
import { ownerOf } from '../domain/timeline.ts';
import { newsroomUrl, releaseUrl } from '../domain/urls.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, type NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { SITEMAP_TYPE, type SitemapPage, sitemap } from './sitemap.ts';

/** Releases in memory at once: a release has at most 2 MB. */
const RELEASES_PER_BATCH = 20;

export interface SitemapDependencies {
  readonly documents: DocumentCache;
  readonly compress: Compress;
}

/** Null when the part has no public release. */
export async function newsroomSitemap(
  repository: NewsroomRepository,
  { documents, compress }: SitemapDependencies,
  record: NewsroomRecord,
  part: number,
): Promise<Document | null> {
  const { baseUrl } = repository.dependencies;
  return documents.get(`${record.key}@${record.version}/sitemap/${part}`, async () => {
    const pages = await repository.withLock(() => readPages(repository, record, part));
    const all = part === 1 ? [newsroomPage(record, baseUrl), ...pages] : pages;
    if (all.length === 0) return null;
    const { changedAt: lastModified, crowded, key, newsroom } = record;
    const owner = ownerOf(key);
    return makeDocument(
      sitemap(all),
      {
        mediaType: SITEMAP_TYPE,
        language: newsroom.defaultLanguage,
        links: '',
        lastModified,
        crowded,
        tags: [owner, tag.sitemap(owner, part)],
      },
      compress,
    );
  });
}

async function readPages(
  { dependencies: { store, baseUrl } }: NewsroomRepository,
  { key, newsroom }: NewsroomRecord,
  part: number,
): Promise<SitemapPage[]> {
  const rows = await store.keys(newsroomKeys.releases(key), {
    after: newsroomKeys.release(key, (part - 1) * RELEASES_PER_SITEMAP),
    before: newsroomKeys.release(key, part * RELEASES_PER_SITEMAP + 1),
  });
  const pages: SitemapPage[] = [];
  for (let from = 0; from < rows.length; from += RELEASES_PER_BATCH) {
    for (const stored of await store.getMany(rows.slice(from, from + RELEASES_PER_BATCH))) {
      const release = decodeRelease(stored);
      const page = release === null ? null : releasePage(newsroom, release, baseUrl);
      if (page !== null) pages.push(page);
    }
  }
  return pages;
}

/** Null when the release has no public variant. */
function releasePage(newsroom: Newsroom, release: Release, baseUrl: string): SitemapPage | null {
  const languages = languagesOf(release.variants).flatMap((language) => {
    const variant = release.variants[language];
    if (variant?.publication == null || !isPublic(release, language)) return [];
    const url = releaseUrl(baseUrl, language, newsroom.slug, release.number, slugOf(variant));
    return [{ language, url, changedAt: variant.publication.updatedAt }];
  });
  return languages.length === 0
    ? null
    : { languages, negotiatedUrl: `${baseUrl}/${newsroom.slug}/${release.number}` };
}

function newsroomPage({ newsroom, changedAt }: NewsroomRecord, baseUrl: string): SitemapPage {
  const { languages, slug } = newsroom;
  return {
    languages: languages.map((language) => ({
      language,
      changedAt,
      url: newsroomUrl(baseUrl, language, slug),
    })),
    negotiatedUrl: `${baseUrl}/${slug}`,
  };
}
