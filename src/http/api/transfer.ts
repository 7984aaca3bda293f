import type { Context, Hono } from 'hono';
import type { Restored } from '../../backup/backup-port.ts';
import { fail, type Result } from '../../base/problem.ts';
import { representNewsroom } from '../../domain/representation.ts';
import type { NewsroomPort } from '../../newsroom/port.ts';
import { bodyChunks } from '../body.ts';
import { identifyPrincipal } from '../principal.ts';
import { problemResponse } from '../problem.ts';
import { addResource, type Handler, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, apiCacheHeaders, jsonResponse } from './answer.ts';
import { newsroomHandler } from './at-newsroom.ts';
import type { LongWork } from './long-work.ts';
import { requirePermission } from './permission.ts';

const NEWSROOM = `${API}/newsrooms/:newsroom`;

/** Export and restore of a newsroom, which are streamed, and the rebuild of its timelines. */
export function addTransferRoutes(app: Hono, service: Service, longWork: LongWork): void {
  addResource(app, `${NEWSROOM}/export`, {
    GET: newsroomHandler(service, 'newsroom', (c, { key, port }) =>
      longWork.run(c, 'export', key, async () => {
        const headers = { 'Content-Type': 'application/x-ndjson', ...apiCacheHeaders(c) };
        return new Response(await exportStream(port), { headers });
      }),
    ),
  });
  addResource(app, `${NEWSROOM}/restore`, { POST: restoreHandler(service, longWork) });
  addResource(app, `${NEWSROOM}/rebuild`, {
    POST: newsroomHandler(service, 'newsroom', (c, { key, port }) =>
      longWork.run(c, 'rebuild', key, async () => jsonResponse(c, await port.backup.rebuild())),
    ),
  });
}

/**
 * The first part is read before the response starts, so that a failing store gives an error status. A later failure
 * aborts the connection.
 */
async function exportStream(port: NewsroomPort): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let part = await port.backup.export(null);
  let isFirst = true;
  return new ReadableStream(
    {
      async pull(controller) {
        if (!isFirst) part = await port.backup.export(part.next);
        isFirst = false;
        // The stream calls `pull` again only after something was enqueued, so an empty part is enqueued as well.
        controller.enqueue(encoder.encode(part.text));
        if (part.next === null) controller.close();
      },
      async cancel() {
        if (part.next !== null) await port.backup.abandonExport(part.next);
      },
    },
    // Without read-ahead, a failure rejects a pending read; otherwise the client could take the response for complete.
    { highWaterMark: 0 },
  );
}

/** Uses the registry, because a newsroom is not readable while an interrupted restore waits to be repeated. */
function restoreHandler(service: Service, longWork: LongWork): Handler {
  return async (c) => {
    const key = await service.directory.registry.keyOfSlug(pathPart(c, 'newsroom'));
    const port = key === null ? null : service.newsroom(key);
    const principal = await identifyPrincipal(c, service, port);
    const permitted = principal.ok ? requirePermission(c, principal.value, 'newsroom', 'admin') : principal;
    if (!permitted.ok) return problemResponse(c, permitted.problem);
    if (key === null || port === null) return problemResponse(c, { code: 'not-found' });
    const isOperator = principal.ok && principal.value.role === 'admin';
    return longWork.run(c, 'restore', key, async () => {
      const restored = await restoreFrom(c, port, isOperator);
      return restored.ok
        ? jsonResponse(c, representRestored(restored.value, service.baseUrl))
        : problemResponse(c, restored.problem);
    });
  };
}

function representRestored({ newsroom, signer, ...counts }: Restored, baseUrl: string): object {
  const signedBy =
    signer === 'own' ? 'this-installation' : signer === 'trusted' ? 'trusted-installation' : null;
  return { newsroom: representNewsroom(newsroom, baseUrl), signedBy, ...counts };
}

async function restoreFrom(c: Context, port: NewsroomPort, isOperator: boolean): Promise<Result<Restored>> {
  const attempt = crypto.randomUUID();
  let isFirst = true;
  let isRead = false;
  try {
    const read = await readParts(c, (lines) => {
      const part = { attempt, isFirst, isOperator, lines };
      isFirst = false;
      return port.backup.restore(part);
    });
    isRead = true;
    if (read.ok) return await port.backup.finishRestore(attempt);
    await port.backup.abandonRestore(attempt);
    return read;
  } finally {
    // The client has left, or the store has failed: then the clearing comes with the next restore, start or task.
    if (!isRead) await port.backup.abandonRestore(attempt).catch(() => undefined);
  }
}

/** Lines and characters of a part; a longer line makes a part of its own. */
const PART_LIMITS = { lines: 200, length: 512_000 } as const;
/** Characters. No record is longer, because a stored row has at most 2 MB. */
const MAX_LINE_LENGTH = 4_000_000;

/** Calls `restorePart` for each part, one after another. */
async function readParts(
  c: Context,
  restorePart: (lines: readonly string[]) => Promise<Result<null>>,
): Promise<Result<null>> {
  let part: string[] = [];
  let length = 0;
  try {
    for await (const line of requestLines(c)) {
      if (line.length > MAX_LINE_LENGTH) return fail('too-large');
      if (
        part.length > 0 &&
        (part.length === PART_LIMITS.lines || length + line.length > PART_LIMITS.length)
      ) {
        const restored = await restorePart(part);
        if (!restored.ok) return restored;
        [part, length] = [[], 0];
      }
      part.push(line);
      length += line.length;
    }
  } catch (error) {
    if (error instanceof TypeError) return fail('malformed');
    throw error;
  }
  return part.length > 0 ? restorePart(part) : fail('malformed');
}

/** Yields trimmed lines that are not empty. A line longer than MAX_LINE_LENGTH is yielded before its end. */
async function* requestLines(c: Context): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let rest = '';
  for await (const chunk of bodyChunks(c)) {
    const completeLines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = completeLines.pop() ?? '';
    yield* completeLines.map((line) => line.trim()).filter((line) => line !== '');
    if (rest.length > MAX_LINE_LENGTH) yield rest;
  }
  rest = (rest + decoder.decode()).trim();
  if (rest !== '') yield rest;
}
