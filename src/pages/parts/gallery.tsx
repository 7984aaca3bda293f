import type { FC } from 'hono/jsx';
import type { Language, Localized } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { MediaItem } from '../../domain/media-file.ts';
import type { MediaReference } from '../../domain/release.ts';
import { mediaFileUrl, mediaPageUrl } from '../../domain/urls.ts';
import { type Said, said } from './said.ts';
import { fileKind, fileSize } from './written.ts';

/** Whose media, and in which words. */
export interface MediaPlace {
  readonly baseUrl: string;
  readonly language: Language;
  /** Whose words are taken where the page's language has none. */
  readonly fallback: Language;
  readonly newsroom: { readonly slug: string; readonly number: number };
}

/** What a release shows: the file in the library where it is one, and what the release itself says of it. */
export interface ReleaseMedia {
  readonly reference: MediaReference;
  readonly item: MediaItem | null;
}

interface FigureProps {
  readonly place: MediaPlace;
  readonly item: MediaItem;
  /** A release's own words come before the library's. */
  readonly words?: Pick<MediaReference, 'alt' | 'caption' | 'credit'>;
  /** The media item's own page shows it alone. */
  readonly isAlone?: boolean;
}

/** A picture or a video of the library with all that the press needs to use it. */
export const MediaFigure: FC<FigureProps> = ({ place, item, words = {}, isAlone = false }) => {
  const { baseUrl, language, fallback, newsroom } = place;
  const caption = said(words.caption, language, fallback) ?? said(item.caption, language, fallback);
  const alt = said(words.alt, language, fallback) ?? said(item.alt, language, fallback) ?? caption;
  const url = mediaFileUrl(baseUrl, newsroom.number, item);
  const shown = <Shown item={item} url={url} alt={alt} language={language} isAlone={isAlone} />;
  return (
    <figure class={isAlone ? 'media' : undefined}>
      {item.kind === 'image' && !isAlone ? (
        <a href={mediaPageUrl(baseUrl, language, newsroom.slug, item.id)}>{shown}</a>
      ) : (
        shown
      )}
      <figcaption>
        {caption !== null && <p lang={caption.lang}>{caption.text}</p>}
        <Terms language={language} credit={words.credit ?? item.credit} licence={item.licence} />
        <a href={`${url}?download`} download={item.fileName}>
          {translate(language, `page:media.download.${item.kind}`)} ({about(language, item.type, item.bytes)})
        </a>
      </figcaption>
    </figure>
  );
};

interface ShownProps {
  readonly item: MediaItem;
  readonly url: string;
  readonly alt: Said | null;
  readonly language: Language;
  readonly isAlone: boolean;
}

const Shown: FC<ShownProps> = ({ item, url, alt, language, isAlone }) => {
  const size = { width: item.width ?? undefined, height: item.height ?? undefined };
  const name = alt?.text ?? translate(language, `page:media.kind.${item.kind}`);
  if (item.kind === 'image') {
    const loading = isAlone ? 'eager' : 'lazy';
    return <img src={url} {...size} alt={name} lang={alt?.lang} loading={loading} decoding="async" />;
  }
  if (item.kind === 'video') {
    return <video src={url} {...size} controls preload="none" aria-label={name} lang={alt?.lang} />;
  }
  return null;
};

const Terms: FC<{
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

/** A release's pictures and videos. Those on other hosts are links: a page asks no other host for anything. */
export const Gallery: FC<{ readonly place: MediaPlace; readonly media: readonly ReleaseMedia[] }> = ({
  place,
  media,
}) => {
  const pictured = media.filter(isPictured);
  const own = pictured.filter(({ item }) => item !== null);
  const foreign = pictured.filter(({ item }) => item === null);
  return pictured.length === 0 ? null : (
    <section>
      <h2 id="gallery">{translate(place.language, 'page:media.title')}</h2>
      {own.length > 0 && (
        <ul class="shelf">
          {own.map(({ item, reference }) => (
            <li>{item !== null && <MediaFigure place={place} item={item} words={reference} />}</li>
          ))}
        </ul>
      )}
      {foreign.length > 0 && <Files place={place} media={foreign} />}
    </section>
  );
};

/** Documents, and what nobody said the type of. */
export const Attachments: FC<{ readonly place: MediaPlace; readonly media: readonly ReleaseMedia[] }> = ({
  place,
  media,
}) => {
  const files = media.filter((shown) => !isPictured(shown));
  return files.length === 0 ? null : (
    <section>
      <h2 id="attachments">{translate(place.language, 'page:media.attachments')}</h2>
      <Files place={place} media={files} />
    </section>
  );
};

const Files: FC<{ readonly place: MediaPlace; readonly media: readonly ReleaseMedia[] }> = ({
  place: { language, fallback },
  media,
}) => (
  <ul class="files">
    {media.map(({ reference, item }) => {
      const { url, caption, alt, credit } = reference;
      const text = (words: Localized | undefined) => said(words, language, fallback);
      const name = text(caption) ??
        text(alt) ??
        text(item?.caption) ?? { text: nameIn(url), lang: undefined };
      const details = about(language, reference.type ?? item?.type, reference.bytes ?? item?.bytes);
      return (
        <li>
          <a href={url} lang={name.lang}>
            {name.text}
          </a>
          {details !== '' && ` (${details})`}
          <Terms language={language} credit={credit ?? item?.credit} licence={item?.licence ?? null} />
        </li>
      );
    })}
  </ul>
);

function isPictured({ reference, item }: ReleaseMedia): boolean {
  if (item !== null) return item.kind !== 'document';
  return /^(?:image|video)\//.test(reference.type ?? '');
}

/** `JPEG, 1,2 Mt`. */
function about(language: Language, type: string | undefined, bytes: number | undefined): string {
  const kind = type === undefined ? '' : fileKind(type);
  return [kind, bytes === undefined ? '' : fileSize(language, bytes)]
    .filter((part) => part !== '')
    .join(', ');
}

/** The last part of an address's path, else its host: something to call a file that nobody named. */
function nameIn(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  const last = parsed.pathname.split('/').findLast((part) => part !== '');
  return last === undefined ? parsed.host : decoded(last);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
