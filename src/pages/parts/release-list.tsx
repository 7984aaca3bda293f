import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Entry } from '../../feeds/entry.ts';
import { excerpt } from './excerpt.ts';
import { Timestamp } from './timestamp.tsx';

const LEAD_LENGTH = 400;

interface ReleaseListProps {
  readonly entries: readonly Entry[];
  readonly language: Language;
  /** The level of the heading above the list. */
  readonly parentLevel: 1 | 2;
  /** Each release gets a link to its newsroom. */
  readonly isAcrossNewsrooms?: boolean;
}

export const ReleaseList: FC<ReleaseListProps> = ({
  entries,
  language,
  parentLevel,
  isAcrossNewsrooms = false,
}) => (
  <ul class="rows">
    {entries.map((entry) => (
      <li>
        <ReleaseHeading parentLevel={parentLevel}>
          <a href={entry.url}>{entry.title}</a>
        </ReleaseHeading>
        <p class="meta">
          <Timestamp at={entry.publishedAt} /> | {translate(language, `common:type.${entry.type}`)}
          {isAcrossNewsrooms && (
            <>
              {' | '}
              <a href={entry.publisher.url}>{entry.publisher.name}</a>
            </>
          )}
        </p>
        {entry.lead !== '' && <p class="lead">{excerpt(entry.lead, LEAD_LENGTH)}</p>}
      </li>
    ))}
  </ul>
);

const ReleaseHeading: FC<PropsWithChildren<{ readonly parentLevel: 1 | 2 }>> = ({ parentLevel, children }) =>
  parentLevel === 1 ? <h2>{children}</h2> : <h3>{children}</h3>;

/** Pages are not numbered, because new items at the start of the list would move the content of every page. */
export const Pager: FC<{
  readonly language: Language;
  readonly first: string | null;
  readonly next: string | null;
  readonly listed?: 'releases' | 'newsrooms';
}> = ({ language, first, next, listed = 'releases' }) =>
  first === null && next === null ? null : (
    <nav class="pager" aria-label={translate(language, 'page:pager.label')}>
      {first !== null && (
        <a href={first} rel="first">
          {translate(language, `page:pager.first.${listed}`)}
        </a>
      )}
      {next !== null && (
        <a href={next} rel="next">
          {translate(language, `page:pager.next.${listed}`)}
        </a>
      )}
    </nav>
  );
