import type { Context, Hono } from 'hono';
import { invalid, ok, type Result } from '../../base/problem.ts';
import type { ReleaseWithNewsroom } from '../../domain/release-with-newsroom.ts';
import { representRelease } from '../../domain/representation.ts';
import type { ReleaseChange } from '../../newsroom/release-port.ts';
import { JSON_TYPES, PATCH_TYPES, readJson, readOptionalJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { type Handler, numberPart, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';
import { parseListQuery } from './list-query.ts';

const RELEASES = `${API}/newsrooms/:newsroom/releases`;

/** Changes that say something in their body. */
const TOLD = ['schedule', 'correct', 'withdraw'] as const;
/** Changes that need no words: an empty body, or an empty object. */
const SILENT = ['publish', 'unschedule'] as const;

/** Releases: written, read, changed step by step; every revision kept. */
export function releases(app: Hono, service: Service): void {
  resource(app, RELEASES, {
    GET: atNewsroom(service, 'anyone', (c, call) => list(c, service, call)),
    POST: atNewsroom(service, 'newsroom', (c, call) => create(c, service, call)),
  });
  resource(app, `${RELEASES}/:number`, {
    GET: atNewsroom(service, 'anyone', (c, call) => read(c, service, call)),
    PATCH: change(service, async (c) => withBody('patch', await readJson(c, PATCH_TYPES))),
  });
  for (const kind of TOLD) {
    const told = change(service, async (c) => withBody(kind, await readJson(c, JSON_TYPES)));
    resource(app, `${RELEASES}/:number/${kind}`, { POST: told });
  }
  for (const kind of SILENT) {
    resource(app, `${RELEASES}/:number/${kind}`, {
      POST: change(service, async (c) => withBody(kind, await readOptionalJson(c))),
    });
  }
  resource(app, `${RELEASES}/:number/revisions`, {
    GET: atNewsroom(service, 'newsroom', (c, call) => revisions(c, service, call)),
  });
  resource(app, `${RELEASES}/:number/revisions/:revision`, {
    GET: atNewsroom(service, 'newsroom', (c, call) => revision(c, service, call)),
  });
}

async function list(c: Context, service: Service, { port, audience }: Call): Promise<Response> {
  const query = parseListQuery((name) => c.req.query(name), audience);
  const page = query.ok ? await port.releases.list(query.value) : query;
  if (!page.ok) return problemResponse(c, page.problem);
  const { newsroom, releases, next } = page.value;
  const shown = releases.map((release) => representRelease(newsroom, release, service.baseUrl, audience));
  return answer(c, { releases: shown, next });
}

async function create(c: Context, service: Service, { port }: Call): Promise<Response> {
  const body = await readJson(c);
  if (!body.ok) return problemResponse(c, body.problem);
  const key = idempotencyKey(c);
  const created = key.ok ? await port.releases.create(body.value, key.value) : key;
  if (!created.ok) return problemResponse(c, created.problem);
  const { newsroom, release } = created.value;
  const location = `${service.baseUrl}${API}/newsrooms/${newsroom.slug}/releases/${release.number}`;
  return whole(c, service, created.value, { status: 201, headers: { Location: location } });
}

/** As long as a key may be; a UUID has 36 characters. */
const KEY_LENGTH = 255;

function idempotencyKey(c: Context): Result<string | null> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return ok(null);
  if (key === '') return invalid({ pointer: 'Idempotency-Key', code: 'empty' });
  return key.length > KEY_LENGTH
    ? invalid({ pointer: 'Idempotency-Key', code: 'too-long', params: { max: KEY_LENGTH } })
    : ok(key);
}

async function read(c: Context, service: Service, call: Call): Promise<Response> {
  const held = await releaseOf(c, call);
  if (held === null) return problemResponse(c, { code: 'not-found' });
  if (call.audience === 'newsroom') return whole(c, service, held);
  const { newsroom, release } = held;
  if (release.state === 'withdrawn') {
    const reason = release.withdrawn?.reason;
    return problemResponse(c, reason === undefined ? { code: 'gone' } : { code: 'gone', reason });
  }
  return release.state === 'published'
    ? answer(c, representRelease(newsroom, release, service.baseUrl, 'public'))
    : problemResponse(c, { code: 'not-found' });
}

/** Whether the release exists is said before its change is read (404 before 413, 415 and 400). */
function change(service: Service, told: (c: Context) => Promise<Result<ReleaseChange>>): Handler {
  return atNewsroom(service, 'newsroom', async (c, call) => {
    const held = await releaseOf(c, call);
    if (held === null) return problemResponse(c, { code: 'not-found' });
    const asked = await told(c);
    if (!asked.ok) return problemResponse(c, asked.problem);
    const ifMatch = c.req.header('if-match') ?? null;
    const changed = await call.port.releases.change(held.release.number, ifMatch, asked.value);
    return changed.ok ? whole(c, service, changed.value) : problemResponse(c, changed.problem);
  });
}

function withBody(
  kind: 'patch' | (typeof TOLD)[number] | (typeof SILENT)[number],
  body: Result<unknown>,
): Result<ReleaseChange> {
  return body.ok ? ok({ kind, body: body.value }) : body;
}

async function revisions(c: Context, service: Service, { port }: Call): Promise<Response> {
  const number = numberPart(c, 'number');
  const kept = number === null ? null : await port.releases.revisions(number);
  if (kept === null) return problemResponse(c, { code: 'not-found' });
  const shown = kept.map(({ newsroom, release }) =>
    representRelease(newsroom, release, service.baseUrl, 'newsroom'),
  );
  return answer(c, { revisions: shown });
}

async function revision(c: Context, service: Service, { port }: Call): Promise<Response> {
  const [number, wanted] = [numberPart(c, 'number'), numberPart(c, 'revision')];
  const held = number === null || wanted === null ? null : await port.releases.revision(number, wanted);
  return held === null ? problemResponse(c, { code: 'not-found' }) : whole(c, service, held);
}

/** Null when the address names none. */
export async function releaseOf(c: Context, { port }: Call): Promise<ReleaseWithNewsroom | null> {
  const number = numberPart(c, 'number');
  return number === null ? null : port.releases.get(number);
}

/** A release as its newsroom sees it, with the ETag that its next change must match. */
export function whole(
  c: Context,
  service: Service,
  { newsroom, release }: ReleaseWithNewsroom,
  options: { readonly status?: number; readonly headers?: { readonly [name: string]: string } } = {},
): Response {
  const shown = representRelease(newsroom, release, service.baseUrl, 'newsroom');
  return answer(c, shown, { ...options, headers: { ETag: `"${release.revision}"`, ...options.headers } });
}
