import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { MediaItem } from '../../domain/media-file.ts';
import { mediaFileUrl, mediaPageUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import { excerpt } from '../parts/excerpt.ts';
import { fileSize, fileTypeName } from '../parts/formatting.ts';
import { MediaFigure } from '../parts/gallery.tsx';
import { localizedText } from '../parts/localized-text.ts';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import { Timestamp } from '../parts/timestamp.tsx';

export interface MediaView extends NewsroomContext {
  readonly item: MediaItem;
}

export function mediaPage(view: MediaView): string {
  const { baseUrl, language, newsroom, item } = view;
  const { slug, number, defaultLanguage: fallback, languages } = newsroom;
  const urlIn = (other: Language) => mediaPageUrl(baseUrl, other, slug, item.id);
  const description =
    localizedText(item.caption, language, fallback) ?? localizedText(item.alt, language, fallback);
  const heading = description ?? { text: item.fileName, lang: undefined };
  const pixels = item.width === null || item.height === null ? '' : `, ${item.width} × ${item.height}`;
  return layout(
    newsroomFrame(view, languages, urlIn),
    {
      title: `${excerpt(heading.text, 80)} | ${newsroomName(newsroom, language).text}`,
      description: description === null ? null : excerpt(description.text, 300),
      canonical: urlIn(language),
      alternates: languages.map((other) => ({ hreflang: other, url: urlIn(other) })),
      feeds: [],
      robots: null,
    },
    <div class="measure">
      <p class="meta">
        {translate(language, `page:media.kind.${item.kind}`)} | <Timestamp at={item.createdAt} />
      </p>
      <h1 lang={heading.lang}>{excerpt(heading.text, 120)}</h1>
      <MediaFigure context={{ baseUrl, language, newsroom, fallback }} item={item} isOnOwnPage />
      <p class="small">
        <a href={mediaFileUrl(baseUrl, number, item)}>{item.fileName}</a>, {fileTypeName(item.type)},{' '}
        {fileSize(language, item.bytes)}
        {pixels}
      </p>
      {item.licence === null && <p class="small">{translate(language, 'page:media.free')}</p>}
    </div>,
  );
}
