import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { isObject } from '../../base/json.ts';

/** `npm run import -- <file or URL> --newsroom <slug>` imports a document into a running service and prints the report. */

const USAGE = `Usage: npm run import -- <file or URL> --newsroom <slug>
  KAIKU_BASE_URL  where the service is (http://localhost:8787)
  KAIKU_TOKEN     a token of the newsroom`;

const { newsroom, help, source } = readArguments();
const { KAIKU_BASE_URL: baseUrl = 'http://localhost:8787', KAIKU_TOKEN: token = '' } = process.env;

if (source === undefined || newsroom === undefined || token === '' || help === true) {
  console.error(USAGE);
  process.exitCode = help === true ? 0 : 2;
} else {
  process.exitCode = await run(source, newsroom).catch((error: unknown) => {
    // The reason, in the file or in the service, is in the cause of the error that `fetch` throws.
    const reason = error instanceof Error ? (error.cause ?? error) : null;
    console.error(
      (reason instanceof Error && reason.message) || 'The import failed: is the service running?',
    );
    return 1;
  });
}

function readArguments(): { readonly newsroom?: string; readonly help?: boolean; readonly source?: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { newsroom: { type: 'string' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    return { ...values, ...(positionals[0] !== undefined && { source: positionals[0] }) };
  } catch {
    return {};
  }
}

/** Returns the exit code: 0 when the document was read, whatever the outcomes of its items. */
async function run(source: string, newsroom: string): Promise<number> {
  const isUrl = /^https?:\/\//i.test(source);
  const response = await fetch(
    `${baseUrl.replace(/\/+$/, '')}/api/v1/newsrooms/${encodeURIComponent(newsroom)}/imports`,
    {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/x-ndjson' },
      body: isUrl ? JSON.stringify({ url: source }) : Readable.toWeb(createReadStream(source)),
      ...(!isUrl && { duplex: 'half' }),
    },
  );
  if (!response.ok || response.body === null) return printProblem(JSON.parse(await response.text()));
  for await (const line of lines(response.body)) {
    const message: unknown = JSON.parse(line);
    if (!isObject(message)) continue;
    if (message.problem !== undefined) return printProblem(message.problem);
    if (message.report !== undefined) {
      showProgress('');
      console.log(JSON.stringify(message.report, null, 2));
      return 0;
    }
    showProgress(`${message.done} / ${message.of}`);
  }
  console.error('The service ended before the import did. Run it again: what came in is known.');
  return 1;
}

function printProblem(problem: unknown): number {
  showProgress('');
  console.error(JSON.stringify(problem, null, 2));
  return 1;
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const complete = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = complete.pop() ?? '';
    yield* complete;
  }
  if (rest !== '') yield rest;
}
