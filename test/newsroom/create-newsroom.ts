import type { Language } from '../../src/base/locale/language.ts';
import type { NewsroomPort } from '../../src/newsroom/port.ts';
import type { NodeService } from '../../src/platform/node/service.ts';
import { parseNewsroom } from '../../src/validation/newsroom-request.ts';

/** Creates the newsroom `satama` with the key 1. */
export async function createNewsroom(
  service: NodeService,
  languages: readonly Language[],
): Promise<NewsroomPort> {
  const profile = parseNewsroom({ slug: 'satama', name: 'Satama', languages, defaultLanguage: 'fi' });
  if (!profile.ok) throw new Error('the profile is refused');
  const newsroom = service.newsroom(1);
  await newsroom.profile.create(profile.value, 1);
  return newsroom;
}
