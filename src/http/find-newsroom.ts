import type { Newsroom } from '../domain/newsroom.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import type { Service } from './service.ts';

/** A newsroom that an address names, by its present slug or a former one. */
export interface FoundNewsroom {
  readonly key: number;
  readonly port: NewsroomPort;
  readonly newsroom: Newsroom;
}

/** Null when there is no such newsroom, or none yet. */
export async function findNewsroom(service: Service, slug: string): Promise<FoundNewsroom | null> {
  const key = await service.keyOfSlug(slug);
  if (key === null) return null;
  const port = service.newsroom(key);
  const newsroom = await port.profile.get();
  return newsroom === null ? null : { key, port, newsroom };
}
