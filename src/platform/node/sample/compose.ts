import { ownField } from '../../../base/json.ts';
import { SILENT } from '../../../base/log.ts';
import type { Newsroom } from '../../../domain/newsroom.ts';
import { createApp } from '../../../http/app.ts';
import { openService } from '../service.ts';
import { SAMPLE_FILES, type SampleFileName } from './files.ts';
import { TRAFFIC_CONTACT } from './newsroom.ts';
import { SAMPLE_RELEASES, type SampleRelease } from './releases.ts';

const HOUR = 60 * 60 * 1000;
/** The newsroom is founded this long before its first release. */
const HEAD_START = 24 * HOUR;

export interface Occasion {
  readonly newsroom: Newsroom;
  readonly baseUrl: string;
  readonly now: number;
}

/**
 * The sample as an export. It is written in memory through the API with a clock that is set, so that releases, corrections
 * and withdrawals are weeks apart, and it has ids and addresses of the given newsroom. @throws when a part is refused.
 */
export async function composeSample({ newsroom, baseUrl, now }: Occasion): Promise<string> {
  const oldest = Math.max(...SAMPLE_RELEASES.map(({ hoursAgo }) => hoursAgo));
  let clock = now - oldest * HOUR - HEAD_START;
  const service = openService({ data: null, baseUrl, adminToken: null, now: () => clock, log: SILENT });
  try {
    const { slug, number } = newsroom;
    const { registry } = service.directory;
    const reserved = await registry.reserve(slug, null);
    if (!reserved.ok) throw new Error('the sample slug is refused');
    const { key } = reserved.value;
    await registry.claimNumber(number, key);
    const port = service.newsroom(key);
    const created = await port.profile.create(newsroom, number);
    if (!created.ok) throw new Error('the sample newsroom is refused');
    const api = openApi(createApp(service), created.value.token, `/api/v1/newsrooms/${slug}`);
    const urls = new Map<SampleFileName, string>();
    for (const name of fileNames()) urls.set(name, await upload(api, name));
    for (const { at, happen } of eventsOf(api, urls)) {
      clock = now - at * HOUR;
      await happen();
    }
    await service.waitUntilIdle();
    return await (await api('GET', '/export', {})).text();
  } finally {
    await service.close();
  }
}

type Api = (
  method: string,
  path: string,
  given: { body?: object | FormData; revision?: number },
) => Promise<Response>;

/** Answers that are no success are thrown: the sample is whole or not there. */
function openApi(app: ReturnType<typeof createApp>, token: string, newsroom: string): Api {
  return async (method, path, { body, revision }) => {
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (revision !== undefined) headers.set('if-match', `"${revision}"`);
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers.set('content-type', 'application/json');
    const content = body === undefined || isForm ? (body ?? null) : JSON.stringify(body);
    const response = await app.request(`${newsroom}${path}`, { method, headers, body: content });
    if (!response.ok)
      throw new Error(`a part of the sample is refused (${method} ${path}, ${response.status})`);
    return response;
  };
}

function fileNames(): SampleFileName[] {
  const names = SAMPLE_RELEASES.flatMap(({ files = [] }) => files);
  return [...new Set(names)];
}

/** Returns the address of the file. */
async function upload(api: Api, file: SampleFileName): Promise<string> {
  const { name, bytes, metadata } = SAMPLE_FILES[file];
  const body = new FormData();
  body.set('file', new File([bytes], name));
  body.set('metadata', JSON.stringify(metadata));
  const answer: unknown = await (await api('PUT', '/media', { body })).json();
  return String(ownField(answer, 'url'));
}

interface Event {
  /** Hours before now. */
  readonly at: number;
  readonly happen: () => Promise<unknown>;
}

/** Everything that happens in the newsroom, the oldest first. */
function eventsOf(api: Api, urls: ReadonlyMap<SampleFileName, string>): Event[] {
  const events = SAMPLE_RELEASES.flatMap((release, index): Event[] => {
    const path = `/releases/${index + 1}`;
    const { correction, withdrawal } = release;
    const all: Event[] = [
      { at: release.hoursAgo, happen: () => api('POST', '/releases', { body: requestOf(release, urls) }) },
    ];
    if (correction !== undefined) {
      const { hoursAgo, ...body } = correction;
      all.push({ at: hoursAgo, happen: () => api('POST', `${path}/correct`, { body, revision: 1 }) });
    }
    if (withdrawal !== undefined) {
      const { hoursAgo, ...body } = withdrawal;
      all.push({ at: hoursAgo, happen: () => api('POST', `${path}/withdraw`, { body, revision: 1 }) });
    }
    return all;
  });
  return events.sort((one, other) => other.at - one.at);
}

function requestOf(release: SampleRelease, urls: ReadonlyMap<SampleFileName, string>): object {
  const { type = 'release', variants, files = [], contact } = release;
  return {
    state: 'published',
    type,
    variants,
    media: files.map((name) => ({ url: urls.get(name) })),
    contacts: contact === undefined ? [] : [TRAFFIC_CONTACT],
  };
}
