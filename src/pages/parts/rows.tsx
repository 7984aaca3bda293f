import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Entry } from '../../feeds/entry.ts';
import { beginning } from './said.ts';
import { Stamp } from './stamp.tsx';

/** A list is for choosing from: the beginning of a long lead does. */
const LEAD = 400;

interface RowsProps {
  readonly entries: readonly Entry[];
  readonly language: Language;
  /** That of the heading above. */
  readonly under: 1 | 2;
  /** Where releases of several newsrooms stand together. */
  readonly isAcross?: boolean;
}

/** Releases as a list, newest first: `12.11.2025 23:08:27 EET | Tiedote`, title and lead. */
export const Rows: FC<RowsProps> = ({ entries, language, under, isAcross = false }) => (
  <ul class="rows">
    {entries.map((entry) => (
      <li>
        <RowTitle under={under}>
          <a href={entry.url}>{entry.title}</a>
        </RowTitle>
        <p class="meta">
          <Stamp at={entry.publishedAt} /> | {translate(language, `common:type.${entry.type}`)}
          {isAcross && (
            <>
              {' | '}
              <a href={entry.publisher.url}>{entry.publisher.name}</a>
            </>
          )}
        </p>
        {entry.lead !== '' && <p class="lead">{beginning(entry.lead, LEAD)}</p>}
      </li>
    ))}
  </ul>
);

const RowTitle: FC<PropsWithChildren<{ readonly under: 1 | 2 }>> = ({ under, children }) =>
  under === 1 ? <h2>{children}</h2> : <h3>{children}</h3>;

/** The list's neighbours. There is no way to number pages of a list that grows at its head. */
export const Pager: FC<{
  readonly language: Language;
  readonly first: string | null;
  readonly next: string | null;
  /** What follows: older releases, or newsrooms further on in the list. */
  readonly more?: 'releases' | 'newsrooms';
}> = ({ language, first, next, more = 'releases' }) =>
  first === null && next === null ? null : (
    <nav class="pager" aria-label={translate(language, 'page:pager.label')}>
      {first !== null && (
        <a href={first} rel="first">
          {translate(language, `page:pager.first.${more}`)}
        </a>
      )}
      {next !== null && (
        <a href={next} rel="next">
          {translate(language, `page:pager.next.${more}`)}
        </a>
      )}
    </nav>
  );
