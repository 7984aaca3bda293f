import type { FC } from 'hono/jsx';
import { raw } from 'hono/utils/html';
import { type Language, languagesOf } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { type Correction, isPublic, type Release, type Variant } from '../../domain/release.ts';
import { newsroomUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import { Contacts } from '../parts/contacts.tsx';
import { Feeds } from '../parts/feed-links.tsx';
import { Attachments, Gallery } from '../parts/gallery.tsx';
import { Keywords } from '../parts/keywords.tsx';
import { localizedText } from '../parts/localized-text.ts';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import { PreviewNote } from '../parts/preview-note.tsx';
import { prose } from '../parts/prose.ts';
import { AboutPublisher, SubscribeInvitation } from '../parts/publisher.tsx';
import { ReleaseList } from '../parts/release-list.tsx';
import { Timestamp } from '../parts/timestamp.tsx';
import { previewHead, releaseHead, releaseUrlIn } from './release-head.ts';
import type { ReleaseView } from './release-view.ts';

/** The content is empty when the release has no variant in `variantLanguage`. */
export function releasePage(view: ReleaseView): string {
  const { baseUrl, language, newsroom, release, variantLanguage, preview } = view;
  const variant = release.variants[variantLanguage];
  const variantLanguages =
    preview?.languages ?? languagesOf(release.variants).filter((other) => isPublic(release, other));
  const urlIn = preview?.urlIn ?? ((other: Language) => releaseUrlIn(view, other));
  // The language links include the page's own language even if the release has no variant in it.
  const languages = variantLanguage === language ? variantLanguages : [language, ...variantLanguages];
  const frame = newsroomFrame({ baseUrl, language, newsroom }, languages, urlIn);
  const head =
    preview === undefined ? releaseHead(view, variant, variantLanguages) : previewHead(view, variant);
  return layout(frame, head, variant && <ReleaseContent {...view} variant={variant} />);
}

const ReleaseContent: FC<ReleaseView & { readonly variant: Variant }> = (view) => {
  const { baseUrl, language, newsroom, release, variantLanguage, variant, media, otherReleases, preview } =
    view;
  // The preview of a scheduled release shows the planned time.
  const at = variant.publication?.publishedAt ?? (preview === undefined ? null : release.publishAt);
  const lang = variantLanguage === language ? undefined : variantLanguage;
  const context = {
    baseUrl,
    language,
    newsroom,
    fallback: release.sourceLanguage,
    isPreview: preview !== undefined,
  };
  const labels = {
    picture: translate(language, 'page:media.kind.image'),
    table: translate(variantLanguage, 'page:table'),
  };
  return (
    <div class="columns">
      <article>
        {preview !== undefined && (
          <PreviewNote language={language} release={release} expiresAt={preview.expiresAt} />
        )}
        {lang !== undefined && <MissingVariantNote language={language} variantLanguage={lang} />}
        <p class="meta">
          {at !== null && (
            <>
              <Timestamp at={at} />
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
          {raw(prose(variant.body, baseUrl, labels))}
        </div>
        <Gallery context={context} media={media} />
        <Attachments context={context} media={media} />
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
        <AboutPublisher baseUrl={baseUrl} language={language} newsroom={newsroom} />
        <SubscribeInvitation baseUrl={baseUrl} language={language} newsroom={newsroom} />
        <MoreReleases
          baseUrl={baseUrl}
          language={language}
          newsroom={newsroom}
          otherReleases={otherReleases}
        />
        <Feeds baseUrl={baseUrl} feed={{ language, newsroom: newsroom.slug, cut: { kind: 'all' } }} />
      </aside>
    </div>
  );
};

/** Readers see it when the release has no variant in the page's language. */
const MissingVariantNote: FC<{ readonly language: Language; readonly variantLanguage: Language }> = ({
  language,
  variantLanguage,
}) => <p class="note">{translate(language, `page:missing.${variantLanguage}`)}</p>;

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
          const text = localizedText(note, language, source);
          return (
            <li>
              <Timestamp at={at} />
              {text !== null && (
                <>
                  : <span lang={text.lang}>{text.text}</span>
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
          const name = localizedText(title, language, release.sourceLanguage);
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

const MoreReleases: FC<NewsroomContext & { readonly otherReleases: readonly Entry[] }> = (context) => {
  const { baseUrl, language, newsroom, otherReleases } = context;
  const name = newsroomName(newsroom, language).text;
  return otherReleases.length === 0 ? null : (
    <section class="more">
      <h2 id="more">{translate(language, 'page:more.title', { name })}</h2>
      <ReleaseList entries={otherReleases} language={language} parentLevel={2} />
      <p>
        <a href={newsroomUrl(baseUrl, language, newsroom.slug)}>{translate(language, 'page:more.all')}</a>
      </p>
    </section>
  );
};
