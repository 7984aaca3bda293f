import type { Context, Hono } from 'hono';
import type { Language } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import { refusalText } from '../../imports/refusal.ts';
import { representReport } from '../../imports/run-import.ts';
import type { FollowError, FollowedSource } from '../../imports/source-port.ts';
import { readJson } from '../body.ts';
import { fieldText, languageOf, problemResponse } from '../problem.ts';
import { part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';

const SOURCES = `${API}/newsrooms/:newsroom/sources`;

/** Feeds elsewhere that the newsroom follows. */
export function sources(app: Hono, service: Service): void {
  resource(app, SOURCES, {
    GET: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const followed = await port.sources.list();
      return answer(c, { sources: followed.map((source) => represent(source, languageOf(c))) });
    }),
  });
  resource(app, `${SOURCES}/:id`, {
    GET: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const source = await port.sources.get(part(c, 'id'));
      return source === null
        ? problemResponse(c, { code: 'not-found' })
        : answer(c, represent(source, languageOf(c)));
    }),
    PUT: atNewsroom(service, 'newsroom', put),
    DELETE: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const removed = await port.sources.remove(part(c, 'id'));
      return removed.ok ? answer(c, null) : problemResponse(c, removed.problem);
    }),
  });
  resource(app, `${SOURCES}/:id/fetch`, {
    POST: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const asked = await port.sources.fetch(part(c, 'id'));
      return asked.ok
        ? answer(c, represent(asked.value, languageOf(c)), { status: 202 })
        : problemResponse(c, asked.problem);
    }),
  });
}

async function put(c: Context, { port }: Call): Promise<Response> {
  const body = await readJson(c);
  const followed = body.ok ? await port.sources.put(part(c, 'id'), body.value) : body;
  if (!followed.ok) return problemResponse(c, followed.problem);
  const { source, isNew } = followed.value;
  return answer(c, represent(source, languageOf(c)), { status: isNew ? 201 : 200 });
}

function represent(source: FollowedSource, language: Language) {
  const { lastReport, lastError, createdAt, lastFetchedAt, lastSuccessAt, nextFetchAt, ...rest } = source;
  return {
    ...rest,
    createdAt: time(createdAt),
    lastFetchedAt: time(lastFetchedAt),
    lastSuccessAt: time(lastSuccessAt),
    nextFetchAt: time(nextFetchAt),
    lastError: lastError === null ? null : representError(lastError, language),
    lastReport: lastReport === null ? null : representReport(lastReport, language),
  };
}

function representError({ at, code, status, refusal }: FollowError, language: Language) {
  const detail =
    refusal === null
      ? fieldText(language, { code, ...(status !== null && { params: { status } }) })
      : refusalText(language, refusal);
  return { at: time(at), code: refusal?.code ?? code, status, detail };
}

function time(instant: Instant | null): string | null {
  return instant === null ? null : toRfc3339(instant);
}
