import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownField } from '../../../base/json.ts';
import { toRfc3339 } from '../../../base/time/helsinki.ts';
import type { Newsroom } from '../../../domain/newsroom.ts';
import { createApp } from '../../../http/app.ts';
import type { Service } from '../../../http/service.ts';
import { parseNewsroom } from '../../../validation/newsroom-request.ts';
import { composeSample } from './compose.ts';
import { SAMPLE_NEWSROOM } from './newsroom.ts';
import { SCHEDULED_RELEASE } from './releases.ts';

/** In the data directory: the slug and the token of the sample, for the next start. */
export const SAMPLE_FILE = 'demo.json';
/** Milliseconds from a start to the release that can be watched. */
const SCHEDULED_AHEAD = 3 * 60 * 1000;
/** How many newsrooms of others may have the sample's slug and its numbered ones. */
const SLUGS = 20;

export interface Sample {
  readonly slug: string;
  readonly token: string;
  readonly isNew: boolean;
  /** When the scheduled release becomes public, in Helsinki's time. */
  readonly lifts: string;
}

/**
 * Finds the sample newsroom in the data directory with its token, or makes it. Its releases are restored in one step, so
 * that a start which breaks off leaves none of them, and the next start goes on. @throws when a part is refused.
 */
export async function fillSample(service: Service, data: string): Promise<Sample> {
  const { newsroom, token, key } = await openNewsroom(service, data);
  const { releases } = service.newsroom(key);
  const isNew = await isEmpty(service, key);
  if (isNew) {
    const lines = await composeSample({ newsroom, baseUrl: service.baseUrl, now: service.now() });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
    const request = { method: 'POST', headers, body: lines };
    const { ok, status } = await createApp(service).request(
      `/api/v1/newsrooms/${newsroom.slug}/restore`,
      request,
    );
    if (!ok) throw new Error(`the sample is refused (${status})`);
  }
  const query = { audience: 'newsroom', state: 'scheduled', language: null, limit: 1, cursor: null } as const;
  const listed = await releases.list(query);
  let at = listed.ok ? listed.value.releases[0]?.publishAt : undefined;
  if (at === undefined || at === null) {
    at = service.now() + SCHEDULED_AHEAD;
    const body = { ...SCHEDULED_RELEASE, state: 'scheduled', publishAt: toRfc3339(at) };
    if (!(await releases.create(body, null)).ok) throw new Error('the scheduled release is refused');
  }
  return { slug: newsroom.slug, token, isNew, lifts: toRfc3339(at) };
}

interface Opened {
  readonly newsroom: Newsroom;
  readonly token: string;
  readonly key: number;
}

async function openNewsroom(service: Service, data: string): Promise<Opened> {
  const kept = readKept(data);
  const known = kept === null ? null : await service.keyOfSlug(kept.slug);
  if (kept !== null && known !== null) {
    const { profile, tokens } = service.newsroom(known);
    const newsroom = await profile.get();
    const isValid = (await tokens.verify(kept.token)) !== null;
    if (newsroom !== null) {
      const token = isValid ? kept.token : await addToken(service, known);
      keep(data, { slug: newsroom.slug, token });
      return { newsroom, token, key: known };
    }
  }
  for (let count = 1; count <= SLUGS; count += 1) {
    const slug = count === 1 ? SAMPLE_NEWSROOM.slug : `${SAMPLE_NEWSROOM.slug}-${count}`;
    const opened = await openFree(service, slug);
    if (opened === null) continue;
    // Before the releases: a newsroom with a release is whole, and its token is known.
    keep(data, { slug, token: opened.token });
    return opened;
  }
  throw new Error('other newsrooms have all slugs of the sample');
}

/** Null when another newsroom has the slug. An empty one of the sample's name is what a broken start has left. */
async function openFree(service: Service, slug: string): Promise<Opened | null> {
  const profile = parseNewsroom({ ...SAMPLE_NEWSROOM, slug });
  if (!profile.ok) throw new Error('the sample newsroom is refused');
  const reserved = await service.directory.registry.reserve(slug, null);
  if (!reserved.ok) return null;
  const { key, number } = reserved.value;
  const created = await service.newsroom(key).profile.create(profile.value, number);
  if (created.ok) return { ...created.value, key };
  const newsroom = await service.newsroom(key).profile.get();
  if (newsroom?.name.fi !== SAMPLE_NEWSROOM.name.fi || !(await isEmpty(service, key))) return null;
  return { newsroom, token: await addToken(service, key), key };
}

async function isEmpty(service: Service, key: number): Promise<boolean> {
  const query = { audience: 'newsroom', state: null, language: null, limit: 1, cursor: null } as const;
  const listed = await service.newsroom(key).releases.list(query);
  return listed.ok && listed.value.releases.length === 0;
}

async function addToken(service: Service, key: number): Promise<string> {
  const added = await service.newsroom(key).tokens.add({ label: 'npm run demo', scope: 'administer' });
  if (!added.ok) throw new Error('a token of the sample is refused');
  return added.value.token;
}

function readKept(data: string): { slug: string; token: string } | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(data, SAMPLE_FILE), 'utf8'));
    const [slug, token] = [ownField(kept, 'slug'), ownField(kept, 'token')];
    return typeof slug === 'string' && typeof token === 'string' ? { slug, token } : null;
  } catch {
    return null;
  }
}

/** Only the owner of the process may read the token. A crash leaves the file as it was. */
function keep(data: string, kept: { slug: string; token: string }): void {
  const path = join(data, SAMPLE_FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
