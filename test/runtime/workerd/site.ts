import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBrotliCompress, createGzip, gzipSync } from 'node:zlib';
import type { TestProject } from 'vitest/node';
import { openSite } from '../node/site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The loopback port of a web server outside of workerd. */
    readonly site: number;
  }
}

const MIB = 1024 * 1024;
const BOMB = gzipSync(Buffer.alloc(64 * MIB));

/** A web server for requests from workerd. It runs in Node, since workerd cannot listen. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broken: string[] = [];
  const heard = new Map<string, { kind: string; body: string }[]>();
  const site = await openSite((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    response.on('close', () => response.writableFinished || broken.push(pathname));
    if (pathname === '/hear') {
      hear(heard, request, response);
    } else if (pathname === '/heard') {
      response.end(JSON.stringify(heard.get(searchParams.get('name') ?? '') ?? []));
    } else if (pathname === '/broken') {
      response.end(broken.join(' '));
    } else if (pathname === '/redirect') {
      const status = Number(searchParams.get('status') ?? '302');
      response.writeHead(status, { location: searchParams.get('to') ?? '' }).end();
    } else if (pathname === '/hops') {
      const left = Number(searchParams.get('left'));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/hops?left=${left - 1}` }).end();
    } else if (pathname === '/bytes') {
      response.end(Buffer.alloc(Number(searchParams.get('n'))));
    } else if (pathname === '/gzip' || pathname === '/br') {
      const coder = pathname === '/br' ? createBrotliCompress() : createGzip();
      response.writeHead(200, { 'content-encoding': pathname.slice(1) });
      coder.pipe(response);
      coder.end('Tiedote åäö');
    } else if (pathname === '/zstd') {
      response.writeHead(200, { 'content-encoding': 'zstd' }).end('?');
    } else if (pathname === '/bomb') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB);
    } else if (pathname === '/damaged') {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync('Tiedote'.repeat(99)).subarray(0, 20));
    } else if (pathname === '/short') {
      response.writeHead(200, { 'content-length': '100' }).flushHeaders();
      response.write('short', () => response.destroy());
    } else if (pathname === '/unchanged') {
      response.writeHead(304, { etag: '"7"' }).end();
    } else if (pathname === '/trickle') {
      const dripping = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(dripping));
    } else if (pathname !== '/silence') {
      const parts: string[] = [];
      request.on('data', (part) => parts.push(String(part)));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.end(JSON.stringify({ method, url, headers, body: parts.join('') }));
      });
    }
  });
  project.provide('site', site.port);
  return site.close;
}

type Heard = Map<string, { kind: string; body: string }[]>;

/** A callback that confirms every verification, fails the first `fail` deliveries and accepts the others. */
function hear(heard: Heard, request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://site');
  const name = searchParams.get('name') ?? '';
  const all = heard.get(name) ?? [];
  heard.set(name, all);
  if (request.method === 'GET') {
    all.push({ kind: searchParams.get('hub.mode') ?? '', body: '' });
    response.end(searchParams.get('hub.challenge'));
    return;
  }
  const parts: string[] = [];
  request.on('data', (part) => parts.push(String(part)));
  request.on('end', () => {
    all.push({ kind: String(request.headers['x-hub-signature'] ?? ''), body: parts.join('') });
    response.writeHead(all.length - 1 <= Number(searchParams.get('fail') ?? '0') ? 500 : 200).end();
  });
}
