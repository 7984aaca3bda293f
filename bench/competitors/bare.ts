import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** A bare `node:http` server with the headers and bytes that Kaiku gave, in memory. */
const [port, home = '', www = ''] = process.argv.slice(2);
const { whole, zipped, unchanged, etag } = JSON.parse(readFileSync(join(home, 'answers.json'), 'utf8'));
const file = join(www, 'fi/mittaus/feed.rss');
const body = readFileSync(file);
const gzip = readFileSync(`${file}.gz`);

createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const { headers } = request;
  if (headers['if-none-match'] === etag) response.writeHead(304, unchanged).end();
  else if (headers['accept-encoding'] === 'gzip') response.writeHead(200, zipped).end(gzip);
  else response.writeHead(200, whole).end(body);
}).listen(Number(port), '127.0.0.1');
