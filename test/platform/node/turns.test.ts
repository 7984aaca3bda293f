import { describe, expect, test } from 'vitest';
import { openBodySanitizer } from '../../../src/platform/node/body-sanitizer.ts';
import { openDocumentReader } from '../../../src/platform/node/document-reader.ts';
import { createPause } from '../../../src/platform/node/pause.ts';
import { sanitizeBody } from '../../../src/validation/sanitize.ts';
import { cpuTimeOf, longestTurnOf } from '../../cpu-time.ts';
import { NEWSROOM, openNewsroom, RELEASES } from '../../http/harness.ts';

const CONTEXT = {
  contentType: null,
  contentLanguage: null,
  url: null,
  website: null,
  defaultLanguage: 'fi' as const,
};

/** Slow to sanitize for its length. */
const SLOW_BODY = `<table><tr>${'<td>1</td>'.repeat(9_000)}`;

function documentWith(text: string): string {
  return `<rss version="2.0"><channel><language>fi</language>${text}
  <item><guid>1</guid><title>Satama</title></item></channel></rss>`;
}

/** Much to read, and little to bring in. */
const SLOW_DOCUMENT = documentWith('<x><y a="1"/></x>'.repeat(30_000));

test('work that pauses lets everything else run, however long it takes', async () => {
  const pause = createPause();
  let turns = 0;
  for (let n = 0; n < 5; n += 1) {
    setImmediate(() => {
      turns += 1;
    });
    for (const began = performance.now(); performance.now() < began + 12; );
    await pause();
    // The first one only begins to measure.
    if (n > 0) expect(turns).toBeGreaterThanOrEqual(n - 1);
  }
  expect(turns).toBeGreaterThanOrEqual(4);
});

describe('the main thread does something else', () => {
  test('while a release with slow bodies is created', async () => {
    const { call, token } = await openNewsroom();
    const variants = {
      fi: { title: 'Taulukko', body: SLOW_BODY },
      sv: { title: 'Tabell', body: `${SLOW_BODY} ` },
    };
    const create = () => call('POST', RELEASES, { token, json: { variants } });
    expect((await create()).status).toBe(201);
    const inPlace = cpuTimeOf(() => [SLOW_BODY, `${SLOW_BODY} `].map((body) => sanitizeBody(body, null)));
    expect(await longestTurnOf(create)).toBeLessThan(inPlace / 2);
  });

  test('while a large document is imported', async () => {
    const { app, token } = await openNewsroom();
    const headers = { Authorization: `Bearer ${token}` };
    const importDocument = async () =>
      app.request(`${NEWSROOM}/imports`, { method: 'POST', body: SLOW_DOCUMENT, headers });
    expect(await (await importDocument()).json()).toMatchObject({ created: 1 });
    const { readDocument } = await import('../../../src/imports/read-document.ts');
    const bytes = new TextEncoder().encode(SLOW_DOCUMENT);
    const inPlace = cpuTimeOf(() => readDocument(bytes, CONTEXT));
    expect(await longestTurnOf(importDocument)).toBeLessThan(inPlace / 3);
  });

  test('while a newsroom of many releases is rebuilt and exported', async () => {
    const { call, app, token } = await openNewsroom();
    const items = Array.from({ length: 300 }, (_, n) => ({
      id: `${n}`,
      title: `Tiedote ${n}`,
      content_html: 'x',
    }));
    await call('POST', `${NEWSROOM}/imports`, { token, json: { version: 'x', language: 'fi', items } });
    let used = 0;
    const rebuild = async () => {
      const before = process.threadCpuUsage();
      expect((await call('POST', `${NEWSROOM}/rebuild`, { token })).json).toMatchObject({ repaired: 0 });
      const { user, system } = process.threadCpuUsage(before);
      used = (user + system) / 1_000;
    };
    expect(await longestTurnOf(rebuild)).toBeLessThan(used / 2);
    expect((await app.request('/healthz')).status).toBe(200);
  });
});

describe('a document that costs too much is refused', () => {
  const bytes = new TextEncoder().encode(SLOW_DOCUMENT);
  const small = new TextEncoder().encode(documentWith(' '.repeat(20_000)));

  test.each([
    ['time', { threads: 1, time: 1, heap: 1_024 }],
    ['memory', { threads: 1, time: 60_000, heap: 24 }],
  ])('of %s', async (_, limits) => {
    const reader = openDocumentReader(limits);
    expect(await reader.read(bytes, CONTEXT)).toEqual({ ok: false, refusal: { code: 'too-costly' } });
    await reader.close();
  });

  test('and the next one is read', async () => {
    const reader = openDocumentReader({ threads: 1, time: 60_000, heap: 64 });
    const large = new TextEncoder().encode(documentWith('<x><y a="1"/></x>'.repeat(240_000)));
    const answers = await Promise.all([reader.read(large, CONTEXT), reader.read(small, CONTEXT)]);
    expect(answers.map(({ ok }) => ok)).toEqual([false, true]);
    await reader.close();
  });
});

test('bodies are sanitized in place when the thread cannot', async () => {
  const sanitizer = openBodySanitizer({ threads: 1, time: 1, heap: 256 });
  const bodies = ['<p>a<script>b</script>', SLOW_BODY];
  expect(await sanitizer.sanitize(bodies, null)).toEqual(bodies.map((body) => sanitizeBody(body, null)));
  await sanitizer.close();
});

test('a thread sanitizes as the main thread does, each body for itself', async () => {
  const sanitizer = openBodySanitizer();
  const bodies = ['<a href="x">a</a>', '<'.repeat(200_000), '<h1>b'];
  expect(await sanitizer.sanitize(bodies, 'https://satama.example/')).toEqual([
    '<a href="https://satama.example/x">a</a>',
    null,
    '<h2>b</h2>',
  ]);
  await sanitizer.close();
});
