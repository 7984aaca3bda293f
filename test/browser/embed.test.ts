import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { getRequestListener } from '@hono/node-server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { toStamp } from '../../src/base/time/helsinki.ts';
import { createApp } from '../../src/http/app.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { at, NOON, PROFILE } from '../http/harness.ts';

// A browser is slow where everything else is tested beside it.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a server on a free port of loopback; `listener` is told its origin. */
async function openOrigin(listener: (origin: string) => RequestListener) {
  let answer: RequestListener = (_, response) => response.end();
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  answer = listener(origin);
  return { origin, close: () => server.close() };
}

let service: NodeService;
let kaiku: Awaited<ReturnType<typeof openOrigin>>;
let partner: Awaited<ReturnType<typeof openOrigin>>;
let browser: Browser;
let page: Page;
/** What the partner's page has in its body. */
let body = '';

const PLAIN = (tag: string) =>
  `<${tag}><a href="https://partner.example/tiedotteet">Tiedotteet</a></kaiku-releases>`;
const NEWSROOM = 'kaiku-releases newsroom="satamakaupunki"';

beforeAll(async () => {
  kaiku = await openOrigin((baseUrl) => {
    service = openService({ data: null, baseUrl, adminToken: null, now: () => NOON });
    return getRequestListener(createApp(service).fetch);
  });
  partner = await openOrigin(() => (_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    const style = '<style>kaiku-releases h3 { color: rgb(1, 2, 3) }</style>';
    const script = `<script type="module" src="${kaiku.origin}/embed/kaiku.js"></script>`;
    response.end(
      `<!DOCTYPE html><html lang="fi"><title>P</title>${style}${script}<main>${body}</main></html>`,
    );
  });
  await service.directory.registry.reserve(PROFILE.slug, null);
  const profile = { ...PROFILE, description: {}, contacts: [], socialLinks: [] } as const;
  await service.newsroom(1).profile.create({ ...profile, languages: ['fi', 'sv'], defaultLanguage: 'fi' }, 1);
  for (let number = 1; number <= 7; number += 1) {
    await service.newsroom(1).releases.create(
      {
        state: 'published',
        publishAt: `2025-0${number}-01T09:00`,
        variants: {
          fi: {
            title: `Tiedote <b>${number}</b>`,
            lead: 'Ingressi & muuta',
            keywords: [number > 4 ? 'Meri' : 'Maa'],
          },
          sv: { title: `Meddelande ${number}` },
        },
      },
      null,
    );
  }
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

afterEach(() => page.close());
afterAll(async () => {
  await browser.close();
  partner.close();
  kaiku.close();
  await service.close();
});

async function open(markup: string, prepare: (page: Page) => Promise<void> = async () => undefined) {
  body = markup;
  page = await browser.newPage();
  await prepare(page);
  await page.goto(partner.origin);
  return page.locator('kaiku-releases');
}

const ready = () => page.waitForSelector('kaiku-releases:not([aria-busy]) :is(ul, [role=status])');
const titles = () => page.locator('kaiku-releases li h3 a').allTextContents();

test('a partner’s page shows the latest five, in its own style', async () => {
  const embed = await open(PLAIN(NEWSROOM));
  await ready();
  expect(await titles()).toEqual([7, 6, 5, 4, 3].map((number) => `Tiedote <b>${number}</b>`));
  const first = embed.locator('li').first();
  expect(await first.locator('a').getAttribute('href')).toBe(
    `${kaiku.origin}/fi/satamakaupunki/7/tiedote-b-7-b`,
  );
  const colour = "getComputedStyle(document.querySelector('kaiku-releases h3')).color";
  expect(await page.evaluate(colour)).toBe('rgb(1, 2, 3)');
  expect(await first.locator('time').getAttribute('datetime')).toBe('2025-07-01T09:00:00+03:00');
  expect(await first.locator('time').textContent()).toBe(toStamp(Date.parse('2025-07-01T09:00:00+03:00')));
  expect(await first.locator('p').last().textContent()).toBe('Ingressi & muuta');
  expect([await embed.locator('ul').getAttribute('lang'), await embed.getAttribute('aria-busy')]).toEqual([
    'fi',
    null,
  ]);
});

test.each(['fi', 'sv'])('axe finds nothing in it, in %s', async (language) => {
  await open(PLAIN(`${NEWSROOM} lang="${language}" heading="2"`));
  await ready();
  await page.evaluate(AXE);
  const found = await page.evaluate(
    "axe.run('kaiku-releases').then(({ violations, passes }) => ({ violations, passes: passes.length }))",
  );
  expect(found).toMatchObject({ violations: [] });
  expect(at(found, 'passes')).toBeGreaterThan(5);
});

test('a language, a number, a keyword and a level of heading are attributes, and may change', async () => {
  const embed = await open(PLAIN(`${NEWSROOM} lang="sv-FI" limit="2" heading="2"`));
  await ready();
  expect(await embed.locator('li[lang=sv] h2 a').allTextContents()).toEqual(['Meddelande 7', 'Meddelande 6']);
  await embed.evaluate((element) => {
    element.setAttribute('lang', 'fi');
    element.setAttribute('keyword', ' MERI ');
    element.setAttribute('limit', '50');
    element.removeAttribute('heading');
  });
  await page.waitForSelector('kaiku-releases:not([aria-busy]) li[lang=fi]');
  expect(await titles()).toEqual([7, 6, 5].map((number) => `Tiedote <b>${number}</b>`));
});

test('an answer to a question that was asked before is not shown', async () => {
  let answerFirst: () => void = () => undefined;
  const embed = await open(PLAIN(`${NEWSROOM} lang="fi"`), async (fresh) => {
    await fresh.route('**/fi/**/feed.json', async (route) => {
      await new Promise<void>((resolve) => (answerFirst = resolve));
      await route.continue().catch(() => undefined);
    });
  });
  await page.waitForSelector('kaiku-releases[aria-busy=true] [role=status]');
  await embed.evaluate((element) => element.setAttribute('lang', 'sv'));
  await page.waitForSelector('kaiku-releases:not([aria-busy]) li[lang=sv]');
  answerFirst();
  await page.evaluate(() => fetch('/').then((response) => response.text()));
  expect(await embed.locator('li').first().getAttribute('lang')).toBe('sv');
});

test.each([
  ['is not there', { status: 404, body: '{}' }],
  ['is no JSON', { status: 200, body: '<html>' }],
  ['is no feed', { status: 200, body: '{"items": 1}' }],
])('a feed that %s leaves the plain link, and says so', async (_name, answer) => {
  const embed = await open(PLAIN(`${NEWSROOM} lang="sv"`), async (fresh) => {
    await fresh.route('**/feed.json', (route) =>
      route.fulfill({ ...answer, headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
  });
  await ready();
  expect(await embed.locator('[role=status]').textContent()).toBe('Pressmeddelandena kunde inte laddas.');
  expect(await embed.locator('a').getAttribute('href')).toBe('https://partner.example/tiedotteet');
});

test('without a link of the partner’s own there is one to the newsroom', async () => {
  const embed = await open(`<${NEWSROOM}></kaiku-releases>`, async (fresh) => {
    await fresh.route('**/feed.json', (route) => route.abort());
  });
  await ready();
  expect(await embed.locator('a').getAttribute('href')).toBe(`${kaiku.origin}/fi/satamakaupunki`);
  expect(await embed.locator('a').textContent()).toBe('Kaikki tiedotteet');
});

test('whatever a feed says is text', async () => {
  const title = '<img src=x onerror="document.title = 1">';
  const items = [
    {
      url: 'javascript:document.title=1',
      title,
      summary: title,
      date_published: title,
      language: '"><script>',
    },
    ...[null, 1, [], { title: { a: 1 }, url: 'data:text/html,x' }],
  ];
  const embed = await open(PLAIN(NEWSROOM), async (fresh) => {
    await fresh.route('**/feed.json', (route) =>
      route.fulfill({ json: { items }, headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
  });
  await ready();
  expect(await embed.locator('li').count()).toBe(5);
  expect(await embed.locator('img, script, a[href]').count()).toBe(0);
  expect(await titles()).toContain(title);
  expect(await page.title()).toBe('P');
});

test('a page that takes the element away stops the request', async () => {
  const embed = await open(PLAIN(NEWSROOM), async (fresh) => {
    await fresh.route('**/feed.json', () => new Promise(() => undefined));
  });
  await page.waitForSelector('kaiku-releases[aria-busy=true]');
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/feed.json'));
  await embed.evaluate((element) => element.remove());
  expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
});

test('without scripts the plain link is there', async () => {
  body = PLAIN(NEWSROOM);
  const context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  await page.goto(partner.origin);
  expect(await page.locator('kaiku-releases a').textContent()).toBe('Tiedotteet');
});
