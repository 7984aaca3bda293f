import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { isObject } from '../../base/json.ts';

/** `npm run import -- <file or URL> --newsroom <slug>`: brings a document into a running service and shows the report. */

const USAGE = `Usage: npm run import -- <file or URL> --newsroom <slug>
  KAIKU_BASE_URL  where the service is (http://localhost:8787)
  KAIKU_TOKEN     a token of the newsroom`;

const { newsroom, help, given } = said();
const { KAIKU_BASE_URL: baseUrl = 'http://localhost:8787', KAIKU_TOKEN: token = '' } = process.env;

if (given === undefined || newsroom === undefined || token === '' || help === true) {
  console.error(USAGE);
  process.exitCode = help === true ? 0 : 2;
} else {
  process.exitCode = await run(given, newsroom).catch((error: unknown) => {
    // What `fetch` throws says only that it failed; why, whether file or service, is in its cause.
    const reason = error instanceof Error ? (error.cause ?? error) : null;
    console.error(
      (reason instanceof Error && reason.message) || 'The import failed: is the service running?',
    );
    return 1;
  });
}

/** Nothing, when the command line holds what the command does not know. */
function said(): { readonly newsroom?: string; readonly help?: boolean; readonly given?: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { newsroom: { type: 'string' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    return { ...values, ...(positionals[0] !== undefined && { given: positionals[0] }) };
  } catch {
    return {};
  }
}

/** The exit code: 0 when the document came in, whatever became of its items. */
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
  if (!response.ok || response.body === null) return failed(JSON.parse(await response.text()));
  for await (const line of lines(response.body)) {
    const told: unknown = JSON.parse(line);
    if (!isObject(told)) continue;
    if (told.problem !== undefined) return failed(told.problem);
    if (told.report !== undefined) {
      progress('');
      console.log(JSON.stringify(told.report, null, 2));
      return 0;
    }
    progress(`${told.done} / ${told.of}`);
  }
  console.error('The service ended before the import did. Run it again: what came in is known.');
  return 1;
}

function failed(problem: unknown): number {
  progress('');
  console.error(JSON.stringify(problem, null, 2));
  return 1;
}

/** One line that is written over, and only where somebody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const whole = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = whole.pop() ?? '';
    yield* whole;
  }
  if (rest !== '') yield rest;
}
