import type { Context, Hono } from 'hono';
import { invalid, ok, type Result } from '../../base/problem.ts';
import type { ReleaseWithNewsroom } from '../../domain/release-with-newsroom.ts';
import { representRelease } from '../../domain/representation.ts';
import type { ReleaseChange } from '../../newsroom/release-port.ts';
import { JSON_TYPES, PATCH_TYPES, readJson, readOptionalJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { addResource, type Handler, pathNumber } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';
import { parseListQuery } from './list-query.ts';

const RELEASES = `${API}/newsrooms/:newsroom/releases`;

const CHANGES_WITH_BODY = ['schedule', 'correct', 'withdraw'] as const;
/** Changes whose body must be empty or an empty object. */
const CHANGES_WITHOUT_BODY = ['publish', 'unschedule'] as const;

export function addReleaseRoutes(app: Hono, service: Service): void {
  addResource(app, RELEASES, {
    GET: newsroomHandler(service, 'anyone', (c, call) => listReleases(c, service, call)),
    POST: newsroomHandler(service, 'newsroom', (c, call) => createRelease(c, service, call)),
  });
  addResource(app, `${RELEASES}/:number`, {
    GET: newsroomHandler(service, 'anyone', (c, call) => readRelease(c, service, call)),
    PATCH: changeHandler(service, async (c) => withBody('patch', await readJson(c, PATCH_TYPES))),
  });
  for (const kind of CHANGES_WITH_BODY) {
    const handler = changeHandler(service, async (c) => withBody(kind, await readJson(c, JSON_TYPES)));
    addResource(app, `${RELEASES}/:number/${kind}`, { POST: handler });
  }
  for (const kind of CHANGES_WITHOUT_BODY) {
    addResource(app, `${RELEASES}/:number/${kind}`, {
      POST: changeHandler(service, async (c) => withBody(kind, await readOptionalJson(c))),
    });
  }
  addResource(app, `${RELEASES}/:number/revisions`, {
    GET: newsroomHandler(service, 'newsroom', (c, call) => listRevisions(c, service, call)),
  });
  addResource(app, `${RELEASES}/:number/revisions/:revision`, {
    GET: newsroomHandler(service, 'newsroom', (c, call) => readRevision(c, service, call)),
  });
}

async function listReleases(
  c: Context,
  service: Service,
  { port, audience }: NewsroomCall,
): Promise<Response> {
  const query = parseListQuery((name) => c.req.query(name), audience);
  const page = query.ok ? await port.releases.list(query.value) : query;
  if (!page.ok) return problemResponse(c, page.problem);
  const { newsroom, releases, next } = page.value;
  const representations = releases.map((release) =>
    representRelease(newsroom, release, service.baseUrl, audience),
  );
  return jsonResponse(c, { releases: representations, next });
}

async function createRelease(
  c: Context,
  service: Service,
  { port, principal }: NewsroomCall,
): Promise<Response> {
  const body = await readJson(c);
  if (!body.ok) return problemResponse(c, body.problem);
  const key = idempotencyKey(c);
  const created = key.ok ? await port.releases.create(body.value, key.value, principal.scope) : key;
  if (!created.ok) return problemResponse(c, created.problem);
  const { newsroom, release } = created.value;
  const location = `${service.baseUrl}${API}/newsrooms/${newsroom.slug}/releases/${release.number}`;
  return releaseResponse(c, service, created.value, { status: 201, headers: { Location: location } });
}

/** Characters; a UUID has 36. */
const MAX_KEY_LENGTH = 255;

function idempotencyKey(c: Context): Result<string | null> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return ok(null);
  if (key === '') return invalid({ pointer: 'Idempotency-Key', code: 'empty' });
  return key.length > MAX_KEY_LENGTH
    ? invalid({ pointer: 'Idempotency-Key', code: 'too-long', params: { max: MAX_KEY_LENGTH } })
    : ok(key);
}

async function readRelease(c: Context, service: Service, call: NewsroomCall): Promise<Response> {
  const current = await requestedRelease(c, call);
  if (current === null) return problemResponse(c, { code: 'not-found' });
  if (call.audience === 'newsroom') return releaseResponse(c, service, current);
  const { newsroom, release } = current;
  if (release.state === 'withdrawn') {
    const reason = release.withdrawn?.reason;
    return problemResponse(c, reason === undefined ? { code: 'gone' } : { code: 'gone', reason });
  }
  return release.state === 'published'
    ? jsonResponse(c, representRelease(newsroom, release, service.baseUrl, 'public'))
    : problemResponse(c, { code: 'not-found' });
}

/** 404 comes before the problems of the request's body (413, 415, 400). */
function changeHandler(
  service: Service,
  readChange: (c: Context) => Promise<Result<ReleaseChange>>,
): Handler {
  return newsroomHandler(service, 'newsroom', async (c, call) => {
    const current = await requestedRelease(c, call);
    if (current === null) return problemResponse(c, { code: 'not-found' });
    const request = await readChange(c);
    if (!request.ok) return problemResponse(c, request.problem);
    const ifMatch = c.req.header('if-match') ?? null;
    const changed = await call.port.releases.change(
      current.release.number,
      ifMatch,
      request.value,
      call.principal.scope,
    );
    return changed.ok ? releaseResponse(c, service, changed.value) : problemResponse(c, changed.problem);
  });
}

function withBody(
  kind: 'patch' | (typeof CHANGES_WITH_BODY)[number] | (typeof CHANGES_WITHOUT_BODY)[number],
  body: Result<unknown>,
): Result<ReleaseChange> {
  return body.ok ? ok({ kind, body: body.value }) : body;
}

async function listRevisions(c: Context, service: Service, { port }: NewsroomCall): Promise<Response> {
  const number = pathNumber(c, 'number');
  const revisions = number === null ? null : await port.releases.revisions(number);
  if (revisions === null) return problemResponse(c, { code: 'not-found' });
  const representations = revisions.map(({ newsroom, release }) =>
    representRelease(newsroom, release, service.baseUrl, 'newsroom'),
  );
  return jsonResponse(c, { revisions: representations });
}

async function readRevision(c: Context, service: Service, { port }: NewsroomCall): Promise<Response> {
  const [number, revisionNumber] = [pathNumber(c, 'number'), pathNumber(c, 'revision')];
  const release =
    number === null || revisionNumber === null ? null : await port.releases.revision(number, revisionNumber);
  return release === null ? problemResponse(c, { code: 'not-found' }) : releaseResponse(c, service, release);
}

/** Null when the path names no release. */
export async function requestedRelease(
  c: Context,
  { port }: NewsroomCall,
): Promise<ReleaseWithNewsroom | null> {
  const number = pathNumber(c, 'number');
  return number === null ? null : port.releases.get(number);
}

/** The release with everything that only its newsroom may read. The ETag is the revision that `If-Match` must name. */
export function releaseResponse(
  c: Context,
  service: Service,
  { newsroom, release }: ReleaseWithNewsroom,
  options: { readonly status?: number; readonly headers?: { readonly [name: string]: string } } = {},
): Response {
  const representation = representRelease(newsroom, release, service.baseUrl, 'newsroom');
  return jsonResponse(c, representation, {
    ...options,
    headers: { ETag: `"${release.revision}"`, ...options.headers },
  });
}
