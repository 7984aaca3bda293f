import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, expect, test } from 'vitest';
import { parseProxies } from '../../../src/http/client.ts';
import { clientOf } from '../../../src/platform/node/client.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that answers with the address of its client. */
async function openEcho(trustProxy: string): Promise<string> {
  const whoAsks = clientOf(parseProxies(trustProxy) ?? []);
  const app = new Hono();
  app.get('/', (c) => c.text(whoAsks(c)));
  const port = await new Promise<number>((listening) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
      listening(info.port),
    );
    closing.push(async () => {
      server.close();
      await once(server, 'close');
    });
  });
  return `http://127.0.0.1:${port}/`;
}

async function ask(url: string, forwardedFor?: string): Promise<string> {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return (await fetch(url, { headers: { connection: 'close', ...headers } })).text();
}

test('the client is whoever holds the other end of the connection', async () => {
  const url = await openEcho('');
  expect(await ask(url)).toBe('127.0.0.1');
  expect(await ask(url, '203.0.113.9')).toBe('127.0.0.1');
});

test('behind a trusted proxy it is whom the proxy saw', async () => {
  const url = await openEcho('127.0.0.0/8');
  expect(await ask(url, '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
  expect(await ask(url)).toBe('127.0.0.1');
});
