import type { FC } from 'hono/jsx';
import { raw } from 'hono/utils/html';
import { type Language, languagesOf } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Instant } from '../../base/time/instant.ts';
import { type Correction, isPublic, type Release, type Variant } from '../../domain/release.ts';
import { newsroomUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { Contacts } from '../parts/contacts.tsx';
import { Feeds } from '../parts/feed-links.tsx';
import { Attachments, Gallery, type ReleaseMedia } from '../parts/gallery.tsx';
import { Keywords } from '../parts/keywords.tsx';
import { PreviewNote } from '../parts/preview-note.tsx';
import { prose } from '../parts/prose.ts';
import { About, type NewsroomPlace, nameOf, newsroomFrame, Subscribe } from '../parts/publisher.tsx';
import { Rows } from '../parts/rows.tsx';
import { said } from '../parts/said.ts';
import { Stamp } from '../parts/stamp.tsx';
import { previewHead, releaseHead, releaseUrlIn } from './release-head.ts';

export interface ReleasePage extends NewsroomPlace {
  readonly release: Release;
  /** The public variant shown: the page's language where the release has it, else its best one. */
  readonly shown: Language;
  readonly media: readonly ReleaseMedia[];
  /** The publisher's latest others in the page's language. */
  readonly others: readonly Entry[];
  /** Set where the release is shown to whoever holds a link, public or not. */
  readonly preview?: Preview;
}

export interface Preview {
  /** The languages that it can be seen in. */
  readonly languages: readonly Language[];
  readonly urlIn: (language: Language) => string;
  readonly expiresAt: Instant;
}

/** One release, complete. @throws never: a variant that is not public gives an empty page, which nobody asks for. */
export function releasePage(page: ReleasePage): string {
  const { baseUrl, language, newsroom, release, shown, preview } = page;
  const variant = release.variants[shown];
  const published =
    preview?.languages ?? languagesOf(release.variants).filter((other) => isPublic(release, other));
  const urlIn = preview?.urlIn ?? ((other: Language) => releaseUrlIn(page, other));
  // The switch also names the page's own language where the release has none, as what is being looked at.
  const tongues = shown === language ? published : [language, ...published];
  const frame = newsroomFrame({ baseUrl, language, newsroom }, tongues, urlIn);
  const head = preview === undefined ? releaseHead(page, variant, published) : previewHead(page, variant);
  return layout(frame, head, variant && <Whole {...page} variant={variant} />);
}

const Whole: FC<ReleasePage & { readonly variant: Variant }> = (page) => {
  const { baseUrl, language, newsroom, release, shown, variant, media, others, preview } = page;
  const at = variant.publication?.publishedAt ?? (preview === undefined ? null : release.publishAt);
  const lang = shown === language ? undefined : shown;
  const place = { baseUrl, language, newsroom, fallback: release.sourceLanguage };
  const words = {
    picture: translate(language, 'page:media.kind.image'),
    table: translate(shown, 'page:table'),
  };
  return (
    <div class="columns">
      <article>
        {preview !== undefined && (
          <PreviewNote language={language} release={release} expiresAt={preview.expiresAt} />
        )}
        {lang !== undefined && <Missing language={language} shown={lang} />}
        <p class="meta">
          {at !== null && (
            <>
              <Stamp at={at} />
              {' | '}
            </>
          )}
          {translate(language, `common:type.${release.type}`)}
        </p>
        <h1 lang={lang}>{variant.title}</h1>
        <Corrections corrections={release.corrections} language={language} source={release.sourceLanguage} />
        {variant.lead !== '' && (
          <p class="lead" lang={lang}>
            {variant.lead}
          </p>
        )}
        <div class="prose" lang={lang}>
          {raw(prose(variant.body, baseUrl, words))}
        </div>
        <Gallery place={place} media={media} />
        <Attachments place={place} media={media} />
        <Links release={release} language={language} />
        <Contacts contacts={release.contacts} language={language} fallback={release.sourceLanguage} />
        <Keywords
          baseUrl={baseUrl}
          language={language}
          lang={lang}
          keywords={variant.keywords}
          newsroom={newsroom.slug}
        />
      </article>
      <aside class="side" aria-label={translate(language, 'page:publisher')}>
        <About baseUrl={baseUrl} language={language} newsroom={newsroom} />
        <Subscribe baseUrl={baseUrl} language={language} newsroom={newsroom} />
        <More baseUrl={baseUrl} language={language} newsroom={newsroom} others={others} />
        <Feeds baseUrl={baseUrl} feed={{ language, newsroom: newsroom.slug, cut: { kind: 'all' } }} />
      </aside>
    </div>
  );
};

/** Says that the release is not in the page's language, and in which one it is. */
const Missing: FC<{ readonly language: Language; readonly shown: Language }> = ({ language, shown }) => (
  <p class="note">{translate(language, `page:missing.${shown}`)}</p>
);

const Corrections: FC<{
  readonly corrections: readonly Correction[];
  readonly language: Language;
  readonly source: Language;
}> = ({ corrections, language, source }) =>
  corrections.length === 0 ? null : (
    <section class="note">
      <h2 id="corrections">{translate(language, 'page:corrections', { count: corrections.length })}</h2>
      <ul>
        {corrections.map(({ at, note }) => {
          const words = said(note, language, source);
          return (
            <li>
              <Stamp at={at} />
              {words !== null && (
                <>
                  : <span lang={words.lang}>{words.text}</span>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );

const Links: FC<{ readonly release: Release; readonly language: Language }> = ({ release, language }) =>
  release.links.length === 0 ? null : (
    <section>
      <h2 id="links">{translate(language, 'page:links')}</h2>
      <ul class="plain">
        {release.links.map(({ url, title }) => {
          const name = said(title, language, release.sourceLanguage);
          return (
            <li>
              <a href={url} lang={name?.lang}>
                {name?.text ?? url}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );

const More: FC<NewsroomPlace & { readonly others: readonly Entry[] }> = (place) => {
  const { baseUrl, language, newsroom, others } = place;
  const name = nameOf(newsroom, language).text;
  return others.length === 0 ? null : (
    <section class="more">
      <h2 id="more">{translate(language, 'page:more.title', { name })}</h2>
      <Rows entries={others} language={language} under={2} />
      <p>
        <a href={newsroomUrl(baseUrl, language, newsroom.slug)}>{translate(language, 'page:more.all')}</a>
      </p>
    </section>
  );
};
