import type { NewsroomPort } from '../src/newsroom/port.ts';
import { type NodeService, openService } from '../src/platform/node/service.ts';
import type { Database } from '../src/platform/node/sqlite.ts';
import { parseNewsroom } from '../src/validation/newsroom-request.ts';
import { profileOf } from './sample.ts';

/** Opens the service over `data` in this process, without an HTTP server. */
export function openServiceAt(data: string, database?: Database): NodeService {
  return openService({
    data,
    baseUrl: 'https://mittaus.example',
    adminToken: null,
    now: Date.now,
    ...(database !== undefined && { database }),
  });
}

export async function createNewsroom(service: NodeService, slug: string): Promise<NewsroomPort> {
  const profile = parseNewsroom(profileOf(slug));
  const reserved = await service.directory.registry.reserve(slug, null);
  if (!profile.ok || !reserved.ok) throw new Error('the sample is refused');
  const newsroom = service.newsroom(reserved.value.key);
  const created = await newsroom.profile.create(profile.value, reserved.value.number);
  if (!created.ok) throw new Error('the sample is refused');
  return newsroom;
}
