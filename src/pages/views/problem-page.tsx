import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { directoryUrl, newsroomUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';
import { unlistedHead } from '../layout/page-head.ts';

export interface ProblemView {
  readonly baseUrl: string;
  readonly language: Language;
  readonly title: string;
  readonly detail: string;
  /** The slug of the newsroom in the requested address; null unless it exists. */
  readonly newsroom: string | null;
}

/** Nothing of the request is in the page, so that a link cannot put text into it. */
export function problemPage({ baseUrl, language, title, detail, newsroom }: ProblemView): string {
  return layout(
    { baseUrl, language, publisher: null, languageLinks: [] },
    unlistedHead(`${title} | Kaiku`),
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
          <a href={directoryUrl(baseUrl, language)}>{translate(language, 'page:directory.title')}</a>
        </li>
      </ul>
    </div>,
  );
}
