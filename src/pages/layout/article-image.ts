import { mediaFileUrl } from '../../domain/urls.ts';
import type { ReleaseMedia } from '../parts/gallery.tsx';
import { localizedText } from '../parts/localized-text.ts';
import type { NewsroomContext } from '../parts/newsroom-context.ts';

/** A picture in the newsroom's media library, by its absolute address. */
export interface ArticleImage {
  readonly url: string;
  readonly type: string;
  /** Pixels; null when the file does not give them. */
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string | null;
  readonly credit: string | null;
}

/** The release's first picture that is in the media library; null without one. */
export function articleImage(
  { baseUrl, language, newsroom }: NewsroomContext,
  media: readonly ReleaseMedia[],
): ArticleImage | null {
  for (const { item, reference } of media) {
    if (item?.kind !== 'image') continue;
    const alt = (localizedText(reference.alt, language) ?? localizedText(item.alt, language))?.text ?? null;
    return {
      url: mediaFileUrl(baseUrl, newsroom.number, item),
      type: item.type,
      width: item.width,
      height: item.height,
      alt,
      credit: reference.credit ?? item.credit,
    };
  }
  return null;
}
