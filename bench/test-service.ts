import type { NewsroomPort } from '../src/newsroom/port.ts';
import { type NodeHouse, openHouse } from '../src/platform/node/service.ts';
import type { Database } from '../src/platform/node/sqlite.ts';
import { parseNewsroom } from '../src/validation/newsroom-request.ts';
import { profileOf } from './sample.ts';

/** The house without its door: over `data`, in this process. */
export function openAt(data: string, database?: Database): NodeHouse {
  return openHouse({
    ...{ data, baseUrl: 'https://mittaus.example', adminToken: null, now: Date.now },
    ...(database !== undefined && { database }),
  });
}

export async function foundNewsroom(house: NodeHouse, slug: string): Promise<NewsroomPort> {
  const profile = parseNewsroom(profileOf(slug));
  const reserved = await house.directory.reserve(slug, null);
  if (!profile.ok || !reserved.ok) throw new Error('the sample is refused');
  const newsroom = house.newsroom(reserved.value.key);
  const founded = await newsroom.found(profile.value, reserved.value.number);
  if (!founded.ok) throw new Error('the sample is refused');
  return newsroom;
}
