import type { Context, Hono } from 'hono';
import type { Language } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import { refusalText } from '../../imports/refusal.ts';
import { representReport } from '../../imports/run-import.ts';
import type { FollowError, FollowedSource } from '../../imports/source-port.ts';
import { readJson } from '../body.ts';
import { fieldText, problemResponse, requestLanguage } from '../problem.ts';
import { addResource, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';

const SOURCES = `${API}/newsrooms/:newsroom/sources`;

/** Feeds of other services that the newsroom follows. */
export function addSourceRoutes(app: Hono, service: Service): void {
  addResource(app, SOURCES, {
    GET: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const followed = await port.sources.list();
      return jsonResponse(c, {
        sources: followed.map((source) => representSource(source, requestLanguage(c))),
      });
    }),
  });
  addResource(app, `${SOURCES}/:id`, {
    GET: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const source = await port.sources.get(pathPart(c, 'id'));
      return source === null
        ? problemResponse(c, { code: 'not-found' })
        : jsonResponse(c, representSource(source, requestLanguage(c)));
    }),
    PUT: newsroomHandler(service, 'newsroom', putSource),
    DELETE: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const removed = await port.sources.remove(pathPart(c, 'id'));
      return removed.ok ? jsonResponse(c, null) : problemResponse(c, removed.problem);
    }),
  });
  addResource(app, `${SOURCES}/:id/fetch`, {
    POST: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const requested = await port.sources.fetch(pathPart(c, 'id'));
      return requested.ok
        ? jsonResponse(c, representSource(requested.value, requestLanguage(c)), { status: 202 })
        : problemResponse(c, requested.problem);
    }),
  });
}

async function putSource(c: Context, { port }: NewsroomCall): Promise<Response> {
  const body = await readJson(c);
  const followed = body.ok ? await port.sources.put(pathPart(c, 'id'), body.value) : body;
  if (!followed.ok) return problemResponse(c, followed.problem);
  const { source, isNew } = followed.value;
  return jsonResponse(c, representSource(source, requestLanguage(c)), { status: isNew ? 201 : 200 });
}

function representSource(source: FollowedSource, language: Language) {
  const { lastReport, lastError, createdAt, lastFetchedAt, lastSuccessAt, nextFetchAt, ...rest } = source;
  return {
    ...rest,
    createdAt: rfc3339OrNull(createdAt),
    lastFetchedAt: rfc3339OrNull(lastFetchedAt),
    lastSuccessAt: rfc3339OrNull(lastSuccessAt),
    nextFetchAt: rfc3339OrNull(nextFetchAt),
    lastError: lastError === null ? null : representError(lastError, language),
    lastReport: lastReport === null ? null : representReport(lastReport, language),
  };
}

function representError({ at, code, status, refusal }: FollowError, language: Language) {
  const detail =
    refusal === null
      ? fieldText(language, { code, ...(status !== null && { params: { status } }) })
      : refusalText(language, refusal);
  return { at: rfc3339OrNull(at), code: refusal?.code ?? code, status, detail };
}

function rfc3339OrNull(instant: Instant | null): string | null {
  return instant === null ? null : toRfc3339(instant);
}
