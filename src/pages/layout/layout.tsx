import type { Child, FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { accessibilityUrl, homeOf } from '../../domain/urls.ts';
import { Head, type PageHead } from './head.tsx';

/** Where a page stands: what all pages have around their content. */
export interface Frame {
  readonly baseUrl: string;
  readonly language: Language;
  /** The newsroom that the page belongs to, by its name in the page's language or marked with its own. */
  readonly publisher: {
    readonly name: string;
    readonly lang: Language | undefined;
    readonly url: string;
  } | null;
  /** The same page in other languages and, without an address, in this one. */
  readonly tongues: readonly { readonly language: Language; readonly url: string }[];
}

/** A whole document. `content` stands inside `main` and holds the page's one `h1`. */
export function layout(frame: Frame, head: PageHead, content: Child): string {
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
          <a href={homeOf(baseUrl, language)}>{translate(language, 'page:directory.title')}</a>
          <a href={accessibilityUrl(baseUrl, language)}>{translate(language, 'page:accessibility.title')}</a>
        </footer>
      </body>
    </html>
  ).toString();
  // Nothing on a page waits for anything, so there is never a promise here.
  return `<!DOCTYPE html>${text}`;
}

const Masthead: FC<Frame> = ({ baseUrl, language, publisher, tongues }) => (
  <header class="masthead">
    <p class="where">
      <a class="site" href={homeOf(baseUrl, language)}>
        Kaiku
      </a>
      {publisher !== null && (
        <a class="room" href={publisher.url} lang={publisher.lang}>
          {publisher.name}
        </a>
      )}
    </p>
    {tongues.length > 1 && (
      <nav class="tongues" aria-label={translate(language, 'page:languages')}>
        <ul>
          {tongues.map((tongue) => (
            <li>
              <Tongue {...tongue} current={language} />
            </li>
          ))}
        </ul>
      </nav>
    )}
  </header>
);

/** A language is named in itself, so that whoever reads it finds it. */
const Tongue: FC<{ readonly language: Language; readonly url: string; readonly current: Language }> = ({
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
