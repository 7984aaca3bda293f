import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LANGUAGES } from '../../src/locale/language.ts';
import { openSite, type Site } from './site.ts';

/** Debian's; `.ci/run` installs it. */
const CHROMIUM = '/usr/bin/chromium';
/** A directory to leave pictures of the pages in, to be looked at. */
const SHOTS = process.env.KAIKU_SHOTS;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NARROWEST = 320;

// A browser is slow where everything else is tested beside it.
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

const PAGES = {
  directory: '',
  newsroom: 'saarenkunta',
  older: 'saarenkunta?before=mk2ayo00-c',
  release: 'saarenkunta/1',
  missing: 'saarenkunta/25',
  type: 'saarenkunta/types/release',
  keyword: 'saarenkunta/keywords/liikenne',
  month: 'saarenkunta/2026-02',
  media: 'media',
  search: 'saarenkunta/search?q=merikotka+lautta',
  found: 'saarenkunta/search?q=ferry&sort=best',
  subscribe: 'saarenkunta/subscribe',
  accessibility: 'accessibility.html',
  absent: 'saarenkunta/999/x',
} as const;

interface Violation {
  readonly id: string;
  readonly where: readonly string[];
}

/** What axe finds on the page as it is shown: everything, or only what depends on the colours. */
async function violations(page: Page, scheme: 'light' | 'dark'): Promise<readonly Violation[]> {
  if (scheme === 'light') await page.evaluate(AXE);
  const rules = scheme === 'light' ? '' : "runOnly: ['color-contrast'], ";
  return page.evaluate(`axe.run(document, { ${rules}resultTypes: ['violations'] }).then((found) =>
    found.violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html.slice(0, 200)) })))`);
}

async function open(path: string, width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, javaScriptEnabled: true });
  await page.goto(`${site.url}/${path}`);
  return page;
}

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(Object.entries(PAGES))('axe finds nothing on the page %s, light or dark', async (kind, path) => {
    const page = await open(`${language}/${path === 'media' ? site.picture : path}`, 1280);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await violations(page, colorScheme)]).toEqual([colorScheme, []]);
      if (SHOTS !== undefined) await shoot(page, `${SHOTS}/${kind}-${language}-${colorScheme}`);
    }
    await page.setViewportSize({ width: NARROWEST, height: 700 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });
});

async function shoot(page: Page, name: string): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${name}-${width}.png`, fullPage: true });
  }
}

test('nothing is asked of another host, and nothing is held back by the policy', async () => {
  const page = await browser.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  page.on('console', (message) => void said.push(message.text()));
  await page.goto(`${site.url}/fi/saarenkunta/1`, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Kuvat ja videot' }).scrollIntoViewIfNeeded();
  await page.waitForFunction(
    '[...document.images].every((image) => image.complete && image.naturalWidth > 0)',
  );
  expect(asked.filter((url) => !url.startsWith(site.url))).toEqual([]);
  expect(asked.some((url) => url.includes('/media/'))).toBe(true);
  expect(said.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
  await page.close();
});

test('by keyboard alone one skips to the content, changes the language and searches', async () => {
  const page = await open('fi/saarenkunta/1', 1280);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Siirry sisältöön');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.getByRole('link', { name: 'Svenska' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sv/saarenkunta/1/**');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Ny förbindelsebåt');
  await page.goto(`${site.url}/sv/saarenkunta`);
  await page.getByLabel('Sökord').focus();
  await page.keyboard.type('skärgården');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=*');
  expect(await page.getByRole('heading', { level: 3 }).count()).toBe(20);
  await page.close();
});

test('a picture is downloaded under its name', async () => {
  const page = await open('en/saarenkunta/1', 360);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download image/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('alus.jpg');
  await page.close();
});
