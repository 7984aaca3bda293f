import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { homeOf, newsroomUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';

export interface ProblemPage {
  readonly baseUrl: string;
  readonly language: Language;
  readonly title: string;
  readonly detail: string;
  /** The newsroom that the address was in, by its slug, where it is known to exist. */
  readonly newsroom: string | null;
}

/** What is said instead of a page that there is not. Nothing of the request is in it. */
export function problemPage({ baseUrl, language, title, detail, newsroom }: ProblemPage): string {
  return layout(
    { baseUrl, language, publisher: null, tongues: [] },
    {
      title: `${title} | Kaiku`,
      description: null,
      canonical: null,
      alternates: [],
      feeds: [],
      robots: 'noindex',
    },
    <div class="measure">
      <h1>{title}</h1>
      <p>{detail}</p>
      <ul class="plain">
        {newsroom !== null && (
          <li>
            <a href={newsroomUrl(baseUrl, language, newsroom)}>
              {translate(language, 'page:problem.newsroom')}
            </a>
          </li>
        )}
        <li>
          <a href={homeOf(baseUrl, language)}>{translate(language, 'page:directory.title')}</a>
        </li>
      </ul>
    </div>,
  );
}
