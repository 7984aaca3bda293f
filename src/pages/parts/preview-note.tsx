import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { toDisplayTime } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import type { Release } from '../../domain/release.ts';

/** A notice that the page is a preview, with the state of the release and the time when the link expires. */
export const PreviewNote: FC<{
  readonly language: Language;
  readonly release: Release;
  readonly expiresAt: Instant;
}> = ({ language, release, expiresAt }) => (
  <div class="note" role="note">
    <p>
      <strong>{stateText(language, release)}</strong>
    </p>
    <p>{translate(language, 'page:preview.expires', { until: toDisplayTime(expiresAt) })}</p>
  </div>
);

function stateText(language: Language, { state, publishAt }: Release): string {
  if (state === 'published') return translate(language, 'page:preview.published');
  return state === 'scheduled' && publishAt !== null
    ? translate(language, 'page:preview.embargoed', { until: toDisplayTime(publishAt) })
    : translate(language, 'page:preview.draft');
}
