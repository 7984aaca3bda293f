import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LANGUAGES, type Language } from '../../src/base/locale/language.ts';
import { openSite, type Site } from './site.ts';

/** The browser is Debian's package, which `.ci/run` installs. */
const CHROMIUM = '/usr/bin/chromium';
/** If set, the tests save screenshots of the pages in this directory. */
const SCREENSHOTS = process.env.KAIKU_SHOTS;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** CSS pixels (WCAG 1.4.10). */
const MIN_WIDTH = 320;
/** No page has as many focusable elements before its list. */
const MAX_TABS = 40;

// Browsers are slow while other tests run.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: Site;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([
    openSite(),
    chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] }),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

/** Paths of each kind of page, without the language. */
const PAGES = {
  directory: '',
  newsroom: 'saarenkunta',
  release: 'saarenkunta/1',
  missing: 'saarenkunta/25',
  type: 'saarenkunta/types/release',
  keyword: 'saarenkunta/keywords/liikenne',
  month: 'saarenkunta/2026-02',
  search: 'saarenkunta/search?q=merikotka+lautta',
  subscribe: 'saarenkunta/subscribe',
  accessibility: 'accessibility.html',
  absent: 'saarenkunta/999/x',
} as const;
/** These pages have other content, whose texts the tests without a browser check in every language. */
const OTHER_CONTENT = {
  older: 'saarenkunta?before=mk2ayo00-c',
  found: 'saarenkunta/search?q=lautta&sort=best',
} as const;
const SECRET_PAGES = ['preview', 'confirm', 'manage', 'cancel'] as const;

interface Violation {
  readonly id: string;
  readonly elements: readonly string[];
}

/** In the dark scheme, axe checks only the colours, because nothing else differs. */
async function violationsOn(page: Page, scheme: 'light' | 'dark'): Promise<readonly Violation[]> {
  if (scheme === 'light') await page.evaluate(AXE);
  const rules = scheme === 'light' ? '' : "runOnly: ['color-contrast'], ";
  return page.evaluate(`axe.run(document, { ${rules}resultTypes: ['violations'] }).then((found) =>
    found.violations.map(({ id, nodes }) => ({ id, elements: nodes.map((node) => node.html.slice(0, 200)) })))`);
}

async function open(path: string, width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.goto(`${site.url}/${path}`);
  return page;
}

/** The colours are the same in every language, so one language is enough for the dark scheme. */
const schemesIn = (language: Language) =>
  language === 'fi' ? (['light', 'dark'] as const) : (['light'] as const);

describe.each(LANGUAGES)('in %s', (language) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.newPage();
  });
  afterAll(() => page?.close());

  async function checkPage(kind: string, url: string): Promise<void> {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    const response = await page.goto(url);
    expect(response?.status()).toBe(kind === 'absent' ? 404 : 200);
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    for (const colorScheme of schemesIn(language)) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await violationsOn(page, colorScheme)]).toEqual([colorScheme, []]);
    }
    if (SCREENSHOTS !== undefined) await saveScreenshots(page, `${SCREENSHOTS}/${kind}-${language}`);
    await page.setViewportSize({ width: MIN_WIDTH, height: 700 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  }

  const paths = language === 'fi' ? { ...PAGES, ...OTHER_CONTENT } : PAGES;
  test.each(Object.entries(paths))('axe finds nothing on the page %s', (kind, path) =>
    checkPage(kind, `${site.url}/${language}/${path}`),
  );

  test('axe finds nothing on the page of a picture', () =>
    checkPage('media', `${site.url}/${language}/${site.picture}`));

  test.each(SECRET_PAGES)('axe finds nothing on the page %s, which has a secret address', (kind) =>
    checkPage(kind, site.secretUrls[language][kind]),
  );

  test('axe finds nothing on a refused form, and the input refers to its error', async () => {
    await page.goto(`${site.url}/${language}/saarenkunta/subscribe`);
    await page.locator('#email').fill('ei osoite');
    await Promise.all([page.waitForNavigation(), page.locator('main button').click()]);
    expect(await violationsOn(page, 'light')).toEqual([]);
    const described = await page.locator('#email').getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toMatch(/\S/);
  });
});

/** Saves screenshots in phone and desktop width, in both colour schemes. */
async function saveScreenshots(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${name}-${colorScheme}-${width}.png`, fullPage: true });
    }
  }
}

test('a page requests nothing from other hosts, and the Content-Security-Policy blocks nothing', async () => {
  const page = await browser.newPage();
  const requested: string[] = [];
  const messages: string[] = [];
  page.on('request', (request) => void requested.push(request.url()));
  page.on('console', (message) => void messages.push(message.text()));
  await page.goto(`${site.url}/fi/saarenkunta/1`, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Kuvat ja videot' }).scrollIntoViewIfNeeded();
  await page.waitForFunction(
    '[...document.images].every((image) => image.complete && image.naturalWidth > 0)',
  );
  expect(requested.filter((url) => !url.startsWith(site.url))).toEqual([]);
  expect(requested.some((url) => url.includes('/media/'))).toBe(true);
  expect(messages.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
  await page.close();
});

/** @throws {Error} when no element that matches `selector` gets the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < MAX_TABS; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`${selector} cannot be reached by keyboard`);
}

const OUTLINE = 'parseFloat(getComputedStyle(document.activeElement).outlineWidth)';

test('by keyboard alone, readers can skip to the content, change the language, search and open a result', async () => {
  const page = await open('fi/saarenkunta/1', 1280);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Siirry sisältöön');
  expect(await page.evaluate(OUTLINE)).toBeGreaterThan(1);
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.goto(`${site.url}/fi/saarenkunta/1`);
  await tabTo(page, '.tongues a[lang=sv]');
  expect(await page.evaluate(OUTLINE)).toBeGreaterThan(1);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sv/saarenkunta/1/**');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Ny förbindelsebåt');
  await tabTo(page, '.masthead .room');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sv/saarenkunta');
  await tabTo(page, 'input[type=search]');
  await page.keyboard.type('skärgården');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=*');
  expect(await page.getByRole('heading', { level: 3 }).count()).toBe(20);
  await tabTo(page, '.rows h3 a');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sv/saarenkunta/1/**');
  await page.close();
});

test('a click changes the language of a release, and another one changes it back', async () => {
  const page = await open('fi/saarenkunta/1', 360);
  for (const [name, language, title] of [
    ['English', 'en', 'New ferry enters service'],
    ['Svenska', 'sv', 'Ny förbindelsebåt'],
    ['Suomi', 'fi', 'Uusi yhteysalus'],
  ] as const) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await page.waitForURL(`**/${language}/saarenkunta/1/**`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(title);
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
  }
  await page.close();
});

test.each([
  ['RSS', 'application/rss+xml', 'rss'],
  ['Atom', 'application/atom+xml', 'atom'],
  ['JSON Feed', 'application/feed+json', 'json'],
])('the link %s leads to the feed in the language of the page', async (name, type, format) => {
  const page = await open('sv/saarenkunta/1', 1280);
  const url = `${site.url}/sv/saarenkunta/feed.${format}`;
  const responseTo = page.waitForResponse(url);
  // The browser shows some formats and downloads others, so the click must not wait for a navigation.
  await page.getByRole('link', { name, exact: true }).click({ noWaitAfter: true });
  const response = await responseTo;
  expect([response.status(), response.headers()['content-type']]).toEqual([
    200,
    expect.stringContaining(type),
  ]);
  expect(await (await page.request.get(url)).text()).toContain('Ny förbindelsebåt');
  await page.close();
});

/** The Content-Security-Policy would block such elements, but they must not be on the page at all. */
const ACTIVE_CONTENT =
  ':is(script:not([type="application/ld+json"]), svg, iframe, [href^="javascript:"], [onclick], [onerror], [onload], [onmouseover])';

const DISPATCH_EVENTS = `for (const element of document.querySelectorAll('main *')) {
  for (const type of ['mouseover', 'click', 'error']) element.dispatchEvent(new Event(type));
}`;

test('no text from a publisher or an address is run as a script', async () => {
  const page = await browser.newPage();
  const alerts: string[] = [];
  page.on('dialog', async (dialog) => {
    alerts.push(dialog.message());
    await dialog.dismiss();
  });
  const attack = encodeURIComponent('"><img src=x onerror=alert(1)><script>alert(2)</script>');
  for (const path of [
    'fi/saarenkunta/26',
    'sv/saarenkunta/26',
    'fi/saarenkunta?before=mk2ayo00-c',
    'fi/saarenkunta/2025-01',
    `fi/saarenkunta/search?q=${attack}`,
    `fi/saarenkunta/search?q=onerror&sort=${attack}`,
    `fi/saarenkunta/keywords/${attack.toLowerCase()}`,
    `fi/saarenkunta/1/${attack}`,
    `fi/${attack}`,
  ]) {
    await page.goto(`${site.url}/${path}`);
    await page.evaluate(DISPATCH_EVENTS);
    expect([path, await page.locator(ACTIVE_CONTENT).count()]).toEqual([path, 0]);
  }
  expect(alerts).toEqual([]);
  await page.close();
});

test('a printed release has its text without navigation', async () => {
  const page = await open('fi/saarenkunta/1', 1280);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('article').isVisible()).toBe(true);
  for (const selector of ['.tongues', '.foot', '.subscribe', '.feeds', '.more']) {
    expect([selector, await page.locator(selector).isVisible()]).toEqual([selector, false]);
  }
  expect(await page.evaluate('getComputedStyle(document.documentElement).color')).toBe('rgb(0, 0, 0)');
  await page.close();
});

test('a picture is downloaded under its file name', async () => {
  const page = await open('en/saarenkunta/1', 360);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download image/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('alus.jpg');
  await page.close();
});
