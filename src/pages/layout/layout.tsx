import type { Child, FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { accessibilityUrl, directoryUrl } from '../../domain/urls.ts';
import { Head } from './head.tsx';
import type { PageHead } from './page-head.ts';

/** The input of the header and footer, which all pages have around their content. */
export interface PageFrame {
  readonly baseUrl: string;
  readonly language: Language;
  /** The newsroom that the page belongs to; `lang` is undefined when its name is in the page's language. */
  readonly publisher: {
    readonly name: string;
    readonly lang: Language | undefined;
    readonly url: string;
  } | null;
  /** The same page in each language, its own included. */
  readonly languageLinks: readonly { readonly language: Language; readonly url: string }[];
}

/** A complete HTML document. `content` goes into `main` and must have the page's only `h1`. */
export function layout(frame: PageFrame, head: PageHead, content: Child): string {
  const { baseUrl, language } = frame;
  const text = (
    <html lang={language}>
      <Head head={head} baseUrl={baseUrl} language={language} />
      <body>
        <a class="skip" href="#content">
          {translate(language, 'page:skip')}
        </a>
        <Masthead {...frame} />
        <main id="content" tabindex={-1}>
          {content}
        </main>
        <footer class="foot">
          <a href={directoryUrl(baseUrl, language)}>{translate(language, 'page:directory.title')}</a>
          <a href={accessibilityUrl(baseUrl, language)}>{translate(language, 'page:accessibility.title')}</a>
        </footer>
      </body>
    </html>
  ).toString();
  // No component is asynchronous, so `toString` never returns a promise.
  return `<!DOCTYPE html>${text}`;
}

const Masthead: FC<PageFrame> = ({ baseUrl, language, publisher, languageLinks }) => (
  <header class="masthead">
    <p class="where">
      <a class="site" href={directoryUrl(baseUrl, language)}>
        Kaiku
      </a>
      {publisher !== null && (
        <a class="room" href={publisher.url} lang={publisher.lang}>
          {publisher.name}
        </a>
      )}
    </p>
    {languageLinks.length > 1 && (
      <nav class="tongues" aria-label={translate(language, 'page:languages')}>
        <ul>
          {languageLinks.map((link) => (
            <li>
              <LanguageLink {...link} current={language} />
            </li>
          ))}
        </ul>
      </nav>
    )}
  </header>
);

/** Each link is in the language that it leads to, so that the readers of that language recognise it. */
const LanguageLink: FC<{ readonly language: Language; readonly url: string; readonly current: Language }> = ({
  language,
  url,
  current,
}) =>
  language === current ? (
    <span lang={language} aria-current="true">
      {translate(current, `common:language.${language}`)}
    </span>
  ) : (
    <a href={url} lang={language} hreflang={language}>
      {translate(current, `common:language.${language}`)}
    </a>
  );
