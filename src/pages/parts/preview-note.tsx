import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { toStamp } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import type { Release } from '../../domain/release.ts';

/** What a preview is of, so that nobody takes it for what is public, and how long its link holds. */
export const PreviewNote: FC<{
  readonly language: Language;
  readonly release: Release;
  readonly expiresAt: Instant;
}> = ({ language, release, expiresAt }) => (
  <div class="note" role="note">
    <p>
      <strong>{stateOf(language, release)}</strong>
    </p>
    <p>{translate(language, 'page:preview.expires', { until: toStamp(expiresAt) })}</p>
  </div>
);

function stateOf(language: Language, { state, publishAt }: Release): string {
  if (state === 'published') return translate(language, 'page:preview.published');
  return state === 'scheduled' && publishAt !== null
    ? translate(language, 'page:preview.embargoed', { until: toStamp(publishAt) })
    : translate(language, 'page:preview.draft');
}
