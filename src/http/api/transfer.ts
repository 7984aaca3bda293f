import type { Context, Hono } from 'hono';
import { fail, type Result } from '../../base/problem.ts';
import { representNewsroom } from '../../domain/representation.ts';
import type { NewsroomPort } from '../../newsroom/port.ts';
import { chunks } from '../body.ts';
import { identify, permit } from '../principal.ts';
import { problemResponse } from '../problem.ts';
import { type Handler, part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer, cacheHeaders } from './answer.ts';
import { atNewsroom } from './at-newsroom.ts';

const NEWSROOM = `${API}/newsrooms/:newsroom`;

/** Moving a newsroom between platforms, and mending its timelines. Neither way is it ever in memory as a whole. */
export function transfer(app: Hono, service: Service): void {
  resource(app, `${NEWSROOM}/export`, {
    GET: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const headers = { 'Content-Type': 'application/x-ndjson', ...cacheHeaders(c) };
      return new Response(await exported(port), { headers });
    }),
  });
  resource(app, `${NEWSROOM}/restore`, { POST: restore(service) });
  resource(app, `${NEWSROOM}/rebuild`, {
    POST: atNewsroom(service, 'newsroom', async (c, { port }) => answer(c, await port.backup.rebuild())),
  });
}

/**
 * Part by part, as fast as the client takes it. The first is at hand before anything is answered, so that a store which
 * reads nothing has a status to say so; one that fails later breaks the connection off.
 */
async function exported(port: NewsroomPort): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let part = await port.backup.export(null);
  let isFirst = true;
  return new ReadableStream(
    {
      async pull(controller) {
        if (!isFirst) part = await port.backup.export(part.next);
        isFirst = false;
        // A pull that brings nothing is not followed by another, so an empty part is passed on as well.
        controller.enqueue(encoder.encode(part.text));
        if (part.next === null) controller.close();
      },
    },
    // Nothing ahead: a failure that no read waits for would reach the client as the last words of a whole answer.
    { highWaterMark: 0 },
  );
}

/** While a restore is under way the newsroom is not to be seen, yet one that broke off can be taken up again. */
function restore(service: Service): Handler {
  return async (c) => {
    const key = await service.directory.registry.keyOfSlug(part(c, 'newsroom'));
    const port = key === null ? null : service.newsroom(key);
    const principal = await identify(c, service, port);
    const permitted = principal.ok ? permit(principal.value, 'newsroom') : principal;
    if (!permitted.ok) return problemResponse(c, permitted.problem);
    if (port === null) return problemResponse(c, { code: 'not-found' });
    const attempt = crypto.randomUUID();
    let isFirst = true;
    const read = await readParts(c, (lines) => {
      const part = { attempt, isFirst, lines };
      isFirst = false;
      return port.backup.restore(part);
    });
    const restored = read.ok ? await port.backup.finishRestore(attempt) : read;
    return restored.ok
      ? answer(c, { newsroom: representNewsroom(restored.value, service.baseUrl) })
      : problemResponse(c, restored.problem);
  };
}

/** Lines of a part, and characters in it; a single longer line makes a part of its own. */
const PART = { lines: 200, length: 512_000 } as const;
/** More than any record takes: a stored row has 2 MB. */
const LINE_LENGTH = 4_000_000;

/** Hands the request's lines on, part by part, each once the one before it has been taken. */
async function readParts(
  c: Context,
  take: (lines: readonly string[]) => Promise<Result<null>>,
): Promise<Result<null>> {
  let part: string[] = [];
  let length = 0;
  try {
    for await (const line of lines(c)) {
      if (line.length > LINE_LENGTH) return fail('too-large');
      if (part.length > 0 && (part.length === PART.lines || length + line.length > PART.length)) {
        const taken = await take(part);
        if (!taken.ok) return taken;
        [part, length] = [[], 0];
      }
      part.push(line);
      length += line.length;
    }
  } catch (error) {
    // What TextDecoder throws for bytes that are no UTF-8.
    if (error instanceof TypeError) return fail('malformed');
    throw error;
  }
  // Of no line at all: every other file has a part left.
  return part.length > 0 ? take(part) : fail('malformed');
}

/** Not empty, without their ends; one beyond LINE_LENGTH is given as soon as it is. */
async function* lines(c: Context): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let rest = '';
  for await (const chunk of chunks(c)) {
    const whole = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = whole.pop() ?? '';
    yield* whole.map((line) => line.trim()).filter((line) => line !== '');
    if (rest.length > LINE_LENGTH) yield rest;
  }
  rest = (rest + decoder.decode()).trim();
  if (rest !== '') yield rest;
}
