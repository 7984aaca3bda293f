import type { Context, Hono } from 'hono';
import { isObject } from '../../base/json.ts';
import { fail, invalid, ok, type Result } from '../../base/problem.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import type { ImportContext } from '../../imports/document.ts';
import { fetchDocument, fetched } from '../../imports/fetch-document.ts';
import { type ImportReport, NOTHING_READ, representReport, runImport } from '../../imports/run-import.ts';
import { httpUrl } from '../../validation/url.ts';
import { readBytes } from '../body.ts';
import { languageOf, problemBody, problemResponse } from '../problem.ts';
import { resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer, cacheHeaders } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';

/** A request to fetch says one address. */
const FETCH_REQUEST_BYTES = 4_096;

/** `POST …/imports`: a foreign document, or where it is. */
export function imports(app: Hono, service: Service): void {
  resource(app, `${API}/newsrooms/:newsroom/imports`, {
    POST: atNewsroom(service, 'newsroom', (c, call) => importDocument(c, service, call)),
  });
}

async function importDocument(c: Context, service: Service, call: Call): Promise<Response> {
  const given = await readBytes(c, service.importBytes);
  const found = given.ok ? await sourceDocument(c, service, call.newsroom, given.value) : given;
  if (!found.ok) return problemResponse(c, found.problem);
  const document = await service.readDocument(found.value.bytes, found.value.context);
  if (!document.ok) return problemResponse(c, { code: 'invalid', refusal: document.refusal });
  const reports = runImport(call.port.imports, document.value.items);
  if (wantsProgress(c)) return progress(c, reports, document.value.items.length);
  const report = await last(reports);
  return report.ok
    ? answer(c, representReport(report.value, languageOf(c)))
    : problemResponse(c, report.problem);
}

interface SourceDocument {
  readonly bytes: Uint8Array;
  readonly context: ImportContext;
}

/** The document that was handed in, or the one that a JSON object with only an address names. */
async function sourceDocument(
  c: Context,
  service: Service,
  { website, defaultLanguage }: Newsroom,
  bytes: Uint8Array,
): Promise<Result<SourceDocument>> {
  const home = { website, defaultLanguage };
  const url = addressIn(bytes);
  if (url === undefined) {
    const contentType = c.req.header('content-type') ?? null;
    const contentLanguage = c.req.header('content-language') ?? null;
    return ok({ bytes, context: { ...home, contentType, contentLanguage, url: null } });
  }
  const address = typeof url === 'string' ? httpUrl(url.trim()) : null;
  if (address === null) return invalid({ pointer: '/url', code: 'malformed-url' });
  const got = fetched(await fetchDocument(service.outgoing, address), '/url');
  if (!got.ok) return got;
  const { headers, body, url: from } = got.value;
  const contentType = headers['content-type'] ?? null;
  const contentLanguage = headers['content-language'] ?? null;
  return ok({ bytes: body, context: { ...home, contentType, contentLanguage, url: from } });
}

/** Undefined when the content is no request to fetch. */
function addressIn(bytes: Uint8Array): unknown {
  if (bytes.byteLength > FETCH_REQUEST_BYTES) return undefined;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(parsed) && Object.keys(parsed).join() === 'url' ? parsed.url : undefined;
  } catch {
    return undefined;
  }
}

function wantsProgress(c: Context): boolean {
  return (c.req.header('accept') ?? '').includes('application/x-ndjson');
}

async function last(reports: AsyncIterable<Result<ImportReport>>): Promise<Result<ImportReport>> {
  let latest: Result<ImportReport> = ok(NOTHING_READ);
  for await (const report of reports) latest = report;
  return latest;
}

/**
 * NDJSON: `{ "done": items, "of": items }` after every portion, at the end `{ "report": … }` or `{ "problem": … }`. A
 * client that leaves stops the import there; brought in again, it goes on where it was.
 */
function progress(c: Context, reports: AsyncGenerator<Result<ImportReport>>, of: number): Response {
  const encoder = new TextEncoder();
  const language = languageOf(c);
  let latest: Result<ImportReport> = fail('internal');
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reports.next();
      if (!done) latest = value;
      const line = done ? ending(latest) : { done: value.ok ? value.value.read : 0, of };
      controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      if (done) controller.close();
    },
    async cancel() {
      await reports.return(undefined);
    },
  });
  const ending = (report: Result<ImportReport>) =>
    report.ok
      ? { report: representReport(report.value, language) }
      : { problem: problemBody(report.problem, language) };
  return new Response(body, { headers: { 'Content-Type': 'application/x-ndjson', ...cacheHeaders(c) } });
}
