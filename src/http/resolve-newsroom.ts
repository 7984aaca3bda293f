import type { Newsroom } from '../domain/newsroom.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import type { Service } from './service.ts';

export interface ResolvedNewsroom {
  readonly key: number;
  readonly port: NewsroomPort;
  readonly newsroom: Newsroom;
}

/** Null when no newsroom has the slug, or when its creation has reserved the slug and not finished. */
export async function resolveNewsroom(service: Service, slug: string): Promise<ResolvedNewsroom | null> {
  const key = await service.keyOfSlug(slug);
  if (key === null) return null;
  const port = service.newsroom(key);
  const newsroom = await port.profile.get();
  return newsroom === null ? null : { key, port, newsroom };
}
