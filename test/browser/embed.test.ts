import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { getRequestListener } from '@hono/node-server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { toDisplayTime } from '../../src/base/time/helsinki.ts';
import { createApp } from '../../src/http/app.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { at, NOON, PROFILE } from '../http/harness.ts';

// Browsers are slow while other tests run.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts a server on a free loopback port; `listenerFor` gets its origin. */
async function startServer(listenerFor: (origin: string) => RequestListener) {
  let listener: RequestListener = (_, response) => response.end();
  const server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  listener = listenerFor(origin);
  return { origin, close: () => server.close() };
}

let service: NodeService;
let kaiku: Awaited<ReturnType<typeof startServer>>;
let partner: Awaited<ReturnType<typeof startServer>>;
let browser: Browser;
let page: Page;
/** The content of the partner's page. */
let body = '';

const elementWithLink = (tag: string) =>
  `<${tag}><a href="https://partner.example/tiedotteet">Tiedotteet</a></kaiku-releases>`;
const NEWSROOM_TAG = 'kaiku-releases newsroom="satamakaupunki"';

beforeAll(async () => {
  kaiku = await startServer((baseUrl) => {
    service = openService({ data: null, baseUrl, adminToken: null, now: () => NOON });
    return getRequestListener(createApp(service).fetch);
  });
  partner = await startServer(() => (_, response) => {
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

test('a partner’s page shows the latest five releases in its own style', async () => {
  const embed = await open(elementWithLink(NEWSROOM_TAG));
  await ready();
  expect(await titles()).toEqual([7, 6, 5, 4, 3].map((number) => `Tiedote <b>${number}</b>`));
  const first = embed.locator('li').first();
  expect(await first.locator('a').getAttribute('href')).toBe(
    `${kaiku.origin}/fi/satamakaupunki/7/tiedote-b-7-b`,
  );
  const colour = "getComputedStyle(document.querySelector('kaiku-releases h3')).color";
  expect(await page.evaluate(colour)).toBe('rgb(1, 2, 3)');
  expect(await first.locator('time').getAttribute('datetime')).toBe('2025-07-01T09:00:00+03:00');
  expect(await first.locator('time').textContent()).toBe(
    toDisplayTime(Date.parse('2025-07-01T09:00:00+03:00')),
  );
  expect(await first.locator('p').last().textContent()).toBe('Ingressi & muuta');
  expect([await embed.locator('ul').getAttribute('lang'), await embed.getAttribute('aria-busy')]).toEqual([
    'fi',
    null,
  ]);
});

test.each(['fi', 'sv'])('axe finds nothing in the element, in %s', async (language) => {
  await open(elementWithLink(`${NEWSROOM_TAG} lang="${language}" heading="2"`));
  await ready();
  await page.evaluate(AXE);
  const found = await page.evaluate(
    "axe.run('kaiku-releases').then(({ violations, passes }) => ({ violations, passes: passes.length }))",
  );
  expect(found).toMatchObject({ violations: [] });
  expect(at(found, 'passes')).toBeGreaterThan(5);
});

test('language, limit, keyword and heading level are attributes, and may change', async () => {
  const embed = await open(elementWithLink(`${NEWSROOM_TAG} lang="sv-FI" limit="2" heading="2"`));
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

test('a late response to an earlier request is ignored', async () => {
  let continueFirst: () => void = () => undefined;
  const embed = await open(elementWithLink(`${NEWSROOM_TAG} lang="fi"`), async (fresh) => {
    await fresh.route('**/fi/**/feed.json', async (route) => {
      await new Promise<void>((resolve) => (continueFirst = resolve));
      await route.continue().catch(() => undefined);
    });
  });
  await page.waitForSelector('kaiku-releases[aria-busy=true] [role=status]');
  await embed.evaluate((element) => element.setAttribute('lang', 'sv'));
  await page.waitForSelector('kaiku-releases:not([aria-busy]) li[lang=sv]');
  continueFirst();
  await page.evaluate(() => fetch('/').then((response) => response.text()));
  expect(await embed.locator('li').first().getAttribute('lang')).toBe('sv');
});

test.each([
  ['does not exist', { status: 404, body: '{}' }],
  ['is not JSON', { status: 200, body: '<html>' }],
  ['is not a feed', { status: 200, body: '{"items": 1}' }],
])('for a feed that %s, the element keeps its link and shows an error', async (_fault, response) => {
  const embed = await open(elementWithLink(`${NEWSROOM_TAG} lang="sv"`), async (fresh) => {
    await fresh.route('**/feed.json', (route) =>
      route.fulfill({ ...response, headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
  });
  await ready();
  expect(await embed.locator('[role=status]').textContent()).toBe('Pressmeddelandena kunde inte laddas.');
  expect(await embed.locator('a').getAttribute('href')).toBe('https://partner.example/tiedotteet');
});

test('an element without a link of its own gets a link to the newsroom', async () => {
  const embed = await open(`<${NEWSROOM_TAG}></kaiku-releases>`, async (fresh) => {
    await fresh.route('**/feed.json', (route) => route.abort());
  });
  await ready();
  expect(await embed.locator('a').getAttribute('href')).toBe(`${kaiku.origin}/fi/satamakaupunki`);
  expect(await embed.locator('a').textContent()).toBe('Kaikki tiedotteet');
});

test('every value of a feed is shown as text', async () => {
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
  const embed = await open(elementWithLink(NEWSROOM_TAG), async (fresh) => {
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

test('removing the element aborts its request', async () => {
  const embed = await open(elementWithLink(NEWSROOM_TAG), async (fresh) => {
    await fresh.route('**/feed.json', () => new Promise(() => undefined));
  });
  await page.waitForSelector('kaiku-releases[aria-busy=true]');
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/feed.json'));
  await embed.evaluate((element) => element.remove());
  expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
});

test('without scripts the element shows its link', async () => {
  body = elementWithLink(NEWSROOM_TAG);
  const context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  await page.goto(partner.origin);
  expect(await page.locator('kaiku-releases a').textContent()).toBe('Tiedotteet');
});
