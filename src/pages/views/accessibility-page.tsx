import { LANGUAGES, type Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { accessibilityUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';

export interface AccessibilityView {
  readonly baseUrl: string;
  readonly language: Language;
  /** An e-mail address or the address of a web page; null when the operator gave none. */
  readonly contact: string | null;
}

/** The accessibility statement of the service (directive (EU) 2016/2102, article 7). */
export function accessibilityPage({ baseUrl, language, contact }: AccessibilityView): string {
  const title = translate(language, 'page:accessibility.title');
  return layout(
    {
      baseUrl,
      language,
      publisher: null,
      languageLinks: LANGUAGES.map((other) => ({ language: other, url: accessibilityUrl(baseUrl, other) })),
    },
    {
      title: `${title} | Kaiku`,
      description: translate(language, 'page:accessibility.scope'),
      canonical: accessibilityUrl(baseUrl, language),
      alternates: LANGUAGES.map((other) => ({ hreflang: other, url: accessibilityUrl(baseUrl, other) })),
      feeds: [],
      robots: null,
    },
    <div class="measure">
      <h1>{title}</h1>
      <p>{translate(language, 'page:accessibility.scope')}</p>
      <h2>{translate(language, 'page:accessibility.status.title')}</h2>
      <p>{translate(language, 'page:accessibility.status.text')}</p>
      <h2>{translate(language, 'page:accessibility.gaps.title')}</h2>
      <p>{translate(language, 'page:accessibility.gaps.text')}</p>
      <h2>{translate(language, 'page:accessibility.feedback.title')}</h2>
      {contact === null ? (
        <p>{translate(language, 'page:accessibility.feedback.publisher')}</p>
      ) : (
        <p>
          {translate(language, 'page:accessibility.feedback.text')}{' '}
          <a href={/^https?:/.test(contact) ? contact : `mailto:${contact}`}>{contact}</a>
        </p>
      )}
      <h2>{translate(language, 'page:accessibility.authority.title')}</h2>
      <p>{translate(language, 'page:accessibility.authority.text')}</p>
      <p>
        <a href={translate(language, 'page:accessibility.authority.url')}>
          {translate(language, 'page:accessibility.authority.name')}
        </a>
      </p>
    </div>,
  );
}
