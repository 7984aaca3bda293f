import type { Context, Hono } from 'hono';
import type { Held, House, ReleaseChange } from '../../newsroom/port.ts';
import { invalid, ok, type Result } from '../../base/problem.ts';
import { representRelease } from '../../domain/representation.ts';
import { JSON_TYPES, PATCH_TYPES, readJson, readOptionalJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { type Handler, numberPart, resource } from '../resource.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';
import { parseListQuery } from './list-query.ts';

const RELEASES = `${API}/newsrooms/:newsroom/releases`;

/** Changes that say something in their body. */
const TOLD = ['schedule', 'correct', 'withdraw'] as const;
/** Changes that need no words: an empty body, or an empty object. */
const SILENT = ['publish', 'unschedule'] as const;

/** Releases: written, read, changed step by step; every revision kept. */
export function releases(app: Hono, house: House): void {
  resource(app, RELEASES, {
    GET: atNewsroom(house, 'anyone', (c, call) => list(c, house, call)),
    POST: atNewsroom(house, 'newsroom', (c, call) => create(c, house, call)),
  });
  resource(app, `${RELEASES}/:number`, {
    GET: atNewsroom(house, 'anyone', (c, call) => read(c, house, call)),
    PATCH: change(house, async (c) => withBody('patch', await readJson(c, PATCH_TYPES))),
  });
  for (const kind of TOLD) {
    const told = change(house, async (c) => withBody(kind, await readJson(c, JSON_TYPES)));
    resource(app, `${RELEASES}/:number/${kind}`, { POST: told });
  }
  for (const kind of SILENT) {
    resource(app, `${RELEASES}/:number/${kind}`, {
      POST: change(house, async (c) => withBody(kind, await readOptionalJson(c))),
    });
  }
  resource(app, `${RELEASES}/:number/revisions`, {
    GET: atNewsroom(house, 'newsroom', (c, call) => revisions(c, house, call)),
  });
  resource(app, `${RELEASES}/:number/revisions/:revision`, {
    GET: atNewsroom(house, 'newsroom', (c, call) => revision(c, house, call)),
  });
}

async function list(c: Context, house: House, { port, audience }: Call): Promise<Response> {
  const query = parseListQuery((name) => c.req.query(name), audience);
  const page = query.ok ? await port.list(query.value) : query;
  if (!page.ok) return problemResponse(c, page.problem);
  const { newsroom, releases, next } = page.value;
  const shown = releases.map((release) => representRelease(newsroom, release, house.baseUrl, audience));
  return answer(c, { releases: shown, next });
}

async function create(c: Context, house: House, { port }: Call): Promise<Response> {
  const body = await readJson(c);
  if (!body.ok) return problemResponse(c, body.problem);
  const key = idempotencyKey(c);
  const created = key.ok ? await port.create(body.value, key.value) : key;
  if (!created.ok) return problemResponse(c, created.problem);
  const { newsroom, release } = created.value;
  const location = `${house.baseUrl}${API}/newsrooms/${newsroom.slug}/releases/${release.number}`;
  return whole(c, house, created.value, { status: 201, headers: { Location: location } });
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

async function read(c: Context, house: House, call: Call): Promise<Response> {
  const held = await releaseOf(c, call);
  if (held === null) return problemResponse(c, { code: 'not-found' });
  if (call.audience === 'newsroom') return whole(c, house, held);
  const { newsroom, release } = held;
  if (release.state === 'withdrawn') {
    const reason = release.withdrawn?.reason;
    return problemResponse(c, reason === undefined ? { code: 'gone' } : { code: 'gone', reason });
  }
  return release.state === 'published'
    ? answer(c, representRelease(newsroom, release, house.baseUrl, 'public'))
    : problemResponse(c, { code: 'not-found' });
}

/** Whether the release exists is said before its change is read (404 before 413, 415 and 400). */
function change(house: House, told: (c: Context) => Promise<Result<ReleaseChange>>): Handler {
  return atNewsroom(house, 'newsroom', async (c, call) => {
    const held = await releaseOf(c, call);
    if (held === null) return problemResponse(c, { code: 'not-found' });
    const asked = await told(c);
    if (!asked.ok) return problemResponse(c, asked.problem);
    const ifMatch = c.req.header('if-match') ?? null;
    const changed = await call.port.change(held.release.number, ifMatch, asked.value);
    return changed.ok ? whole(c, house, changed.value) : problemResponse(c, changed.problem);
  });
}

function withBody(
  kind: 'patch' | (typeof TOLD)[number] | (typeof SILENT)[number],
  body: Result<unknown>,
): Result<ReleaseChange> {
  return body.ok ? ok({ kind, body: body.value }) : body;
}

async function revisions(c: Context, house: House, { port }: Call): Promise<Response> {
  const number = numberPart(c, 'number');
  const kept = number === null ? null : await port.revisions(number);
  if (kept === null) return problemResponse(c, { code: 'not-found' });
  const shown = kept.map(({ newsroom, release }) =>
    representRelease(newsroom, release, house.baseUrl, 'newsroom'),
  );
  return answer(c, { revisions: shown });
}

async function revision(c: Context, house: House, { port }: Call): Promise<Response> {
  const [number, wanted] = [numberPart(c, 'number'), numberPart(c, 'revision')];
  const held = number === null || wanted === null ? null : await port.revision(number, wanted);
  return held === null ? problemResponse(c, { code: 'not-found' }) : whole(c, house, held);
}

/** Null when the address names none. */
export async function releaseOf(c: Context, { port }: Call): Promise<Held | null> {
  const number = numberPart(c, 'number');
  return number === null ? null : port.release(number);
}

/** A release as its newsroom sees it, with the ETag that its next change must match. */
export function whole(
  c: Context,
  house: House,
  { newsroom, release }: Held,
  options: { readonly status?: number; readonly headers?: { readonly [name: string]: string } } = {},
): Response {
  const shown = representRelease(newsroom, release, house.baseUrl, 'newsroom');
  return answer(c, shown, { ...options, headers: { ETag: `"${release.revision}"`, ...options.headers } });
}
