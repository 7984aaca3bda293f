import type { Context, Hono } from 'hono';
import { isObject } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/problem.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import type { ImportContext } from '../../imports/document.ts';
import { broughtByHand, fetchedFrom } from '../../imports/document-source.ts';
import { contextOf, fetchDocument, toContentResult } from '../../imports/fetch-document.ts';
import {
  IMPORT_OPTION_NAMES,
  type ImportOptions,
  parseFetchRequest,
  parseImportOptions,
} from '../../imports/import-options.ts';
import { EMPTY_REPORT, type ImportReport, representReport, runImport } from '../../imports/run-import.ts';
import { readBytes } from '../body.ts';
import { problemBody, problemResponse, requestLanguage } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, apiCacheHeaders, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';
import type { LongWork } from './long-work.ts';

/** Enough for a JSON object with one URL and options. A longer body is taken for the document itself. */
const FETCH_REQUEST_BYTES = 4_096;

/** `POST …/imports`: the body is a foreign document, or a JSON object with the URL of one. */
export function addImportRoutes(app: Hono, service: Service, longWork: LongWork): void {
  addResource(app, `${API}/newsrooms/:newsroom/imports`, {
    POST: newsroomHandler(service, 'newsroom', (c, call) =>
      longWork.run(c, 'import', call.key, () => importDocument(c, service, call)),
    ),
  });
}

async function importDocument(c: Context, service: Service, call: NewsroomCall): Promise<Response> {
  const body = await readBytes(c, service.importBytes);
  const options = parseImportOptions((name) => c.req.query(name));
  if (!options.ok) return problemResponse(c, options.problem);
  const source = body.ok
    ? await sourceDocument(c, service, { ...call, bytes: body.value, options: options.value })
    : body;
  if (!source.ok) return problemResponse(c, source.problem);
  const document = await service.readDocument(source.value.bytes, source.value.context);
  if (!document.ok) return problemResponse(c, { code: 'invalid', refusal: document.refusal });
  const origin =
    source.value.permanentUrl === null
      ? broughtByHand(document.value.site)
      : fetchedFrom(source.value.permanentUrl);
  const reports = runImport(call.port.imports, document.value.items, origin);
  if (wantsProgress(c)) return progressResponse(c, reports, document.value.items.length);
  const report = await lastReport(reports);
  return report.ok
    ? jsonResponse(c, representReport(report.value, requestLanguage(c)))
    : problemResponse(c, report.problem);
}

interface SourceDocument {
  readonly bytes: Uint8Array;
  readonly context: ImportContext;
  /** Null for a document in the request's body. */
  readonly permanentUrl: string | null;
}

/** The request's body, or the fetched document when the body is a JSON object with a URL. */
async function sourceDocument(
  c: Context,
  service: Service,
  {
    newsroom: { website, defaultLanguage },
    bytes,
    options,
  }: { readonly newsroom: Newsroom; readonly bytes: Uint8Array; readonly options: ImportOptions },
): Promise<Result<SourceDocument>> {
  const body = fetchBody(bytes);
  if (body === undefined) {
    const home = { website, defaultLanguage, ...options };
    const contentType = c.req.header('content-type') ?? null;
    const contentLanguage = c.req.header('content-language') ?? null;
    return ok({ bytes, context: { ...home, contentType, contentLanguage, url: null }, permanentUrl: null });
  }
  const request = parseFetchRequest(body, options);
  if (!request.ok) return request;
  const { url, language, timezone } = request.value;
  const response = toContentResult(await fetchDocument(service.outgoing, url), '/url');
  if (!response.ok) return response;
  const { body: content, permanentUrl } = response.value;
  const context = { website, defaultLanguage, language, timezone, ...contextOf(response.value) };
  return ok({ bytes: content, context, permanentUrl });
}

/** Undefined when the body is not a JSON object with `url`, alone or beside options. */
function fetchBody(bytes: Uint8Array): unknown {
  if (bytes.byteLength > FETCH_REQUEST_BYTES) return undefined;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isFetch =
      isObject(parsed) &&
      Object.hasOwn(parsed, 'url') &&
      Object.keys(parsed).every((name) => name === 'url' || IMPORT_OPTION_NAMES.includes(name));
    return isFetch ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function wantsProgress(c: Context): boolean {
  return (c.req.header('accept') ?? '').includes('application/x-ndjson');
}

async function lastReport(reports: AsyncIterable<Result<ImportReport>>): Promise<Result<ImportReport>> {
  let latest: Result<ImportReport> = ok(EMPTY_REPORT);
  for await (const report of reports) latest = report;
  return latest;
}

/**
 * NDJSON: `{ "done": items, "of": items }` after every batch, at the end `{ "report": … }` or `{ "problem": … }`. The
 * import stops when the client disconnects; importing the same document again continues it.
 */
function progressResponse(c: Context, reports: AsyncGenerator<Result<ImportReport>>, of: number): Response {
  const encoder = new TextEncoder();
  const language = requestLanguage(c);
  let latest: Result<ImportReport> = fail('internal');
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reports.next();
      if (!done) latest = value;
      const line = done ? lastLine(latest) : { done: value.ok ? value.value.read : 0, of };
      controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      if (done) controller.close();
    },
    async cancel() {
      await reports.return(undefined);
    },
  });
  const lastLine = (report: Result<ImportReport>) =>
    report.ok
      ? { report: representReport(report.value, language) }
      : { problem: problemBody(report.problem, language) };
  return new Response(body, { headers: { 'Content-Type': 'application/x-ndjson', ...apiCacheHeaders(c) } });
}
