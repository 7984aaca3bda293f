import type { House, NewsroomPort } from '../newsroom/port.ts';
import type { Newsroom } from '../domain/newsroom.ts';

/** A newsroom that an address names, by its present slug or a former one. */
export interface Visit {
  readonly key: number;
  readonly port: NewsroomPort;
  readonly newsroom: Newsroom;
}

/** Null when there is no such newsroom, or none yet. */
export async function visit(house: House, slug: string): Promise<Visit | null> {
  const key = await house.directory.keyOfSlug(slug);
  if (key === null) return null;
  const port = house.newsroom(key);
  const newsroom = await port.newsroom();
  return newsroom === null ? null : { key, port, newsroom };
}
