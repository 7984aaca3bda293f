import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutgoingAnswer, OutgoingRequest } from '../../../src/outgoing/outgoing.ts';
import { openOutgoing } from '../../../src/platform/node/outgoing.ts';
import { freePort } from './process.ts';
import { openSite, openSocketSite, type Site } from './site.ts';

const BASE = 'https://tiedotteet.example';
const MIB = 1024 * 1024;
const CODERS = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, 'x-gzip': gzipSync };
const BOMB = gzipSync(Buffer.alloc(64 * MIB));

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: string;
}

let site: Site;
/** Requests to the site, by path. */
const heard: Heard[] = [];
/** Paths whose connection broke before their answer had ended. */
const broken = new Set<string>();

beforeAll(async () => {
  site = await openSite(async (request, response) => {
    const path = request.url ?? '';
    const { pathname, searchParams } = new URL(path, 'http://site');
    let body = '';
    for await (const part of request) body += String(part);
    heard.push({ method: request.method ?? '', path, headers: request.headers, body });
    response.on('close', () => response.writableFinished || broken.add(path));
    if (pathname === '/redirect') {
      const location = searchParams.get('to') ?? '';
      const status = Number(searchParams.get('status') ?? '302');
      response.writeHead(status, { location }).end('a'.repeat(Number(searchParams.get('n') ?? '0')));
    } else if (pathname === '/hops') {
      const left = Number(searchParams.get('left'));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/hops?left=${left - 1}` }).end();
    } else if (pathname === '/bytes') {
      response.write(Buffer.alloc(Number(searchParams.get('n'))));
      response.end();
    } else if (pathname === '/coded') {
      const coding = searchParams.get('coding') ?? '';
      const coder = Object.entries(CODERS).find(([name]) => name === coding)?.[1];
      const text = Buffer.from('Tiedote åäö '.repeat(100));
      response.writeHead(200, { 'content-encoding': coding }).end(coder === undefined ? text : coder(text));
    } else if (pathname === '/bomb') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB);
    } else if (pathname === '/damaged') {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync('Tiedote'.repeat(99)).subarray(0, 20));
    } else if (pathname === '/unchanged') {
      response
        .writeHead(304, { etag: '"7"', 'content-encoding': 'gzip', 'content-length': '99999999' })
        .end();
    } else if (pathname === '/nothing') {
      response.writeHead(200, { 'content-encoding': searchParams.get('coding') ?? '' }).end();
    } else if (pathname === '/trickle') {
      response.writeHead(200);
      const dripping = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(dripping));
    } else if (pathname === '/silence') {
      // No answer.
    } else if (pathname === '/header') {
      response.writeHead(200, { 'x-long': 'a'.repeat(32 * 1024) }).end();
    } else {
      response.writeHead(200, { 'X-Path': path, 'set-cookie': ['a=1', 'b=2'] }).end(`you asked ${path}`);
    }
  });
});

afterAll(() => site.close());

const request: Omit<OutgoingRequest, 'url'> = {
  method: 'GET',
  headers: {},
  body: null,
  maxBytes: MIB,
  timeout: 5_000,
  redirects: 5,
};

const inside = openOutgoing({ baseUrl: BASE, allowPrivateHosts: true });

function ask(path: string, rest: Partial<OutgoingRequest> = {}): Promise<OutgoingAnswer> {
  return inside.send({ ...request, url: `http://127.0.0.1:${site.port}${path}`, ...rest });
}

function reasonOf(answer: OutgoingAnswer): string {
  return answer.ok ? `answered ${answer.status}` : answer.reason;
}

function textOf(answer: OutgoingAnswer): string | null {
  return answer.ok ? Buffer.from(answer.body).toString('utf8') : null;
}

const lastHeard = () => heard.at(-1);

describe('an answer', () => {
  test('has status, lower-case headers, body and the address without fragment', async () => {
    const answer = await ask('/feed?x=1#top');
    expect(answer).toMatchObject({ ok: true, status: 200, url: `http://127.0.0.1:${site.port}/feed?x=1` });
    expect(answer).toMatchObject({ headers: { 'x-path': '/feed?x=1', 'set-cookie': 'a=1, b=2' } });
    expect(textOf(answer)).toBe('you asked /feed?x=1');
  });

  test('is to a request with a user agent', async () => {
    await ask('/who');
    expect(lastHeard()?.headers).toMatchObject({
      'user-agent': 'Kaiku/0.1 (+https://tiedotteet.example)',
      'accept-encoding': 'gzip, br',
      host: `127.0.0.1:${site.port}`,
    });
  });

  test('to a POST comes after its body with its length', async () => {
    const body = Buffer.from('<feed>äö</feed>');
    await ask('/callback', { method: 'POST', body, headers: { 'content-type': 'application/atom+xml' } });
    expect(lastHeard()).toMatchObject({ method: 'POST', body: '<feed>äö</feed>' });
    expect(lastHeard()?.headers).toMatchObject({
      'content-length': '17',
      'content-type': 'application/atom+xml',
    });
  });

  test('304 is one', async () => {
    const answer = await ask('/unchanged', { headers: { 'if-none-match': '"7"' } });
    expect(answer).toMatchObject({ ok: true, status: 304, headers: { etag: '"7"' } });
    expect(lastHeard()?.headers).toMatchObject({ 'if-none-match': '"7"' });
  });

  test.each(Object.keys(CODERS))('in %s comes decoded and says nothing of the coding', async (coding) => {
    const answer = await ask(`/coded?coding=${coding}`);
    expect(textOf(answer)).toBe('Tiedote åäö '.repeat(100));
    expect(answer.ok && Object.keys(answer.headers)).not.toContain('content-encoding');
  });

  test.each(['gzip', 'br', 'deflate'])('in %s may be empty', async (coding) => {
    expect(textOf(await ask(`/nothing?coding=${coding}`))).toBe('');
  });

  test.each(['zstd', 'gzip, gzip', 'constructor', '__proto__'])('in %s is refused', async (coding) => {
    expect(reasonOf(await ask(`/coded?coding=${encodeURIComponent(coding)}`))).toBe('bad-answer');
  });

  test('of a hundred at once each is its own, over a bounded number of connections', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(`/one/${n}`)));
    expect(answers.map(textOf)).toEqual(Array.from({ length: 100 }, (_, n) => `you asked /one/${n}`));
  });

  test('is read by name as well, where the name is loopback and private hosts are allowed', async () => {
    expect(textOf(await ask('/name', { url: `http://localhost:${site.port}/name` }))).toBe('you asked /name');
  });
});

describe('what is not waited for', () => {
  test('a body that trickles is cut at the deadline, and the connection with it', async () => {
    expect(reasonOf(await ask('/trickle', { timeout: 200 }))).toBe('timeout');
    await expect.poll(() => broken.has('/trickle')).toBe(true);
  });

  test('a server that says nothing', async () => {
    expect(reasonOf(await ask('/silence', { timeout: 100 }))).toBe('timeout');
    await expect.poll(() => broken.has('/silence')).toBe(true);
  });

  test('a name server that says nothing', async () => {
    const silent = openOutgoing({
      baseUrl: BASE,
      allowPrivateHosts: false,
      resolve: () => new Promise<string[]>(() => undefined),
    });
    expect(reasonOf(await silent.send({ ...request, url: 'http://example.com/', timeout: 100 }))).toBe(
      'timeout',
    );
  });

  test('one deadline covers all redirects', async () => {
    const to = encodeURIComponent('/silence?after');
    expect(reasonOf(await ask(`/redirect?to=${to}`, { timeout: 150 }))).toBe('timeout');
  });
});

describe('what is too much', () => {
  test('a body of the limit is taken, of one byte more refused', async () => {
    const full = await ask('/bytes?n=1000', { maxBytes: 1000 });
    expect(full.ok && full.body.byteLength).toBe(1000);
    expect(reasonOf(await ask('/bytes?n=1001', { maxBytes: 1000 }))).toBe('too-large');
  });

  test('a small body that unpacks to 64 MiB', async () => {
    expect(BOMB.byteLength).toBeLessThan(MIB);
    expect(reasonOf(await ask('/bomb', { maxBytes: MIB }))).toBe('too-large');
  });

  test('headers beyond 16 KiB', async () => {
    expect(reasonOf(await ask('/header'))).toBe('too-large');
  });

  test('a body nobody asked for is not read, whatever its size; the status is there', async () => {
    for (const path of ['/bytes?n=10', `/bytes?n=${8 * MIB}`, '/trickle', '/bomb']) {
      const answer = await ask(path, { maxBytes: 0, timeout: 2_000 });
      expect([path, reasonOf(answer), textOf(answer)]).toEqual([path, 'answered 200', '']);
    }
  });
});

describe('redirects', () => {
  test('five are followed, a sixth is too many', async () => {
    expect(textOf(await ask('/hops?left=5'))).toBe('there');
    expect(reasonOf(await ask('/hops?left=6'))).toBe('too-many-redirects');
    expect(reasonOf(await ask('/hops?left=2', { redirects: 1 }))).toBe('too-many-redirects');
    expect(reasonOf(await ask('/hops?left=9', { redirects: 99 }))).toBe('too-many-redirects');
  });

  test('without any, a redirect is the answer', async () => {
    const answer = await ask('/redirect?to=/elsewhere', { redirects: 0 });
    expect(answer).toMatchObject({ ok: true, status: 302, headers: { location: '/elsewhere' } });
  });

  test('the body of a redirect is not read', async () => {
    const answer = await ask(`/redirect?to=/short&n=${MIB}`, { maxBytes: 100 });
    expect(textOf(answer)).toBe('you asked /short');
  });

  test('a redirect that names no address is the answer', async () => {
    expect(reasonOf(await ask('/redirect?to=&status=300'))).toBe('answered 300');
  });

  test('the answer contains the final address', async () => {
    const answer = await ask(`/redirect?to=${encodeURIComponent('/feed.rss?a=1#b')}`);
    expect(answer).toMatchObject({ url: `http://127.0.0.1:${site.port}/feed.rss?a=1` });
  });

  test.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'body'],
    [308, 'POST', 'body'],
  ])('a POST answered %d goes on as %s', async (status, method, body) => {
    const headers = { 'content-type': 'text/plain' };
    await ask(`/redirect?to=/next&status=${status}`, { method: 'POST', body: Buffer.from('body'), headers });
    expect(lastHeard()).toMatchObject({ path: '/next', method, body });
    expect(lastHeard()?.headers['content-type']).toBe(method === 'POST' ? 'text/plain' : undefined);
  });

  test.each([
    ['ftp://example.com/', 'bad-url'],
    ['file:///etc/passwd', 'bad-url'],
    ['http://user:secret@127.0.0.1/', 'bad-url'],
    ['http://[broken/', 'bad-url'],
    ['http://169.254.169.254/latest/meta-data/', 'refused-address'],
    ['http://0.0.0.0/', 'refused-address'],
  ])('to %s is not followed', async (to, reason) => {
    expect(reasonOf(await ask(`/redirect?to=${encodeURIComponent(to)}`))).toBe(reason);
  });
});

describe('names that lead inside', () => {
  /** Private hosts are refused, so no server of the test can be reached. */
  function outside(names: { readonly [name: string]: readonly string[] }) {
    const asked: string[] = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return names[name] ?? [];
    };
    return { asked, outgoing: openOutgoing({ baseUrl: BASE, allowPrivateHosts: false, resolve }) };
  }

  test.each([
    [['127.0.0.1']],
    [['::1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [['::ffff:127.0.0.1']],
    [['93.184.215.14', '127.0.0.1']],
    [['2606:4700:4700::1111', 'fd00::1']],
    [['no address']],
  ])('a name that resolves to %j is refused', async (addresses) => {
    const { outgoing } = outside({ 'inside.example': addresses });
    const before = heard.length;
    const url = `http://inside.example:${site.port}/rebound`;
    expect(reasonOf(await outgoing.send({ ...request, url }))).toBe('refused-address');
    expect(heard).toHaveLength(before);
  });

  test('a name without addresses is unreachable, and so is one whose look-up fails', async () => {
    const { outgoing } = outside({});
    expect(reasonOf(await outgoing.send({ ...request, url: 'http://nowhere.example/' }))).toBe('unreachable');
    const failing = openOutgoing({
      baseUrl: BASE,
      allowPrivateHosts: false,
      resolve: () => Promise.reject(new Error('SERVFAIL')),
    });
    expect(reasonOf(await failing.send({ ...request, url: 'http://broken.example/' }))).toBe('unreachable');
  });

  test('a literal address is refused without a look-up', async () => {
    const { outgoing, asked } = outside({});
    for (const host of ['127.0.0.1', '2130706433', '[::1]', 'localhost', 'db.internal']) {
      const url = `http://${host}:${site.port}/`;
      expect([host, reasonOf(await outgoing.send({ ...request, url }))]).toEqual([host, 'refused-address']);
    }
    expect(asked).toEqual([]);
  });

  test('a name is asked for once a hop: what was checked is what is connected to', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const rebinding = openOutgoing({
      baseUrl: BASE,
      allowPrivateHosts: true,
      resolve: async () => answers.shift() ?? [],
    });
    const url = `http://rebinding.example:${site.port}/pinned`;
    expect(textOf(await rebinding.send({ ...request, url }))).toBe('you asked /pinned');
    expect(lastHeard()?.headers.host).toBe(`rebinding.example:${site.port}`);
    expect(answers).toEqual([['10.0.0.1']]);
  });

  test('a redirect to a name that leads to refused addresses is not followed', async () => {
    const resolve = async (name: string) => (name === 'open.example' ? ['127.0.0.1'] : ['169.254.169.254']);
    const outgoing = openOutgoing({ baseUrl: BASE, allowPrivateHosts: true, resolve });
    const to = encodeURIComponent(`http://metadata.example:${site.port}/latest`);
    const url = `http://open.example:${site.port}/redirect?to=${to}`;
    expect(reasonOf(await outgoing.send({ ...request, url }))).toBe('refused-address');
  });
});

describe('what is no answer', () => {
  test('nobody listens', async () => {
    expect(reasonOf(await ask('', { url: `http://127.0.0.1:${await freePort()}/` }))).toBe('unreachable');
  });

  test('no TLS where TLS was asked for', async () => {
    expect(reasonOf(await ask('', { url: `https://127.0.0.1:${site.port}/` }))).toBe('unreachable');
  });

  test('a coded body that is cut short', async () => {
    expect(reasonOf(await ask('/damaged'))).toBe('bad-answer');
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.2\r\n\r\n', 'bad-answer'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort', 'bad-answer'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe', 'bad-answer'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'bad-answer'],
    ['HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n', 'bad-answer'],
    ['', 'unreachable'],
  ])('%j', async (said, reason) => {
    const socket = await openSocketSite((each) => each.end(said));
    const url = `http://127.0.0.1:${socket.port}/`;
    expect(reasonOf(await inside.send({ ...request, url, timeout: 2_000 }))).toBe(reason);
    await socket.close();
  });

  test.each(['', 'feed.rss', 'ftp://example.com/', 'http://a:b@127.0.0.1/'])(
    '%j was no address',
    async (url) => {
      expect(reasonOf(await ask('', { url }))).toBe('bad-url');
    },
  );

  test('a header that cannot be sent', async () => {
    expect(reasonOf(await ask('/x', { headers: { 'x-note': 'a\r\nhost: evil' } }))).toBe('bad-url');
    expect(reasonOf(await ask('/x', { headers: { 'bad name': 'a' } }))).toBe('bad-url');
  });
});
