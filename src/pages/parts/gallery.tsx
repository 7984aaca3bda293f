import type { FC } from 'hono/jsx';
import type { Language, Localized } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { MediaItem } from '../../domain/media-file.ts';
import type { MediaReference } from '../../domain/release.ts';
import { mediaFileUrl, mediaPageUrl } from '../../domain/urls.ts';
import { fileSize, fileTypeName } from './formatting.ts';
import { type LocalizedText, localizedText } from './localized-text.ts';

export interface MediaContext {
  readonly baseUrl: string;
  readonly language: Language;
  /** The language of a text that is missing in the page's language. */
  readonly fallback: Language;
  readonly newsroom: { readonly slug: string; readonly number: number };
  /** In a preview, whose files need not have a page yet. */
  readonly isPreview?: boolean;
}

/** `item` is null for a file that is not in the newsroom's media library. */
export interface ReleaseMedia {
  readonly reference: MediaReference;
  readonly item: MediaItem | null;
}

interface FigureProps {
  readonly context: MediaContext;
  readonly item: MediaItem;
  /** The texts of the release, which come before those of the library. */
  readonly texts?: Pick<MediaReference, 'alt' | 'caption' | 'credit'>;
  /** The figure is on the media item's own page. */
  readonly isOnOwnPage?: boolean;
}

export const MediaFigure: FC<FigureProps> = ({ context, item, texts = {}, isOnOwnPage = false }) => {
  const { baseUrl, language, fallback, newsroom, isPreview = false } = context;
  const caption =
    localizedText(texts.caption, language, fallback) ?? localizedText(item.caption, language, fallback);
  const alt =
    localizedText(texts.alt, language, fallback) ?? localizedText(item.alt, language, fallback) ?? caption;
  const url = mediaFileUrl(baseUrl, newsroom.number, item);
  const element = (
    <MediaElement item={item} url={url} alt={alt} language={language} isOnOwnPage={isOnOwnPage} />
  );
  return (
    <figure class={isOnOwnPage ? 'media' : undefined}>
      {item.kind === 'image' && !isOnOwnPage ? (
        <a href={isPreview ? url : mediaPageUrl(baseUrl, language, newsroom.slug, item.id)}>{element}</a>
      ) : (
        element
      )}
      <figcaption>
        {caption !== null && <p lang={caption.lang}>{caption.text}</p>}
        <UseTerms language={language} credit={texts.credit ?? item.credit} licence={item.licence} />
        <a href={`${url}?download`} download={item.fileName}>
          {translate(language, `page:media.download.${item.kind}`)} (
          {fileDetails(language, item.type, item.bytes)})
        </a>
      </figcaption>
    </figure>
  );
};

interface MediaElementProps {
  readonly item: MediaItem;
  readonly url: string;
  readonly alt: LocalizedText | null;
  readonly language: Language;
  readonly isOnOwnPage: boolean;
}

const MediaElement: FC<MediaElementProps> = ({ item, url, alt, language, isOnOwnPage }) => {
  const size = { width: item.width ?? undefined, height: item.height ?? undefined };
  const name = alt?.text ?? translate(language, `page:media.kind.${item.kind}`);
  if (item.kind === 'image') {
    const loading = isOnOwnPage ? 'eager' : 'lazy';
    return <img src={url} {...size} alt={name} lang={alt?.lang} loading={loading} decoding="async" />;
  }
  if (item.kind === 'video') {
    return <video src={url} {...size} controls preload="none" aria-label={name} lang={alt?.lang} />;
  }
  return null;
};

const UseTerms: FC<{
  readonly language: Language;
  readonly credit: string | null | undefined;
  readonly licence: string | null;
}> = ({ language, credit, licence }) =>
  credit == null && licence === null ? null : (
    <p class="small">
      {credit != null && translate(language, 'page:media.credit', { credit })}
      {credit != null && licence !== null && <br />}
      {licence !== null && translate(language, 'page:media.licence', { licence })}
    </p>
  );

/** Pictures and videos on other hosts are links, because a page must load nothing from other hosts. */
export const Gallery: FC<{ readonly context: MediaContext; readonly media: readonly ReleaseMedia[] }> = ({
  context,
  media,
}) => {
  const visual = media.filter(isVisual);
  const inLibrary = visual.filter(({ item }) => item !== null);
  const external = visual.filter(({ item }) => item === null);
  return visual.length === 0 ? null : (
    <section>
      <h2 id="gallery">{translate(context.language, 'page:media.title')}</h2>
      {inLibrary.length > 0 && (
        <ul class="shelf">
          {inLibrary.map(({ item, reference }) => (
            <li>{item !== null && <MediaFigure context={context} item={item} texts={reference} />}</li>
          ))}
        </ul>
      )}
      {external.length > 0 && <FileList context={context} media={external} />}
    </section>
  );
};

/** Documents and files of unknown type. */
export const Attachments: FC<{ readonly context: MediaContext; readonly media: readonly ReleaseMedia[] }> = ({
  context,
  media,
}) => {
  const files = media.filter((each) => !isVisual(each));
  return files.length === 0 ? null : (
    <section>
      <h2 id="attachments">{translate(context.language, 'page:media.attachments')}</h2>
      <FileList context={context} media={files} />
    </section>
  );
};

const FileList: FC<{ readonly context: MediaContext; readonly media: readonly ReleaseMedia[] }> = ({
  context: { language, fallback },
  media,
}) => (
  <ul class="files">
    {media.map(({ reference, item }) => {
      const { url, caption, alt, credit } = reference;
      const textOf = (texts: Localized | undefined) => localizedText(texts, language, fallback);
      const name = textOf(caption) ??
        textOf(alt) ??
        textOf(item?.caption) ?? { text: fileNameIn(url), lang: undefined };
      const details = fileDetails(language, reference.type ?? item?.type, reference.bytes ?? item?.bytes);
      return (
        <li>
          <a href={url} lang={name.lang}>
            {name.text}
          </a>
          {details !== '' && ` (${details})`}
          <UseTerms language={language} credit={credit ?? item?.credit} licence={item?.licence ?? null} />
        </li>
      );
    })}
  </ul>
);

function isVisual({ reference, item }: ReleaseMedia): boolean {
  if (item !== null) return item.kind !== 'document';
  return /^(?:image|video)\//.test(reference.type ?? '');
}

/** `JPEG, 1,2 Mt`. */
function fileDetails(language: Language, type: string | undefined, bytes: number | undefined): string {
  const typeName = type === undefined ? '' : fileTypeName(type);
  return [typeName, bytes === undefined ? '' : fileSize(language, bytes)]
    .filter((part) => part !== '')
    .join(', ');
}

/** The last segment of the path, else the host. */
function fileNameIn(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  const segment = parsed.pathname.split('/').findLast((part) => part !== '');
  return segment === undefined ? parsed.host : decodedSegment(segment);
}

function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
