import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { MediaItem } from '../../domain/media-file.ts';
import { mediaFileUrl, mediaPageUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';
import { MediaFigure } from '../parts/gallery.tsx';
import { type NewsroomPlace, nameOf, newsroomFrame } from '../parts/publisher.tsx';
import { beginning, said } from '../parts/said.ts';
import { Stamp } from '../parts/stamp.tsx';
import { fileKind, fileSize } from '../parts/written.ts';

export interface MediaPage extends NewsroomPlace {
  readonly item: MediaItem;
}

/** One file of the library, with what may be done with it. */
export function mediaPage(page: MediaPage): string {
  const { baseUrl, language, newsroom, item } = page;
  const { slug, number, defaultLanguage: fallback, languages } = newsroom;
  const url = (other: Language) => mediaPageUrl(baseUrl, other, slug, item.id);
  const words = said(item.caption, language, fallback) ?? said(item.alt, language, fallback);
  const heading = words === null ? { text: item.fileName, lang: undefined } : words;
  const size = item.width === null || item.height === null ? '' : `, ${item.width} × ${item.height}`;
  return layout(
    newsroomFrame(page, languages, url),
    {
      title: `${beginning(heading.text, 80)} | ${nameOf(newsroom, language).text}`,
      description: words === null ? null : beginning(words.text, 300),
      canonical: url(language),
      alternates: languages.map((other) => ({ hreflang: other, url: url(other) })),
      feeds: [],
      robots: null,
    },
    <div class="measure">
      <p class="meta">
        {translate(language, `page:media.kind.${item.kind}`)} | <Stamp at={item.createdAt} />
      </p>
      <h1 lang={heading.lang}>{beginning(heading.text, 120)}</h1>
      <MediaFigure place={{ baseUrl, language, newsroom, fallback }} item={item} isAlone />
      <p class="small">
        <a href={mediaFileUrl(baseUrl, number, item)}>{item.fileName}</a>, {fileKind(item.type)},{' '}
        {fileSize(language, item.bytes)}
        {size}
      </p>
      {item.licence === null && <p class="small">{translate(language, 'page:media.free')}</p>}
    </div>,
  );
}
